#include "terminology/terminology.h"

#include "terminology/library.h"

#include <unicode/unistr.h>

#include <algorithm>

namespace schakel::terminology {

namespace {

std::string_view text(const Node& node, std::string_view child) { return CodeSystem::text(node, child); }

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

bool same_text(std::string_view a, std::string_view b) { return a == b || normal(a) == normal(b); }

// The row's own texts.
bool has_text(const CodeSystem& system, const CodeSystem::Row& row, std::string_view wanted) {
  if (same_text(system.display(row), wanted)) return true;
  for (const Node* d = row.node->child("designation"); d != nullptr; d = d->next_of_same_name()) {
    if (same_text(text(*d, "value"), wanted)) return true;
  }
  return false;
}

void add_designations(const CodeSystem::Row& row, Concept& concept_row) {
  for (const Node* d = row.node->child("designation"); d != nullptr; d = d->next_of_same_name()) {
    concept_row.designations.push_back({text(*d, "language"), text(*d, "value")});
  }
}

Concept concept_of(const CodeSystem& system, const CodeSystem::Row& row) {
  Concept out;
  out.system = system.url();
  out.version = system.version();
  out.code = row.code;
  out.display = system.display(row);
  out.definition = text(*row.node, "definition");
  out.inactive = row.inactive;
  out.abstract = row.abstract;
  add_designations(row, out);
  return out;
}

}  // namespace

struct Terminology::Impl {
  explicit Impl(fhir::DefinitionsPtr definitions) : library(std::move(definitions)) {}
  mutable Library library;
};

Terminology::Terminology(fhir::DefinitionsPtr definitions) : impl_(std::make_unique<Impl>(std::move(definitions))) {}
Terminology::~Terminology() = default;

const ValueSet* Terminology::value_set(std::string_view canonical) const { return impl_->library.value_set(canonical); }

Membership Terminology::member_of(const ValueSet& set, std::string_view system, std::string_view code) const {
  return set.contains(system, code);
}

Membership Terminology::member_of(std::string_view canonical, std::string_view system, std::string_view code) const {
  const ValueSet* set = value_set(canonical);
  return set == nullptr ? Membership{Answer::unknown, canonical} : set->contains(system, code);
}

Terminology::Known Terminology::known(std::string_view system, std::string_view code) const {
  if (const CodeSystem* loaded = impl_->library.code_system(system)) {
    if (loaded->find(code) != CodeSystem::kNone) return Known::code;
    return loaded->content() == CodeSystem::Content::complete ? Known::no_such_code : Known::no_such_system;
  }
  const GrammarSystem* grammar = grammar_system(system);
  if (grammar == nullptr) return Known::no_such_system;
  return grammar->valid(code) ? Known::code : Known::no_such_code;
}

std::string_view Terminology::display(std::string_view system, std::string_view code) const {
  const CodeSystem* loaded = impl_->library.code_system(system);
  const std::uint32_t row = loaded == nullptr ? CodeSystem::kNone : loaded->find(code);
  return row == CodeSystem::kNone ? std::string_view() : loaded->display(loaded->rows()[row]);
}

Answer Terminology::is_display(std::string_view system, std::string_view code, std::string_view wanted) const {
  const CodeSystem* loaded = impl_->library.code_system(system);
  const std::uint32_t row = loaded == nullptr ? CodeSystem::kNone : loaded->find(code);
  if (row == CodeSystem::kNone) return Answer::unknown;
  if (has_text(*loaded, loaded->rows()[row], wanted)) return Answer::yes;
  bool any = !loaded->display(loaded->rows()[row]).empty();
  for (const CodeSystem* supplement : impl_->library.supplements(loaded->url())) {
    const std::uint32_t more = supplement->find(code);
    if (more == CodeSystem::kNone) continue;
    if (has_text(*supplement, supplement->rows()[more], wanted)) return Answer::yes;
    any = true;
  }
  return any ? Answer::no : Answer::unknown;
}

std::optional<Concept> Terminology::lookup(std::string_view system, std::string_view code) const {
  const CodeSystem* loaded = impl_->library.code_system(system);
  const std::uint32_t index = loaded == nullptr ? CodeSystem::kNone : loaded->find(code);
  if (index == CodeSystem::kNone) return std::nullopt;
  const CodeSystem::Row& row = loaded->rows()[index];
  Concept out = concept_of(*loaded, row);
  const auto take = [&out](std::string_view name, std::string_view value) { out.properties.push_back({name, value}); };
  loaded->each_property(row, take);
  if (row.parent != CodeSystem::kNone) take("parent", loaded->rows()[row.parent].code);
  for (const CodeSystem* supplement : impl_->library.supplements(loaded->url())) {
    const std::uint32_t more = supplement->find(code);
    if (more == CodeSystem::kNone) continue;
    add_designations(supplement->rows()[more], out);
    supplement->each_property(supplement->rows()[more], take);
  }
  return out;
}

Subsumption Terminology::subsumes(std::string_view system, std::string_view a, std::string_view b) const {
  const CodeSystem* loaded = impl_->library.code_system(system);
  if (loaded == nullptr) return Subsumption::unknown;
  const std::uint32_t left = loaded->find(a);
  const std::uint32_t right = loaded->find(b);
  if (left == CodeSystem::kNone || right == CodeSystem::kNone) return Subsumption::unknown;
  if (left == right) return Subsumption::equivalent;
  if (loaded->is_below(right, left)) return Subsumption::subsumes;
  return loaded->is_below(left, right) ? Subsumption::subsumed_by : Subsumption::not_subsumed;
}

Result<Terminology::Expansion> Terminology::expand(std::string_view canonical, std::string_view filter,
                                                   std::size_t offset, std::size_t count) const {
  const ValueSet* set = value_set(canonical);
  if (set == nullptr) return failed(not_found("no value set " + std::string(canonical) + " is loaded"));
  std::vector<ValueSet::Member> members;
  Expansion out;
  set->list(members, out.missing);
  std::sort(out.missing.begin(), out.missing.end());
  out.missing.erase(std::unique(out.missing.begin(), out.missing.end()), out.missing.end());
  const std::string wanted = normal(filter);
  for (const ValueSet::Member& m : members) {
    Concept one;
    if (m.entry->row != nullptr) {
      one = concept_of(*m.loaded, *m.entry->row);
    } else {
      one.code = m.entry->code;
    }
    one.system = m.system;
    if (!m.entry->display.empty()) one.display = m.entry->display;
    if (!wanted.empty() && normal(one.code).find(wanted) == std::string::npos &&
        normal(one.display).find(wanted) == std::string::npos) {
      continue;
    }
    if (out.total++ >= offset && out.concepts.size() < count) out.concepts.push_back(std::move(one));
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
