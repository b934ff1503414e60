// ValueSet/$expand: https://hl7.org/fhir/R4/valueset-operation-expand.html. Expansions are flat lists.

#include "fhir/definitions/resource_index.h"
#include "fhir/packages/digest.h"
#include "syntax/json/emitter.h"
#include "terminology/nodes.h"
#include "terminology/operations/common.h"
#include "terminology/operations/operations.h"
#include "terminology/value_set.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace schakel::terminology {

namespace {

using syntax::json::Emitter;

constexpr std::string_view kUnclosed = "http://hl7.org/fhir/StructureDefinition/valueset-unclosed";

std::optional<std::size_t> number(std::string_view text) {
  std::size_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return n;
}

// Versions that the request asks for or insists on: only what is loaded can be used.
std::optional<Refusal> check_versions(const Terminology& terminology, const Request& request) {
  for (const std::string_view name : {"system-version", "check-system-version", "force-system-version"}) {
    for (const std::string_view asked : request.all(name)) {
      const std::string_view url = without_version(asked);
      const CodeSystem* loaded = terminology.code_system(url, version_of(asked));
      if (loaded == nullptr || fhir::version_fit(loaded->version(), version_of(asked)) > 0) continue;
      return Refusal{422, IssueType::not_supported,
                     "The version " + std::string(asked) + " is not loaded; " + std::string(loaded->version()) + " is"};
    }
  }
  for (const std::string_view name : {"context", "contextDirection"}) {
    if (request.has(name))
      return Refusal{400, IssueType::not_supported,
                     "The parameter " + std::string(name) + " is not supported: give url"};
  }
  return std::nullopt;
}

std::string list_of(const std::vector<std::string_view>& names) {
  std::string out;
  for (const std::string_view name : names) out.append(out.empty() ? "" : ", ").append(name);
  return out;
}

// The same request over the same content has the same identifier.
std::string identifier_of(const std::string& parameters) {
  std::string hex = fhir::hex(fhir::sha256(parameters)).substr(0, 32);
  hex[12] = '8';  // RFC 9562: a version of our own making
  hex[16] = 'a';
  return "urn:uuid:" + hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) +
         "-" + hex.substr(20);
}

class Writer {
 public:
  Writer(const Request& request, const ValueSet& set, const Terminology::Expansion& expansion)
      : request_(request), set_(set), expansion_(expansion), json_(out_) {}

  std::string write() {
    json_.object().member("resourceType", "ValueSet");
    json_.member_if("url", set_.url).member_if("version", set_.version);
    if (set_.resource != nullptr) {
      for (const std::string_view name : {"name", "title", "status"}) json_.member_if(name, text(*set_.resource, name));
    } else {
      json_.member("status", "active");
    }
    write_expansion();
    json_.end();
    return std::move(out_);
  }

 private:
  void write_expansion() {
    std::string parameters;
    Emitter list(parameters);
    write_parameters(list.array());
    list.end();
    json_.key("expansion").object();
    if (!expansion_.missing.empty())
      json_.key("extension").array().object().member("url", kUnclosed).member("valueBoolean", true).end().end();
    json_.member("identifier", std::string_view(identifier_of(std::string(set_.url) + parameters)));
    json_.member("timestamp", std::string_view(request_.now));
    json_.member("total", expansion_.total);
    if (const auto offset = number(request_.text("offset"))) json_.member("offset", *offset);
    json_.key("parameter").raw(parameters);
    if (!expansion_.concepts.empty()) {
      json_.key("contains").array();
      for (const Concept& one : expansion_.concepts) write_member(one);
      json_.end();
    }
    json_.end();
  }

  void write_parameters(Emitter& list) {
    const auto boolean = [&](std::string_view name) {
      if (request_.has(name)) list.object().member("name", name).key("valueBoolean").raw(request_.text(name)).end();
    };
    const auto string = [&](std::string_view name, std::string_view element, std::string_view value) {
      if (!value.empty()) list.object().member("name", name).member(element, value).end();
    };
    string("filter", "valueString", request_.text("filter"));
    for (const std::string_view name : {"offset", "count"}) {
      if (request_.has(name)) list.object().member("name", name).key("valueInteger").raw(request_.text(name)).end();
    }
    for (const std::string_view name : {"includeDesignations", "activeOnly", "excludeNotForUI", "limitedExpansion"})
      boolean(name);
    list.object().member("name", "excludeNested").member("valueBoolean", true).end();
    string("displayLanguage", "valueCode", request_.text("displayLanguage"));
    for (const std::string_view system : request_.all("exclude-system")) string("exclude-system", "valueUri", system);
    for (const CodeSystem* used : expansion_.used) {
      const std::string uri = canonical(used->url(), used->version());
      string("used-codesystem", "valueUri", uri);
      if (!used->version().empty()) string("version", "valueUri", uri);
    }
    for (const std::string_view missing : expansion_.missing) string("x-missing", "valueString", missing);
  }

