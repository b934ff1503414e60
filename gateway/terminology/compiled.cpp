#include "terminology/compiled.h"

#include <algorithm>
#include <map>

namespace schakel::terminology {

namespace {

// Both sections begin with tables: offset and count of rows.
template <class T>
std::span<const T> table(std::string_view section, std::size_t index) {
  packed::Table t;
  if (section.size() < (index + 1) * sizeof(t)) return {};
  std::memcpy(&t, section.data() + index * sizeof(t), sizeof(t));
  return {reinterpret_cast<const T*>(section.data() + t.offset), static_cast<std::size_t>(t.count)};
}

}  // namespace

Compiled::Compiled(const fhir::Definitions& definitions)
    : system_section_(definitions.section("terminology.systems")),
      set_section_(definitions.section("terminology.sets")),
      systems_(table<System>(system_section_, 0)),
      sets_(table<Set>(set_section_, 0)),
      ranges_(table<FlatRange>(set_section_, 1)),
      codes_(table<std::uint32_t>(set_section_, 2)),
      names_(table<std::uint32_t>(set_section_, 3)),
      system_texts_(table<char>(system_section_, 1).data()),
      set_texts_(table<char>(set_section_, 4).data()) {}

std::string_view Compiled::system_text(std::uint32_t offset) const { return packed::text_at(system_texts_, offset); }

std::string_view Compiled::bytes(const System& row) const {
  return system_section_.substr(static_cast<std::size_t>(row.offset), static_cast<std::size_t>(row.size));
}

std::span<const FlatRange> Compiled::ranges(const Set& row) const {
  return ranges_.subspan(row.ranges, row.ranges_end - row.ranges);
}

const Compiled::System* Compiled::system(std::string_view url) const {
  const auto at = std::lower_bound(systems_.begin(), systems_.end(), url,
                                   [this](const System& s, std::string_view u) { return system_text(s.url) < u; });
  return at == systems_.end() || system_text(at->url) != url ? nullptr : &*at;
}

const Compiled::Set* Compiled::set(std::string_view url) const {
  const auto at = std::lower_bound(sets_.begin(), sets_.end(), url,
                                   [this](const Set& s, std::string_view u) { return set_text(s.url) < u; });
  return at == sets_.end() || set_text(at->url) != url ? nullptr : &*at;
}

CompiledReport report(const fhir::Definitions& definitions) {
  const Compiled compiled(definitions);
  CompiledReport out;
  out.systems = compiled.systems().size();
  out.system_bytes = definitions.section("terminology.systems").size();
  out.sets = compiled.sets().size();
  out.codes = compiled.codes().size();
  out.set_bytes = definitions.section("terminology.sets").size();
  std::map<std::string, CompiledReport::Gap, std::less<>> gaps;
  for (const Compiled::Set& set : compiled.sets()) {
    if (set.complete != 0) ++out.complete;
    for (const std::uint32_t name : compiled.names(set.gaps, set.gaps_end)) {
      CompiledReport::Gap& gap = gaps[std::string(compiled.set_text(name))];
      gap.why = compiled.set_text(name);
      if (gap.sets++ == 0) gap.example = compiled.set_text(set.url);
    }
  }
  for (auto& [why, gap] : gaps) out.gaps.push_back(std::move(gap));
  std::stable_sort(out.gaps.begin(), out.gaps.end(),
                   [](const CompiledReport::Gap& a, const CompiledReport::Gap& b) { return a.sets > b.sets; });
  return out;
}

}  // namespace schakel::terminology
