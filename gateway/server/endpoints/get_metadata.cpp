// GET /fhir/metadata: the CapabilityStatement (http://hl7.org/fhir/R4/capabilitystatement.html): what this gateway
// really takes.

#include "pipeline/message.h"
#include "server/answers.h"
#include "server/endpoints/endpoint.h"
#include "server/terminology_capabilities.h"
#include "syntax/json/emitter.h"

namespace schakel::server {

void get_metadata(Context& context, const Call& call, transport::HttpReply reply) {
  if (call.parameter("mode") == "terminology") {
    auto to = std::make_shared<transport::HttpReply>(std::move(reply));
    const bool taken = context.workers.run([&context, to](unsigned) {
      to->send({.status = 200,
                .media_type = std::string(kFhirJson),
                .body = terminology_capabilities(context),
                .fields = {}});
    });
    if (!taken) to->send(outcome_answer(503, "too many requests are waiting"));
    return;
  }
  std::string body;
  syntax::json::Emitter json(body);
  json.object().member("resourceType", "CapabilityStatement").member("name", "Schakel").member("status", "active");
  json.member("date", std::string_view(pipeline::instant_text(context.started))).member("kind", "instance");
  json.key("software").object().member("name", "Schakel").member("version", std::string_view(context.version)).end();
  json.key("implementation")
      .object()
      .member("description", "Schakel, an interoperability gateway: what is sent here is delivered to hubs")
      .end();
  json.member("fhirVersion", "4.0.1").key("format").array().value("json").value("xml").end();
  json.key("rest").array().object().member("mode", "server");
  json.member(
      "documentation",
      "Transactions are validated, kept and delivered to the configured hubs in order; they are not executed here.");
  json.key("interaction").array().object().member("code", "transaction").end().end();
  write_terminology_resources(json);
  json.key("operation").array().object().member("name", "validate");
  json.member("definition", "http://hl7.org/fhir/OperationDefinition/Resource-validate").end().end();
  json.end().end().end();
  reply.send({.status = 200, .media_type = std::string(kFhirJson), .body = std::move(body), .fields = {}});
}

}  // namespace schakel::server