  void write_member(const Concept& one) {
    json_.object().member_if("system", one.system);
    if (one.abstract) json_.member("abstract", true);
    if (one.inactive) json_.member("inactive", true);
    json_.member("code", one.code).member_if("display", one.display);
    const std::vector<std::string_view> wanted = request_.all("designation");
    if (request_.is_true("includeDesignations") || !wanted.empty()) write_designations(one, wanted);
    json_.end();
  }

  // `designation`: only those of these languages (`urn:ietf:bcp:47|nl`) or uses.
  void write_designations(const Concept& one, const std::vector<std::string_view>& wanted) {
    bool any = false;
    for (const Designation& d : one.designations) {
      const bool asked = wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&d](std::string_view w) {
                           const std::size_t bar = w.rfind('|');
                           const std::string_view code = bar == std::string_view::npos ? w : w.substr(bar + 1);
                           return code == d.language || code == d.use_code;
                         });
      if (!asked) continue;
      if (!any) json_.key("designation").array();
      any = true;
      json_.object().member_if("language", d.language);
      if (!d.use_code.empty()) {
        json_.key("use").object().member_if("system", d.use_system).member("code", d.use_code);
        json_.member_if("display", d.use_display).end();
      }
      json_.member("value", d.value).end();
    }
    if (any) json_.end();
  }

  const Request& request_;
  const ValueSet& set_;
  const Terminology::Expansion& expansion_;
  std::string out_;
  Emitter json_;
};

}  // namespace

Answered expand(const Terminology& terminology, const Request& request) {
  const std::string_view url = request.text("url");
  if (url.empty()) return refused(400, IssueType::required, "The value set is needed: url, or valueSet in the body");
  if (auto refusal = check_versions(terminology, request)) return tl::unexpected<Refusal>(std::move(*refusal));
  const std::string_view version = request.text("valueSetVersion");
  const std::string wanted = canonical(url, version);
  const ValueSet* set = terminology.value_set(wanted);
  if (set != nullptr) set = set->composed(wanted);
  if (set == nullptr || (!version.empty() && fhir::version_fit(set->version, version) == 0))
    return refused(404, IssueType::not_found, "The value set " + wanted + " is not loaded");
  const std::optional<std::size_t> count = number(request.text("count"));
  Terminology::ExpandOptions options;
  options.filter = request.text("filter");
  options.offset = number(request.text("offset")).value_or(0);
  options.count = std::min(count.value_or(kMostListed), kMostListed);
  options.active_only = request.is_true("activeOnly");
  options.selectable_only = request.is_true("excludeNotForUI");
  options.languages = request.text("displayLanguage");
  options.excluded_systems = request.all("exclude-system");
  const auto expansion = terminology.expand(wanted, options);
  if (!expansion) return refused(404, IssueType::not_found, expansion.error().message);
  if (!expansion->endless.empty()) {
    return refused(422, IssueType::too_costly,
                   "The value set " + wanted + " cannot be listed: a grammar describes " + list_of(expansion->endless));
  }
  if (!expansion->missing.empty() && !request.is_true("limitedExpansion")) {
    return refused(404, IssueType::not_found,
                   "The value set " + wanted + " cannot be expanded: not loaded or not supported: " +
                       list_of(expansion->missing) + " (limitedExpansion=true gives the rest)");
  }
  if (!count && expansion->total > kMostListed) {
    return refused(422, IssueType::too_costly,
                   "The value set " + wanted + " has " + std::to_string(expansion->total) + " codes: more than " +
                       std::to_string(kMostListed) + " are given in pages only (count, offset, filter)");
  }
  return Writer(request, *set, *expansion).write();
}

}  // namespace schakel::terminology
