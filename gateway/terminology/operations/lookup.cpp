// CodeSystem/$lookup: https://hl7.org/fhir/R4/codesystem-operation-lookup.html

#include "terminology/operations/common.h"
#include "terminology/operations/operations.h"
#include "terminology/operations/parameters.h"

#include <algorithm>

namespace schakel::terminology {

namespace {

// Which properties the answer names: those that were asked for, else all.
class Asked {
 public:
  explicit Asked(std::vector<std::string_view> names) : names_(std::move(names)) {}
  [[nodiscard]] bool has(std::string_view name) const {
    return names_.empty() || std::find(names_.begin(), names_.end(), name) != names_.end() ||
           std::find(names_.begin(), names_.end(), "*") != names_.end();
  }
  // `lang.nl` asks for designations of that language.
  [[nodiscard]] bool has_language(std::string_view language) const {
    if (has("designation")) return true;
    return std::any_of(names_.begin(), names_.end(), [language](std::string_view name) {
      return name.substr(0, 5) == "lang." && name.substr(5) == language;
    });
  }

 private:
  std::vector<std::string_view> names_;
};

void write_designation(ParametersWriter& out, const Designation& d) {
  out.open("designation").add("language", "Code", d.language);
  if (!d.use_code.empty()) out.add_coding("use", d.use_system, {}, d.use_code, d.use_display);
  out.add("value", "String", d.value).end();
}

std::string describe_grammar(const GrammarSystem& system, std::string_view code) {
  ParametersWriter out;
  out.add("name", "String", system.name);
  out.add("display", "String", system.display != nullptr ? system.display(code) : std::string(code));
  out.add("code", "Code", code).add("system", "Uri", system.uri).add("abstract", false);
  return out.finish();
}

void write_properties(ParametersWriter& out, const Concept& found, const CodeSystem& system, const Asked& asked) {
  const auto add = [&](const Property& p, std::string_view description = {}) {
    if (!asked.has(p.code)) return;
    out.open("property").add("code", "Code", p.code);
    out.add_typed("value", p.type, p.value, p.system, p.display).add("description", "String", description).end();
  };
  const auto related = [&](std::string_view name, const std::vector<std::string_view>& rows) {
    for (const std::string_view code : rows) {
      const std::uint32_t row = system.find(code);
      add({name, code, "code", {}, {}}, row == CodeSystem::kNone ? std::string_view() : system.display(row));
    }
  };
  add({"inactive", found.inactive ? "true" : "false", "boolean", {}, {}});
  if (!found.definition.empty()) add({"definition", found.definition, "string", {}, {}});
  related("parent", found.parents);
  related("child", found.children);
  for (const Property& p : found.properties) {
    // Said above, from the hierarchy that they make.
    if (p.code != "parent" && p.code != "child" && p.code != "inactive") add(p);
  }
}

}  // namespace

Answered lookup(const Terminology& terminology, const Request& request) {
  const auto coding = request.coding("coding", "code");
  if (!coding) return refused(400, IssueType::required, "A code with its system, or a coding, is needed");
  if (coding->system.empty()) return refused(400, IssueType::required, "The system of the code is needed");
  const auto system = find_system(terminology, coding->system, coding->version);
  if (!system) return tl::unexpected<Refusal>(system.error());
  if (system->grammar != nullptr) {
    if (!system->grammar->valid(coding->code))
      return tl::unexpected<Refusal>(unknown_code(coding->code, coding->system, {}));
    return describe_grammar(*system->grammar, coding->code);
  }
  const auto found = terminology.lookup(coding->system, coding->code, coding->version, request.text("displayLanguage"));
  if (!found) return tl::unexpected<Refusal>(unknown_code(coding->code, coding->system, system->loaded->version()));
  const Asked asked(request.all("property"));
  const std::string_view name = system->loaded->name();
  ParametersWriter out;
  out.add("name", "String", name.empty() ? coding->system : name);
  out.add("version", "String", found->version);
  out.add("display", "String", found->display.empty() ? found->code : found->display);
  out.add("code", "Code", found->code).add("system", "Uri", found->system).add("abstract", found->abstract);
  for (const Designation& d : found->designations) {
    if (asked.has_language(d.language)) write_designation(out, d);
  }
  write_properties(out, *found, *system->loaded, asked);
  return out.finish();
}

}  // namespace schakel::terminology
