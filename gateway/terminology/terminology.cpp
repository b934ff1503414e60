#include "terminology/terminology.h"

#include "terminology/languages.h"
#include "terminology/library.h"
#include "terminology/nodes.h"

#include <unicode/unistr.h>

#include <algorithm>

namespace schakel::terminology {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Case folded, white space at the ends cut, inner runs one blank.
std::string normal(std::string_view text) {
  std::string folded;
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) {
    icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())))
        .foldCase()
        .toUTF8String(folded);
    text = folded;
  }
  std::string out;
  for (const char c : text) {
    if (!is_blank(c)) {
      out += lower(c);
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool has_text(const CodeSystem& system, std::uint32_t row, std::string_view wanted) {
  if (system.display(row) == wanted) return true;
  const std::string text = normal(wanted);
  bool found = normal(system.display(row)) == text;
  if (!found) system.each_designation(row, [&](const Designation& d) { found = found || normal(d.value) == text; });
  return found;
}

Concept concept_of(const CodeSystem& system, std::uint32_t row) {
  Concept out;
  out.system = system.url();
  out.version = system.version();
  out.code = system.code(row);
  out.display = system.display(row);
  out.definition = system.definition(row);
  out.inactive = system.inactive(row);
  out.abstract = system.abstract(row);
  system.each_designation(row, [&out](const Designation& d) { out.designations.push_back(d); });
  return out;
}

// Those that the value set itself gives.
void add_designations(const Node& node, Concept& out) {
  for (const Node* d = node.child("designation"); d != nullptr; d = d->next_of_same_name()) {
    Designation one{text(*d, "language"), text(*d, "value"), {}, {}, {}};
    if (const Node* use = d->child("use")) {
      one.use_system = text(*use, "system");
      one.use_code = text(*use, "code");
      one.use_display = text(*use, "display");
    }
    out.designations.push_back(one);
  }
}

void choose_display(Concept& out, const Languages& languages, std::string_view language_of_display) {
  unsigned best = languages.fit(language_of_display.empty() ? "en" : language_of_display) * 4;
  if (best != 0) best += 3;
  for (const Designation& d : out.designations) {
    const unsigned fit = languages.fit(d.language);
    if (fit == 0 || fit * 4 + rank_of_use(d) <= best) continue;
    best = fit * 4 + rank_of_use(d);
    out.display = d.value;
  }
}

bool matches(const Concept& one, const std::string& wanted) {
  if (normal(one.code).find(wanted) != std::string::npos || normal(one.display).find(wanted) != std::string::npos)
    return true;
  return std::any_of(one.designations.begin(), one.designations.end(),
                     [&](const Designation& d) { return normal(d.value).find(wanted) != std::string::npos; });
}

void sort_once(std::vector<std::string_view>& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

}  // namespace

struct Terminology::Impl {
  Impl(fhir::DefinitionsPtr definitions, Library* below) : library(std::move(definitions), below) {}
  mutable Library library;

  // What supplements add to a concept.
  void add_supplements(Concept& out, bool properties) const {
    for (const CodeSystem* supplement : library.supplements(out.system)) {
      const std::uint32_t row = supplement->find(out.code);
      if (row == CodeSystem::kNone) continue;
      supplement->each_designation(row, [&out](const Designation& d) { out.designations.push_back(d); });
      if (properties) supplement->each_property(row, [&out](const Property& p) { out.properties.push_back(p); });
    }
  }
};

Terminology::Terminology(fhir::DefinitionsPtr definitions, const Terminology* below)
    : impl_(std::make_unique<Impl>(std::move(definitions), below == nullptr ? nullptr : &below->impl_->library)) {}
Terminology::~Terminology() = default;

const fhir::DefinitionsPtr& Terminology::definitions() const { return impl_->library.definitions(); }

const ValueSet* Terminology::value_set(std::string_view canonical) const { return impl_->library.value_set(canonical); }

Membership Terminology::member_of(const ValueSet& set, std::string_view system, std::string_view code) const {
  return set.contains(system, code);
}

Membership Terminology::member_of(std::string_view canonical, std::string_view system, std::string_view code) const {
  const ValueSet* set = value_set(canonical);
  return set == nullptr ? Membership{Answer::unknown, canonical} : set->contains(system, code);
}

const CodeSystem* Terminology::code_system(std::string_view url, std::string_view version) const {
  return impl_->library.code_system(url, version);
}

std::vector<const CodeSystem*> Terminology::code_systems() const {
  std::vector<const CodeSystem*> out;
  for (const auto& attached : impl_->library.attached()) out.push_back(attached.get());
  for (const std::string_view url : definitions()->list("CodeSystem")) {
    if (const CodeSystem* system = impl_->library.code_system(url)) out.push_back(system);
  }
  std::sort(out.begin(), out.end(), [](const CodeSystem* a, const CodeSystem* b) { return a->url() < b->url(); });
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Terminology::Known Terminology::known(std::string_view system, std::string_view code) const {
  if (const CodeSystem* loaded = impl_->library.code_system(system)) {
    if (loaded->find(code) != CodeSystem::kNone) return Known::code;
    return loaded->may_have(code) ? Known::no_such_system : Known::no_such_code;
  }
  const GrammarSystem* grammar = grammar_system(system);
  if (grammar == nullptr) return Known::no_such_system;
  return grammar->valid(code) ? Known::code : Known::no_such_code;
}

std::string_view Terminology::display(std::string_view system, std::string_view code) const {
  const CodeSystem* loaded = impl_->library.code_system(system);
  const std::uint32_t row = loaded == nullptr ? CodeSystem::kNone : loaded->find(code);
  return row == CodeSystem::kNone ? std::string_view() : loaded->display(row);
}

Answer Terminology::is_display(std::string_view system, std::string_view code, std::string_view wanted) const {
  const CodeSystem* loaded = impl_->library.code_system(system);
  const std::uint32_t row = loaded == nullptr ? CodeSystem::kNone : loaded->find(code);
  if (row == CodeSystem::kNone) return Answer::unknown;
  if (has_text(*loaded, row, wanted)) return Answer::yes;
  bool any = !loaded->display(row).empty();
  for (const CodeSystem* supplement : impl_->library.supplements(loaded->url())) {
    const std::uint32_t more = supplement->find(code);
    if (more == CodeSystem::kNone) continue;
    if (has_text(*supplement, more, wanted)) return Answer::yes;
    any = true;
  }
  return any ? Answer::no : Answer::unknown;
}

std::optional<Concept> Terminology::lookup(std::string_view system, std::string_view code, std::string_view version,
                                           std::string_view languages) const {
  const CodeSystem* loaded = impl_->library.code_system(system, version);
  const std::uint32_t row = loaded == nullptr ? CodeSystem::kNone : loaded->find(code);
  if (row == CodeSystem::kNone) return std::nullopt;
  Concept out = concept_of(*loaded, row);
  loaded->each_property(row, [&out](const Property& p) { out.properties.push_back(p); });
  for (const std::uint32_t parent : loaded->parents(row)) out.parents.push_back(loaded->code(parent));
  for (const std::uint32_t child : loaded->children(row)) out.children.push_back(loaded->code(child));
  impl_->add_supplements(out, true);
  if (!languages.empty()) choose_display(out, Languages(languages), loaded->language());
  return out;
}

Subsumption Terminology::subsumes(std::string_view system, std::string_view a, std::string_view b,
                                  std::string_view version) const {
  const CodeSystem* loaded = impl_->library.code_system(system, version);
  if (loaded == nullptr) return Subsumption::unknown;
  const std::uint32_t left = loaded->find(a);
  const std::uint32_t right = loaded->find(b);
  if (left == CodeSystem::kNone || right == CodeSystem::kNone) return Subsumption::unknown;
  if (left == right) return Subsumption::equivalent;
  if (loaded->is_below(right, left)) return Subsumption::subsumes;
  return loaded->is_below(left, right) ? Subsumption::subsumed_by : Subsumption::not_subsumed;
}

Result<Terminology::Expansion> Terminology::expand(std::string_view canonical, const ExpandOptions& options) const {
  const ValueSet* set = value_set(canonical);
  if (set != nullptr) set = set->composed(canonical);
  if (set == nullptr) return failed(not_found("no value set " + std::string(canonical) + " is loaded"));
  std::vector<ValueSet::Member> members;
  ValueSet::Gaps gaps;
  set->list(members, gaps);
  Expansion out;
  out.missing = std::move(gaps.missing);
  out.endless = std::move(gaps.endless);
  sort_once(out.missing);
  sort_once(out.endless);
  const std::string wanted = normal(options.filter);
  const Languages languages(options.languages);
  const CodeSystem* last = nullptr;
  for (const ValueSet::Member& m : members) {
    if (m.loaded != nullptr && m.loaded != last &&
        std::find(out.used.begin(), out.used.end(), m.loaded) == out.used.end())
      out.used.push_back(m.loaded);
    last = m.loaded;
    const bool loaded = m.loaded != nullptr && m.entry.row != CodeSystem::kNone;
    if (options.active_only && loaded && m.loaded->inactive(m.entry.row)) continue;
    if (options.selectable_only && loaded && m.loaded->abstract(m.entry.row)) continue;
    if (std::find(options.excluded_systems.begin(), options.excluded_systems.end(), m.system) !=
        options.excluded_systems.end())
      continue;
    // Pages far from the first need no look at what stands before them.
    const bool shown = out.total >= options.offset && out.concepts.size() < options.count;
    if (wanted.empty() && !shown) {
      ++out.total;
      continue;
    }
    Concept one;
    if (loaded) {
      one = concept_of(*m.loaded, m.entry.row);
      impl_->add_supplements(one, false);
    }
    one.code = m.entry.code;
    one.system = m.system;
    if (!m.entry.display.empty()) one.display = m.entry.display;
    if (m.entry.node != nullptr) add_designations(*m.entry.node, one);
    if (!languages.empty()) choose_display(one, languages, loaded ? m.loaded->language() : std::string_view());
    if (!wanted.empty() && !matches(one, wanted)) continue;
    ++out.total;
    if (shown) out.concepts.push_back(std::move(one));
  }
  return out;
}

Result<std::vector<Translation>> Terminology::translate(std::string_view concept_map, std::string_view system,
                                                        std::string_view code, bool reverse) const {
  static constexpr std::size_t kMostMaps = 8;  // that refer to each other for what they do not map
  std::vector<Translation> out;
  std::vector<std::string_view> maps{concept_map};
  for (std::size_t i = 0; i < maps.size() && i < kMostMaps; ++i) {
    const ConceptMap* map = impl_->library.concept_map(maps[i]);
    if (map == nullptr) return failed(not_found("no concept map " + std::string(maps[i]) + " is loaded"));
    map->translate(system, code, reverse, out, maps);
  }
  return out;
}

}  // namespace schakel::terminology
