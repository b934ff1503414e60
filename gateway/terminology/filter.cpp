#include "terminology/filter.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace schakel::terminology {

namespace {

using Rows = std::vector<bool>;
using Operator = bool (*)(const Filter&, const CodeSystem&, Rows&);

bool each(Rows& selected, const std::function<bool(std::uint32_t)>& holds) {
  for (std::uint32_t i = 0; i < selected.size(); ++i) selected[i] = holds(i);
  return true;
}

bool any_value(const CodeSystem& system, std::uint32_t row, std::string_view property,
               const std::function<bool(std::string_view)>& holds) {
  bool found = false;
  system.each_value(row, property, [&](std::string_view value) { found = found || holds(value); });
  return found;
}

bool is_the_code(std::string_view property) { return property == "concept" || property == "code"; }

// Hierarchies are properties of the code: some authors name the property that states them.
bool is_a(const Filter& f, const CodeSystem& s, Rows& selected) {
  const std::uint32_t at = s.find(f.value);
  if (at == CodeSystem::kNone) return false;
  selected = s.below(at);
  selected[at] = true;
  return true;
}

bool descendent_of(const Filter& f, const CodeSystem& s, Rows& selected) {
  const std::uint32_t at = s.find(f.value);
  if (at == CodeSystem::kNone) return false;
  selected = s.below(at);
  return true;
}

bool descendent_leaf(const Filter& f, const CodeSystem& s, Rows& selected) {
  if (!descendent_of(f, s, selected)) return false;
  return each(selected, [&](std::uint32_t row) { return selected[row] && s.children(row).empty(); });
}

bool child_of(const Filter& f, const CodeSystem& s, Rows& selected) {
  const std::uint32_t at = s.find(f.value);
  if (at == CodeSystem::kNone) return false;
  for (const std::uint32_t row : s.children(at)) selected[row] = true;
  return true;
}

bool is_not_a(const Filter& f, const CodeSystem& s, Rows& selected) {
  if (!is_a(f, s, selected)) return false;
  selected.flip();
  return true;
}

// The concept itself and what it is below of.
bool generalizes(const Filter& f, const CodeSystem& s, Rows& selected) {
  const std::uint32_t at = s.find(f.value);
  if (at == CodeSystem::kNone) return false;
  selected = s.above(at);
  selected[at] = true;
  return true;
}

bool select_members(const CodeSystem& s, std::string_view refset, Rows& selected) {
  const std::uint32_t at = s.find(refset);
  return at != CodeSystem::kNone && s.each_member(at, [&](std::uint32_t row) { selected[row] = true; });
}

// https://hl7.org/fhir/R4/loinc.html: `ancestor` and `descendant` follow the hierarchy to its end, `LIST` gives the
// answers of a list, `answers-for` those of the lists of a term. https://hl7.org/fhir/R4/snomedct.html:
// `expressions` says whether postcoordinated ones belong to it as well, which changes nothing among the coded ones.
bool equal(const Filter& f, const CodeSystem& s, Rows& selected) {
  if (f.property == "ancestor") return descendent_of(f, s, selected);
  if (f.property == "LIST") return select_members(s, f.value, selected);
  if (f.property == "expressions" || f.property == "expression")
    return each(selected, [](std::uint32_t) { return true; });
  if (f.property == "descendant" || f.property == "answers-for") {
    const std::uint32_t at = s.find(f.value);
    if (at == CodeSystem::kNone) return false;
    if (f.property == "descendant") {
      selected = s.above(at);
      return true;
    }
    s.each_property(at, [&](const Property& p) {
      if (p.code == "AnswerList") select_members(s, p.value, selected);
    });
    return true;
  }
  if (is_the_code(f.property)) {
    const std::uint32_t at = s.find(f.value);
    if (at != CodeSystem::kNone) selected[at] = true;
    return true;
  }
  return each(selected, [&](std::uint32_t row) {
    return any_value(s, row, f.property, [&](std::string_view v) { return v == f.value; });
  });
}

bool is_listed(std::string_view list, std::string_view value) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    std::string_view item = list.substr(0, comma);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
    if (item == value) return true;
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return false;
}

// A list of codes; of SNOMED CT the concept may be a reference set, of LOINC an answer list.
bool in(const Filter& f, const CodeSystem& s, Rows& selected) {
  if (is_the_code(f.property) && select_members(s, f.value, selected)) return true;
  return each(selected, [&](std::uint32_t row) {
    return any_value(s, row, f.property, [&](std::string_view v) { return is_listed(f.value, v); });
  });
}

bool not_in(const Filter& f, const CodeSystem& s, Rows& selected) {
  in(f, s, selected);
  selected.flip();
  return true;
}

// Members of any reference set.
bool is_refset(const Filter&, const CodeSystem& s, Rows& selected) {
  for (std::uint32_t row = 0; row < selected.size(); ++row)
    s.each_member(row, [&](std::uint32_t member) { selected[member] = true; });
  return true;
}

bool exists(const Filter& f, const CodeSystem& s, Rows& selected) {
  const bool wanted = f.value != "false";
  return each(selected, [&](std::uint32_t row) {
    bool any = false;
    const bool own = f.property == "display" || f.property == "definition" || f.property == "parent" ||
                     f.property == "child" || is_the_code(f.property);
    if (own) {
      s.each_value(row, f.property, [&](std::string_view) { any = true; });
    } else {
      s.each_property(row, [&](const Property& p) { any = any || p.code == f.property; });
    }
    return any == wanted;
  });
}

// In linear time and memory, whatever the expression.
bool regex(const Filter& f, const CodeSystem& s, Rows& selected) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(8 << 20);
  const RE2 expression(re2::StringPiece(f.value.data(), f.value.size()), options);
  if (!expression.ok()) return false;
  return each(selected, [&](std::uint32_t row) {
    return any_value(s, row, f.property, [&](std::string_view v) {
      return RE2::FullMatch(re2::StringPiece(v.data(), v.size()), expression);
    });
  });
}

// A property that the code system does not know selects nothing that anyone could mean.
bool is_known(std::string_view property, const CodeSystem& system) {
  for (const std::string_view own : {"code", "concept", "display", "definition", "ancestor", "descendant", "parent",
                                     "child", "inactive", "LIST", "answers-for", "expressions", "expression"}) {
    if (property == own) return true;
  }
  const auto declared = system.properties();
  return std::any_of(declared.begin(), declared.end(), [&](const auto& p) { return p.code == property; });
}

struct Row {
  std::string_view code;
  Operator apply;
};
constexpr std::array<Row, 12> kOperators{{
    {"=", equal},
    {"is-a", is_a},
    {"descendent-of", descendent_of},
    {"is-not-a", is_not_a},
    {"regex", regex},
    {"in", in},
    {"not-in", not_in},
    {"generalizes", generalizes},
    {"exists", exists},
    {"child-of", child_of},                // R5
    {"descendent-leaf", descendent_leaf},  // R5
    {"is-refset", is_refset},              // ours, for ?fhir_vs=refset
}};

}  // namespace

bool apply(const Filter& filter, const CodeSystem& system, std::vector<bool>& selected, std::string& why) {
  selected.assign(system.size(), false);
  for (const Row& row : kOperators) {
    if (row.code == filter.op && is_known(filter.property, system) && row.apply(filter, system, selected)) return true;
  }
  why.assign(system.url())
      .append(" ")
      .append(filter.property)
      .append(" ")
      .append(filter.op)
      .append(" ")
      .append(filter.value);
  return false;
}

}  // namespace schakel::terminology
