// CodeSystem/$validate-code and ValueSet/$validate-code:
// https://hl7.org/fhir/R4/codesystem-operation-validate-code.html,
// https://hl7.org/fhir/R4/valueset-operation-validate-code.html

#include "fhir/definitions/resource_index.h"
#include "terminology/operations/common.h"
#include "terminology/operations/operations.h"
#include "terminology/operations/parameters.h"
#include "terminology/value_set.h"

#include <algorithm>
#include <optional>
#include <set>

namespace schakel::terminology {

namespace {

// What is found of one coding.
struct Verdict {
  bool valid = false;
  AskedCoding coding;
  std::string message;
  std::string_view version, display, code;
  std::string_view missing;  // set: it cannot be decided because of this
  bool inactive = false;
};

std::string quoted(const AskedCoding& c) {
  std::string out = "'";
  if (!c.system.empty()) out.append(c.system).append("#");
  return out.append(c.code).append("'");
}

// What the code's own system says: that it exists, its display. False: it has no such code.
bool judge_in_system(const Terminology& terminology, const Request& request, Verdict& v) {
  const auto found =
      terminology.lookup(v.coding.system, v.coding.code, v.coding.version, request.text("displayLanguage"));
  if (!found) {
    if (terminology.known(v.coding.system, v.coding.code) != Terminology::Known::no_such_code) return true;
    const CodeSystem* system = terminology.code_system(v.coding.system, v.coding.version);
    v.message =
        unknown_code(v.coding.code, v.coding.system, system == nullptr ? std::string_view() : system->version()).text;
    return false;
  }
  v.version = found->version;
  if (fhir::version_fit(found->version, v.coding.version) == 0) {
    v.message = "The version " + std::string(v.coding.version) + " of " + std::string(v.coding.system) +
                " is not loaded: judged by " + std::string(found->version);
  }
  v.display = found->display;
  v.code = found->code;
  v.inactive = found->inactive;
  if (request.text("abstract") == "false" && found->abstract) {
    v.message = "The code " + quoted(v.coding) + " is abstract: it is not to be used by itself";
    return false;
  }
  if (request.is_true("activeOnly") && found->inactive) {
    v.message = "The code " + quoted(v.coding) + " is not active any more";
    return false;
  }
  if (!v.coding.display.empty() &&
      terminology.is_display(v.coding.system, v.coding.code, v.coding.display) == Answer::no) {
    v.message = "Wrong display '" + std::string(v.coding.display) + "' for " + quoted(v.coding) + ": '" +
                std::string(found->display) + "' was expected";
    return false;
  }
  return true;
}

std::string answer(const std::vector<Verdict>& verdicts) {
  const auto chosen = std::find_if(verdicts.begin(), verdicts.end(), [](const Verdict& v) { return v.valid; });
  const Verdict& v = chosen != verdicts.end() ? *chosen : verdicts.front();
  std::string message;
  for (const Verdict& one : verdicts) {
    if (one.message.empty()) continue;
    if (!message.empty()) message += "; ";
    message += one.message;
  }
  ParametersWriter out;
  out.add("result", v.valid).add("message", "String", message);
  out.add("display", "String", v.display).add("code", "Code", v.coding.code).add("system", "Uri", v.coding.system);
  out.add("version", "String", v.version);
  if (!v.code.empty() && v.code != v.coding.code) out.add("normalized-code", "Code", v.code);
  if (v.inactive) out.add("inactive", true);
  std::set<std::string_view> missing;
  for (const Verdict& one : verdicts) {
    if (!one.missing.empty() && chosen == verdicts.end() && missing.insert(one.missing).second)
      out.add("x-caused-by-unknown-system", "Canonical", one.missing);
  }
  return out.finish();
}

// The system that a lone code must mean; false: `v` says why there is none.
bool infer_system(const ValueSet& set, Verdict& v) {
  std::set<std::string_view> systems;
  set.each_system([&](std::string_view system) {
    if (set.contains(system, v.coding.code).answer == Answer::yes) systems.insert(system);
  });
  if (systems.size() == 1) {
    v.coding.system = *systems.begin();
    return true;
  }
  if (systems.size() > 1) {
    v.message =
        "The value set has the code '" + std::string(v.coding.code) + "' in several systems: state which one is meant";
    return false;
  }
  const Membership m = set.contains({}, v.coding.code);
  v.missing = m.missing;
  if (m.answer == Answer::unknown) {
    v.message = "It cannot be decided whether the code '" + std::string(v.coding.code) +
                "' is in the value set: " + std::string(m.missing) + " is not loaded or not supported";
  } else {
    v.message =
        "The code '" + std::string(v.coding.code) + "' is not in the value set " + canonical(set.url, set.version);
  }
  return false;
}

Verdict judge_in_value_set(const Terminology& terminology, const ValueSet& set, const Request& request,
                           const AskedCoding& coding) {
  Verdict v;
  v.coding = coding;
  if (coding.system.empty() && !infer_system(set, v)) return v;
  const bool known = judge_in_system(terminology, request, v);
  const Membership m = set.contains(v.coding.system, v.coding.code);
  if (m.answer == Answer::yes) {
    v.valid = known;
    return v;
  }
  if (!known && v.display.empty()) return v;
  if (m.answer == Answer::unknown) {
    v.missing = m.missing;
    v.message = "It cannot be decided whether " + quoted(v.coding) + " is in the value set " +
                canonical(set.url, set.version) + ": " + std::string(m.missing) + " is not loaded or not supported";
  } else {
    v.message = "The code " + quoted(v.coding) + " is not in the value set " + canonical(set.url, set.version);
  }
  return v;
}

}  // namespace

Answered validate_in_value_set(const Terminology& terminology, const Request& request) {
  const std::string_view url = request.text("url");
  if (url.empty()) return refused(400, IssueType::required, "The value set is needed: url, or valueSet in the body");
  const std::string_view version = request.text("valueSetVersion");
  const std::string wanted = canonical(url, version);
  const ValueSet* set = terminology.value_set(wanted);
  if (set == nullptr || (!version.empty() && fhir::version_fit(set->version, version) == 0))
    return refused(404, IssueType::not_found, "The value set " + wanted + " is not loaded");
  const std::vector<AskedCoding> codings = request.codings("systemVersion");
  if (codings.empty()) return refused(400, IssueType::required, "A code, a coding or a codeableConcept is needed");
  std::vector<Verdict> verdicts;
  for (const AskedCoding& c : codings) verdicts.push_back(judge_in_value_set(terminology, *set, request, c));
  return answer(verdicts);
}

Answered validate_in_code_system(const Terminology& terminology, const Request& request) {
  const std::string_view url = request.text("url");
  const std::vector<AskedCoding> codings = request.codings();
  if (codings.empty()) return refused(400, IssueType::required, "A code, a coding or a codeableConcept is needed");
  std::vector<Verdict> verdicts;
  std::optional<Refusal> not_loaded;
  for (const AskedCoding& c : codings) {
    Verdict v;
    v.coding = c;
    if (v.coding.system.empty()) v.coding.system = url;
    if (v.coding.system.empty())
      return refused(400, IssueType::required, "The code system is needed: url, or a coding with system");
    if (!url.empty() && v.coding.system != url) {
      v.message = "The coding " + quoted(v.coding) + " is not of the code system " + std::string(url);
      verdicts.push_back(std::move(v));
      continue;
    }
    const auto system = find_system(terminology, v.coding.system, v.coding.version);
    if (!system) {
      not_loaded = system.error();
      continue;
    }
    v.valid = judge_in_system(terminology, request, v);
    if (system->loaded != nullptr && v.code.empty() && v.valid) {
      // What is not in a fragment, or not in the edition, may exist all the same.
      v.valid = false;
      v.missing = v.coding.system;
      v.message = "The code " + quoted(v.coding) + " is not in the part of its code system that is loaded";
    }
    verdicts.push_back(std::move(v));
  }
  if (verdicts.empty()) return tl::unexpected<Refusal>(*not_loaded);
  return answer(verdicts);
}

}  // namespace schakel::terminology
