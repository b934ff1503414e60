#include "terminology/filter.h"

#include <re2/re2.h>

#include <array>

namespace schakel::terminology {

namespace {

using Rows = std::vector<bool>;
using Operator = bool (*)(const Filter&, const CodeSystem&, Rows&);

bool each(const CodeSystem& system, Rows& selected, const std::function<bool(const CodeSystem::Row&)>& holds) {
  for (std::size_t i = 0; i < selected.size(); ++i) selected[i] = holds(system.rows()[i]);
  return true;
}

bool any_value(const CodeSystem& system, const CodeSystem::Row& row, std::string_view property,
               const std::function<bool(std::string_view)>& holds) {
  bool found = false;
  system.each_value(row, property, [&](std::string_view value) { found = found || holds(value); });
  return found;
}

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

bool is_not_a(const Filter& f, const CodeSystem& s, Rows& selected) {
  if (!is_a(f, s, selected)) return false;
  selected.flip();
  return true;
}

// The concept itself and what it is below of.
bool generalizes(const Filter& f, const CodeSystem& s, Rows& selected) {
  const std::uint32_t at = s.find(f.value);
  if (at == CodeSystem::kNone) return false;
  for (std::uint32_t i = 0; i < selected.size(); ++i) selected[i] = i == at || s.is_below(at, i);
  return true;
}

bool equal(const Filter& f, const CodeSystem& s, Rows& selected) {
  const bool code = f.property == "concept" || f.property == "code";
  return each(s, selected, [&](const CodeSystem::Row& row) {
    if (code) return compare_codes(row.code, f.value, s.ignores_case()) == 0;
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

bool in(const Filter& f, const CodeSystem& s, Rows& selected) {
  return each(s, selected, [&](const CodeSystem::Row& row) {
    return any_value(s, row, f.property, [&](std::string_view v) { return is_listed(f.value, v); });
  });
}

bool not_in(const Filter& f, const CodeSystem& s, Rows& selected) {
  in(f, s, selected);
  selected.flip();
  return true;
}

bool exists(const Filter& f, const CodeSystem& s, Rows& selected) {
  const bool wanted = f.value != "false";
  return each(s, selected, [&](const CodeSystem::Row& row) {
    bool any = false;
    s.each_property(row, [&](std::string_view name, std::string_view) { any = any || name == f.property; });
    if (f.property == "display" || f.property == "definition") any = !CodeSystem::text(*row.node, f.property).empty();
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
  return each(s, selected, [&](const CodeSystem::Row& row) {
    return any_value(s, row, f.property, [&](std::string_view v) {
      return RE2::FullMatch(re2::StringPiece(v.data(), v.size()), expression);
    });
  });
}

struct Row {
  std::string_view code;
  Operator apply;
};
constexpr std::array<Row, 9> kOperators{{
    {"=", equal},
    {"is-a", is_a},
    {"descendent-of", descendent_of},
    {"is-not-a", is_not_a},
    {"regex", regex},
    {"in", in},
    {"not-in", not_in},
    {"generalizes", generalizes},
    {"exists", exists},
}};

}  // namespace

bool apply(const Filter& filter, const CodeSystem& system, std::vector<bool>& selected, std::string& why) {
  selected.assign(system.rows().size(), false);
  for (const Row& row : kOperators) {
    if (row.code == filter.op && row.apply(filter, system, selected)) return true;
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
