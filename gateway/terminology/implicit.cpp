#include "terminology/implicit.h"

namespace schakel::terminology {

namespace {

constexpr std::string_view kSnomed = "http://snomed.info/sct";
constexpr std::string_view kLoinc = "http://loinc.org";

bool starts(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

// `?fhir_vs`, `?fhir_vs=isa/X`, `?fhir_vs=refset`, `?fhir_vs=refset/X`.
Implicit of_mark(std::string_view base, std::string_view rest) {
  Implicit out{true, base, {}, {}, {}};
  // An edition, or a version of one, is a url of its own: http://snomed.info/sct/11000172109/version/20250315
  if (starts(base, kSnomed) && base.size() > kSnomed.size() && base[kSnomed.size()] == '/') {
    out.system = base.substr(0, kSnomed.size());
    out.version = base;
  }
  if (rest.empty()) return out;
  if (rest == "=refset") {
    out.op = "is-refset";
    return out;
  }
  for (const auto& [mark, op] : {std::pair<std::string_view, std::string_view>{"=isa/", "is-a"}, {"=refset/", "in"}}) {
    if (!starts(rest, mark) || rest.size() == mark.size()) continue;
    out.op = op;
    out.value = rest.substr(mark.size());
    return out;
  }
  return {};
}

}  // namespace

Implicit implicit_of(std::string_view url) {
  static constexpr std::string_view kMark = "?fhir_vs";
  if (const std::size_t mark = url.find(kMark); mark != std::string_view::npos)
    return of_mark(url.substr(0, mark), url.substr(mark + kMark.size()));
  static constexpr std::string_view kLoincSets = "http://loinc.org/vs";
  if (!starts(url, kLoincSets)) return {};
  const std::string_view rest = url.substr(kLoincSets.size());
  if (rest.empty()) return {true, kLoinc, {}, {}, {}};
  if (starts(rest, "/LL")) return {true, kLoinc, {}, "in", rest.substr(1)};
  if (starts(rest, "/LP")) return {true, kLoinc, {}, "is-a", rest.substr(1)};
  return {};
}

}  // namespace schakel::terminology
