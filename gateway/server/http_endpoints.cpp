#include "server/http_endpoints.h"

#include "base/log.h"
#include "server/answers.h"
#include "server/negotiation.h"

#include <strings.h>

namespace schakel::server {

namespace {

bool is_identity(std::string_view coding) {
  return coding.empty() || (coding.size() == 8 && ::strncasecmp(coding.data(), "identity", coding.size()) == 0);
}

}  // namespace

std::string Call::parameter(std::string_view name) const {
  return transport::query_parameter(request.query(), name).value_or(std::string{});
}

bool path_matches(std::string_view pattern, std::string_view path, PathParts& parts) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  while (!pattern.empty()) {
    const std::size_t hole = pattern.find('{');
    if (hole == std::string_view::npos) return pattern == path;
    if (path.substr(0, hole) != pattern.substr(0, hole)) return false;
    const std::size_t closing = pattern.find('}', hole);
    const std::string_view part = path.substr(hole, path.find('/', hole) - hole);
    const bool type = pattern.substr(hole, closing - hole) == "{type";
    if (part.empty() || (type && part.front() == '$')) return false;
    (type ? parts.type : parts.id) = part;
    pattern.remove_prefix(closing + 1);
    path.remove_prefix(hole + part.size());
  }
  return path.empty();
}

// Clients may escape the `$` of an operation (RFC 3986 section 2.4: both spellings mean the same).
std::string with_plain_dollars(std::string_view path) {
  static constexpr std::string_view kEscaped = "%24";
  std::string out;
  for (std::size_t at = path.find(kEscaped); at != std::string_view::npos; at = path.find(kEscaped)) {
    out.append(path.substr(0, at)).append("$");
    path.remove_prefix(at + kEscaped.size());
  }
  return out.append(path);
}

void HttpEndpoints::handle(const transport::HttpRequest& request, transport::HttpReply reply) {
  const std::string_view method = request.method() == "HEAD" ? "GET" : request.method();
  AnswerFormat format = answer_format(request.query(), request.field("Accept"), request.field("Content-Type"));
  const bool fhir = request.path() == "/fhir" || request.path().starts_with("/fhir/");
  if (!format.acceptable && fhir) {
    return reply.send(outcome_answer(406, "answers are application/fhir+json or application/fhir+xml"));
  }
  if (format.acceptable && !format.plain()) {
    reply.before_sending([this, format = std::move(format)](transport::HttpAnswer& answer) {
      rewrite(answer, format, *context_.ingest.services().definitions);
    });
  }
  if (const std::string_view coding = request.field("Content-Encoding").value_or(""); !is_identity(coding)) {
    transport::HttpAnswer answer =
        outcome_answer(415, "compressed bodies are not read: send it without Content-Encoding");
    answer.fields += "Accept-Encoding: identity\r\n";
    return reply.send(std::move(answer));
  }
  std::string allowed;
  std::string unescaped;
  std::string_view path = request.path();
  if (path.find("%24") != std::string_view::npos) path = unescaped = with_plain_dollars(path);
  for (const Endpoint& endpoint : endpoints()) {
    PathParts parts;
    if (!path_matches(endpoint.path, path, parts)) continue;
    if (endpoint.method == method) {
      auto id = transport::percent_decoded(parts.id);
      auto type = transport::percent_decoded(parts.type);
      if (!id || !type) return reply.send(outcome_answer(400, "the path has a broken escape"));
      return endpoint.handle(context_, Call{request, std::move(*id), std::move(*type)}, std::move(reply));
    }
    allowed += allowed.empty() ? "" : ", ";
    allowed += endpoint.method;
    if (endpoint.method == "GET") allowed += ", HEAD";
  }
  if (allowed.empty() && fhir) {
    return reply.send(
        outcome_answer(404,
                       "nothing is kept here to read, search or change: the gateway delivers transactions "
                       "to hubs, and GET /fhir/metadata says what it takes"));
  }
  if (allowed.empty()) return reply.send(outcome_answer(404, "there is nothing at this path"));
  transport::HttpAnswer answer = outcome_answer(405, "this path is not used with this method");
  answer.fields += "Allow: " + allowed + "\r\n";
  reply.send(std::move(answer));
}

transport::HttpAnswer HttpEndpoints::refusal(int status, std::string_view reason) {
  log::debug("request refused", {{"status", status}, {"reason", reason}});
  return outcome_answer(status, reason);
}

}  // namespace schakel::server
