#include "terminology/value_set.h"

#include <algorithm>
#include <set>

namespace schakel::terminology {

namespace {

// Larger sets are not copied into a table of codes: they are rows of their code system.
constexpr std::size_t kMostInTable = 5'000;

// Three-valued logic; the first reason for "unknown" is kept.
Membership both(const Membership& a, const Membership& b) {
  if (a.answer == Answer::no || b.answer == Answer::no) return {Answer::no, {}};
  return a.answer == Answer::unknown ? a : b;
}

}  // namespace

void Selection::sort() {
  by_code.resize(entries.size());
  for (std::uint32_t i = 0; i < by_code.size(); ++i) by_code[i] = i;
  std::stable_sort(by_code.begin(), by_code.end(), [this](std::uint32_t a, std::uint32_t b) {
    return compare_codes(entries[a].code, entries[b].code, ignore_case) < 0;
  });
}

bool Selection::has_row(std::uint32_t row) const {
  if (all_rows) return !(active_only && loaded->inactive(row));
  return row < rows.size() && rows[row];
}

bool Selection::has(std::string_view code) const {
  if (all_rows || !rows.empty()) {
    const std::uint32_t row = loaded->find(code);
    return row != CodeSystem::kNone && has_row(row);
  }
  const auto at = std::lower_bound(by_code.begin(), by_code.end(), code, [this](std::uint32_t i, std::string_view c) {
    return compare_codes(entries[i].code, c, ignore_case) < 0;
  });
  return at != by_code.end() && compare_codes(entries[*at].code, code, ignore_case) == 0;
}

Membership Selection::contains(std::string_view code_system, std::string_view code) const {
  Membership result{Answer::yes, {}};
  if (!system.empty()) {
    if (!code_system.empty() && code_system != system) return {Answer::no, {}};
    if (!has(code) && !(grammar != nullptr && grammar->valid(code))) {
      const bool listed = loaded == nullptr || !entries.empty() || loaded->find(code) != CodeSystem::kNone;
      const bool open = !listed && loaded->may_have(code);
      if (missing.empty() && !open) return {Answer::no, {}};
      result = {Answer::unknown, missing.empty() ? system : missing};
    }
  }
  for (const ValueSet* import : imports) {
    result = both(result, import->contains(code_system, code));
    if (result.answer == Answer::no) return result;
  }
  if (!missing_imports.empty()) result = both(result, {Answer::unknown, missing_imports.front()});
  return result;
}

void Selection::each(const std::function<void(const Entry&)>& take) const {
  for (const Entry& entry : entries) take(entry);
  if (!all_rows && rows.empty()) return;
  for (std::uint32_t row = 0; row < loaded->size(); ++row) {
    if (has_row(row)) take({loaded->code(row), {}, row, nullptr});
  }
}

Membership ValueSet::contains(std::string_view system, std::string_view code) const {
  if (flat_) return {flat_contains(system, code) ? Answer::yes : Answer::no, {}};
  Membership result{Answer::no, {}};
  for (const Selection& include : includes) {
    const Membership one = include.contains(system, code);
    if (one.answer == Answer::no) continue;
    result = one;
    if (one.answer == Answer::yes) break;
  }
  if (result.answer == Answer::no) return result;
  for (const Selection& exclude : excludes) {
    const Membership one = exclude.contains(system, code);
    if (one.answer == Answer::yes) return {Answer::no, {}};
    if (one.answer == Answer::unknown) result = one;
  }
  return result;
}

bool ValueSet::flat_contains(std::string_view system, std::string_view code) const {
  for (const FlatRange& range : ranges_) {
    if (!system.empty() && system != packed::text_at(texts_, range.system)) continue;
    const auto begin = codes_.begin() + range.begin;
    const auto end = codes_.begin() + range.end;
    const bool fold = range.ignore_case != 0;
    const auto at = std::lower_bound(begin, end, code, [this, fold](std::uint32_t a, std::string_view b) {
      return compare_codes(packed::text_at(texts_, a), b, fold) < 0;
    });
    if (at != end && compare_codes(packed::text_at(texts_, *at), code, fold) == 0) return true;
  }
  return false;
}

void ValueSet::each_system(const std::function<void(std::string_view)>& take) const {
  if (flat_) {
    for (const FlatRange& range : ranges_) take(packed::text_at(texts_, range.system));
    return;
  }
  for (const Selection& include : includes) {
    if (!include.system.empty()) take(include.system);
    for (const ValueSet* import : include.imports) import->each_system(take);
  }
}

void ValueSet::list(std::vector<Member>& members, Gaps& gaps) const {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  const bool once = includes.size() == 1;  // one include lists nothing twice
  const auto excluded = [this](std::string_view system, std::string_view code) {
    return std::any_of(excludes.begin(), excludes.end(),
                       [&](const Selection& e) { return e.contains(system, code).answer == Answer::yes; });
  };
  const auto add = [&](const Selection& include, std::string_view system, const CodeSystem* loaded,
                       const Entry& entry) {
    if (gaps.budget == 0) return;
    if (--gaps.budget == 0) gaps.missing.push_back(kTooCostly);
    for (const ValueSet* import : include.imports) {
      if (import->contains(system, entry.code).answer != Answer::yes) return;
    }
    if (excluded(system, entry.code)) return;
    if ((!once || !include.entries.empty()) && !seen.emplace(system, entry.code).second) return;
    members.push_back({system, loaded, entry});
  };
  for (const Selection& e : excludes) {
    gaps.missing.insert(gaps.missing.end(), e.missing_imports.begin(), e.missing_imports.end());
    if (!e.missing.empty()) gaps.missing.push_back(e.missing);
  }
  for (const Selection& include : includes) {
    gaps.missing.insert(gaps.missing.end(), include.missing_imports.begin(), include.missing_imports.end());
    if (!include.missing.empty()) gaps.missing.push_back(include.missing);
    if (!include.missing_imports.empty()) continue;
    if (!include.system.empty() && include.grammar == nullptr) {
      include.each([&](const Entry& entry) { add(include, include.system, include.loaded, entry); });
    } else if (!include.imports.empty()) {
      // What a grammar describes is listed by what it is limited to.
      std::vector<Member> imported;
      include.imports.front()->list(imported, gaps);
      for (const Member& m : imported) {
        if (include.system.empty() || include.contains(m.system, m.entry.code).answer == Answer::yes)
          add(include, m.system, m.loaded, m.entry);
      }
    } else if (include.grammar != nullptr) {
      gaps.endless.push_back(include.grammar->uri);
    }
  }
}

std::size_t ValueSet::paths() const {
  std::size_t all = 1;
  if (flat_) return all;
  for (const std::vector<Selection>* side : {&includes, &excludes}) {
    for (const Selection& s : *side) {
      for (const ValueSet* import : s.imports) all += import->paths();
    }
  }
  return all;
}

std::size_t ValueSet::most_members() const {
  std::size_t most = 0;
  for (const Selection& s : includes) {
    most += s.entries.size();
    if (s.all_rows || !s.rows.empty()) most += s.loaded->size();
    if (s.system.empty() && !s.imports.empty()) most += s.imports.front()->most_members();
  }
  return most;
}

void ValueSet::flatten() {
  for (const std::vector<Selection>* side : {&includes, &excludes}) {
    for (const Selection& s : *side) {
      if (!s.missing.empty() || !s.missing_imports.empty() || s.grammar != nullptr) return;
      // What extensions may add is undetermined.
      if (s.loaded != nullptr && s.loaded->is_snomed() && s.entries.empty()) return;
      for (const ValueSet* import : s.imports) {
        if (!import->closed_) return;
      }
    }
  }
  closed_ = true;
  if (most_members() > kMostInTable) return;
  packed::TextPool pool;
  flatten_into(pool, own_ranges_, own_codes_);
  own_texts_ = pool.bytes();
  set_flat(own_ranges_, own_codes_, own_texts_.data());
}

void ValueSet::set_flat(std::span<const FlatRange> ranges, std::span<const std::uint32_t> codes, const char* pool) {
  ranges_ = ranges;
  codes_ = codes;
  texts_ = pool;
  flat_ = closed_ = true;
}

void ValueSet::flatten_into(packed::TextPool& pool, std::vector<FlatRange>& ranges,
                            std::vector<std::uint32_t>& codes) const {
  std::vector<Member> members;
  Gaps gaps;
  list(members, gaps);
  const auto ignores = [](const Member& m) { return m.loaded != nullptr && m.loaded->ignores_case(); };
  std::stable_sort(members.begin(), members.end(), [&](const Member& a, const Member& b) {
    if (a.system != b.system) return a.system < b.system;
    return compare_codes(a.entry.code, b.entry.code, ignores(a)) < 0;
  });
  std::string_view last;
  for (const Member& m : members) {
    const auto place = static_cast<std::uint32_t>(codes.size());
    if (&m == members.data() || m.system != last)
      ranges.push_back({pool.add(m.system), ignores(m) ? 1U : 0U, place, place});
    last = m.system;
    codes.push_back(pool.add(m.entry.code));
    ranges.back().end = place + 1;
  }
}

}  // namespace schakel::terminology
