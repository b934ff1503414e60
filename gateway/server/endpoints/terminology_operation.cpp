// GET and POST /fhir/{CodeSystem,ValueSet,ConceptMap}[/{id}]/${operation}: the terminology service of FHIR R4
// (https://hl7.org/fhir/R4/terminology-service.html). Parameters stand in the query, or in a Parameters resource as the
// body; both add up.

#include "fhir/outcome/outcome.h"
#include "formats/hl7v2/charset.h"
#include "pipeline/fhir_in.h"
#include "pipeline/message.h"
#include "server/answers.h"
#include "server/endpoints/endpoint.h"
#include "server/http_endpoints.h"
#include "server/negotiation.h"
#include "terminology/operations/operation.h"

namespace schakel::server {

namespace {

// `/fhir/ValueSet/$expand`
const terminology::Operation* operation_of(std::string_view path) {
  static constexpr std::string_view kBase = "/fhir/";
  const std::size_t dollar = path.rfind('$');
  if (!path.starts_with(kBase) || dollar == std::string_view::npos) return nullptr;
  const std::string_view type = path.substr(kBase.size(), path.find('/', kBase.size()) - kBase.size());
  std::string_view name = path.substr(dollar + 1);
  if (name.ends_with('/')) name.remove_suffix(1);
  return terminology::find_operation(type, name);
}

// False: a broken escape, or no UTF-8: what is asked for may stand in the answer.
bool add_query(std::string_view query, terminology::Request& request) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = transport::percent_decoded(pair.substr(0, equals), true);
    const auto value = transport::percent_decoded(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!name || !value || !formats::hl7v2::is_utf8(*name) || !formats::hl7v2::is_utf8(*value)) return false;
    request.add(*name, *value);
  }
  return true;
}

transport::HttpAnswer refusal(int status, IssueType type, std::string_view text) {
  return {.status = status,
          .media_type = std::string(kFhirJson),
          .body = fhir::simple_outcome(Severity::error, type, {}, text),
          .fields = {}};
}

transport::HttpAnswer answer(Context& context, const terminology::Operation& operation, terminology::Request& request,
                             std::string_view id, std::string_view body) {
  const pipeline::Services& services = context.ingest.services();
  Arena arena;
  Tree tree(arena);
  if (!body.empty()) {
    Issues issues(services.limits.issues);
    if (!pipeline::read_fhir(body, tree, issues, services.limits, *services.definitions) || tree.root() == nullptr) {
      transport::HttpAnswer unreadable{.status = 400, .media_type = std::string(kFhirJson), .body = {}, .fields = {}};
      fhir::write_outcome(issues, {.document = body, .origin = {}, .file = {}, .first = {}, .pretty = false},
                          unreadable.body);
      return unreadable;
    }
    if (!request.add(*tree.root(), operation.subject))
      return refusal(400, IssueType::invalid, "The body of an operation is a Parameters resource");
  }
  request.now = pipeline::instant_text(services.clock->now());
  auto result = terminology::run(*services.terminology, operation, request, id);
  if (!result) return refusal(result.error().status, result.error().type, result.error().text);
  return {.status = 200, .media_type = std::string(kFhirJson), .body = std::move(*result), .fields = {}};
}

}  // namespace

void terminology_operation(Context& context, const Call& call, transport::HttpReply reply) {
  const terminology::Operation* operation = operation_of(with_plain_dollars(call.request.path()));
  if (operation == nullptr) return reply.send(outcome_answer(404, "there is no such operation"));
  const std::string_view body = call.request.method() == "POST" ? call.request.body() : std::string_view();
  if (!body.empty() && !is_fhir(call.request.field("Content-Type").value_or(kFhirJson)))
    return reply.send(outcome_answer(415, "send application/fhir+json or application/fhir+xml"));
  terminology::Request request;
  if (!add_query(call.request.query(), request))
    return reply.send(outcome_answer(400, "the query has a broken escape, or is no UTF-8"));
  if (!request.has("displayLanguage")) {
    if (const auto languages = call.request.field("Accept-Language")) request.add("displayLanguage", *languages);
  }
  auto to = std::make_shared<transport::HttpReply>(std::move(reply));
  const bool taken = context.workers.run([&context, operation, request, id = call.id, body, to](unsigned) mutable {
    to->send(answer(context, *operation, request, id, body));
  });
  if (!taken) to->send(outcome_answer(503, "too many requests are waiting"));
}

}  // namespace schakel::server
