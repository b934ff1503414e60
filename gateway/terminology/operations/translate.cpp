// ConceptMap/$translate: https://hl7.org/fhir/R4/conceptmap-operation-translate.html

#include "fhir/definitions/resource_index.h"
#include "terminology/nodes.h"
#include "terminology/operations/common.h"
#include "terminology/operations/operations.h"
#include "terminology/operations/parameters.h"

#include <algorithm>

namespace schakel::terminology {

namespace {

bool is_translation(const Translation& t) {
  return t.equivalence != "unmatched" && t.equivalence != "disjoint" && !t.code.empty();
}

// `sourceUri` or `sourceCanonical`, whichever is there.
std::string_view scope(const Node& map, std::string_view side) {
  for (const std::string_view form : {"Canonical", "Uri"}) {
    const std::string_view value = text(map, std::string(side).append(form));
    if (!value.empty()) return value;
  }
  return {};
}

bool has_scope(const Node& map, std::string_view side, std::string_view asked) {
  return asked.empty() || without_version(scope(map, side)) == without_version(asked);
}

// The maps to look into: the one that was asked for, else all that have the stated scope.
tl::expected<std::vector<std::string>, Refusal> maps_for(const Terminology& terminology, const Request& request) {
  const fhir::Definitions& definitions = *terminology.definitions();
  if (const std::string_view url = request.text("url"); !url.empty()) {
    const std::string_view version = request.text("conceptMapVersion");
    const std::string wanted = canonical(url, version);
    const auto found = definitions.find(wanted, "ConceptMap");
    if (!found || fhir::version_fit(found.resource->version, version) == 0)
      return refused(404, IssueType::not_found, "The concept map " + wanted + " is not loaded");
    return std::vector<std::string>{wanted};
  }
  std::vector<std::string> out;
  for (const std::string_view url : definitions.list("ConceptMap")) {
    const auto found = definitions.find(url, "ConceptMap");
    if (!found) continue;
    const Node& map = *found.resource->root;
    if (has_scope(map, "source", request.text("source")) && has_scope(map, "target", request.text("target")))
      out.emplace_back(url);
  }
  return out;
}

void write(ParametersWriter& out, const Translation& t) {
  out.open("match").add("equivalence", "Code", t.equivalence);
  if (!t.code.empty()) out.add_coding("concept", t.system, t.version, t.code, t.display);
  out.add("source", "Uri", t.map);
  if (!t.comment.empty()) out.add("comment", "String", t.comment);
  out.end();
}

}  // namespace

Answered translate(const Terminology& terminology, const Request& request) {
  std::vector<AskedCoding> codings = request.codings();
  if (codings.empty()) return refused(400, IssueType::required, "A code, a coding or a codeableConcept is needed");
  if (request.has("dependency"))
    return refused(400, IssueType::not_supported, "The parameter dependency is not supported");
  const auto maps = maps_for(terminology, request);
  if (!maps) return tl::unexpected<Refusal>(maps.error());
  for (const AskedCoding& c : codings) {
    if (c.system.empty() && request.text("url").empty())
      return refused(400, IssueType::required, "The system of the code, or the url of a concept map, is needed");
  }
  const bool reverse = request.is_true("reverse");
  const std::string_view target = request.text("targetsystem");
  std::vector<Translation> matches;
  for (const AskedCoding& c : codings) {
    for (const std::string& map : *maps) {
      auto found = terminology.translate(map, c.system, c.code, reverse);
      if (!found) {
        if (maps->size() == 1) return refused(404, IssueType::not_found, found.error().message);
        continue;
      }
      for (Translation& t : *found) {
        if (target.empty() || t.system == target) matches.push_back(t);
      }
    }
  }
  const bool result = std::any_of(matches.begin(), matches.end(), is_translation);
  ParametersWriter out;
  out.add("result", result);
  if (!result) {
    out.add("message", "String",
            maps->empty() ? "No concept map with this scope is loaded" : "There is no translation for this code");
  }
  for (const Translation& t : matches) write(out, t);
  return out.finish();
}

}  // namespace schakel::terminology
