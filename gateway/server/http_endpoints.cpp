#include "server/http_endpoints.h"

#include "base/log.h"
#include "server/answers.h"

namespace schakel::server {

std::string Call::parameter(std::string_view name) const {
  return transport::query_parameter(request.query(), name).value_or(std::string{});
}

bool path_matches(std::string_view pattern, std::string_view path, std::string_view& id) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const std::size_t hole = pattern.find("{id}");
  if (hole == std::string_view::npos) return pattern == path;
  const std::string_view before = pattern.substr(0, hole);
  const std::string_view after = pattern.substr(hole + 4);
  if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after)) return false;
  id = path.substr(before.size(), path.size() - before.size() - after.size());
  return id.find('/') == std::string_view::npos;
}

void HttpEndpoints::handle(const transport::HttpRequest& request, transport::HttpReply reply) {
  const std::string_view method = request.method() == "HEAD" ? "GET" : request.method();
  std::string allowed;
  for (const Endpoint& endpoint : endpoints()) {
    std::string_view id;
    if (!path_matches(endpoint.path, request.path(), id)) continue;
    if (endpoint.method == method) {
      const auto decoded = transport::percent_decoded(id);
      if (!decoded) return reply.send(outcome_answer(400, "the path has a broken escape"));
      return endpoint.handle(context_, Call{request, *decoded}, std::move(reply));
    }
    allowed += allowed.empty() ? "" : ", ";
    allowed += endpoint.method;
    if (endpoint.method == "GET") allowed += ", HEAD";
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
