#include "server/terminology_capabilities.h"

#include "pipeline/message.h"
#include "terminology/code_system.h"
#include "terminology/operations/operation.h"

#include <array>

namespace schakel::server {

void write_terminology_resources(syntax::json::Emitter& json) {
  json.key("resource").array();
  std::string_view open;
  for (const terminology::Operation& o : terminology::operations()) {
    if (o.type != open) {
      if (!open.empty()) json.end().end();
      json.object().member("type", o.type).key("operation").array();
      open = o.type;
    }
    json.object().member("name", o.name).member("definition", o.definition).end();
  }
  json.end().end().end();
}

std::string terminology_capabilities(const Context& context) {
  static constexpr std::array<std::string_view, 10> kParameters{
      "url",        "valueSet",        "valueSetVersion", "filter", "offset", "count", "includeDesignations",
      "activeOnly", "displayLanguage", "excludeNotForUI"};
  const terminology::Terminology& terminology = *context.ingest.services().terminology;
  std::string body;
  syntax::json::Emitter json(body);
  json.object().member("resourceType", "TerminologyCapabilities").member("status", "active");
  json.member("date", std::string_view(pipeline::instant_text(context.started))).member("kind", "instance");
  json.key("software").object().member("name", "Schakel").member("version", std::string_view(context.version)).end();
  json.key("implementation").object().member("description", "Schakel, terminology that is loaded locally").end();
  json.key("codeSystem").array();
  for (const terminology::CodeSystem* system : terminology.code_systems()) {
    json.object().member("uri", system->url());
    if (!system->version().empty())
      json.key("version").array().object().member("code", system->version()).member("isDefault", true).end().end();
    json.member("subsumption", true).end();
  }
  json.end();
  json.key("expansion").object().member("hierarchical", false).member("paging", true).member("incomplete", true);
  json.key("parameter").array();
  for (const std::string_view name : kParameters) json.object().member("name", name).end();
  json.end().member("textFilter", "Found in code, display or a designation, without regard to case").end();
  json.member("codeSearch", "all");
  json.key("validateCode").object().member("translations", false).end();
  json.key("translation").object().member("needsMap", false).end();
  json.key("closure").object().member("translation", false).end();
  json.end();
  return body;
}

}  // namespace schakel::server
