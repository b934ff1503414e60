#include "terminology/library.h"

#include "terminology/filter.h"

#include <algorithm>

namespace schakel::terminology {

namespace {

std::string_view text(const Node& node, std::string_view child) { return CodeSystem::text(node, child); }

std::string_view without_version(std::string_view canonical) { return canonical.substr(0, canonical.find('|')); }

}  // namespace

// Null is remembered too: what is not loaded stays so for the life of the definitions.
template <class T, class Make>
const T* Library::get(Table<T>& table, std::string_view key, Make make) {
  {
    const std::shared_lock lock(finding_);
    if (const auto at = table.find(key); at != table.end()) return at->second.get();
  }
  const std::lock_guard making(making_);
  {
    const std::shared_lock lock(finding_);
    if (const auto at = table.find(key); at != table.end()) return at->second.get();
  }
  std::unique_ptr<T> made = make();
  const std::unique_lock lock(finding_);
  return table.emplace(std::string(key), std::move(made)).first->second.get();
}

const CodeSystem* Library::code_system(std::string_view url, std::string_view version) {
  const std::string key = version.empty() ? std::string(url) : std::string(url).append("|").append(version);
  return get(code_systems_, key, [&]() -> std::unique_ptr<CodeSystem> {
    const auto found = definitions_->find(key, "CodeSystem");
    if (!found) return nullptr;
    auto system = std::make_unique<CodeSystem>(*found.resource->root);
    const bool usable =
        system->content() == CodeSystem::Content::complete || system->content() == CodeSystem::Content::fragment;
    return usable ? std::move(system) : nullptr;
  });
}

const ConceptMap* Library::concept_map(std::string_view canonical) {
  return get(concept_maps_, canonical, [&]() -> std::unique_ptr<ConceptMap> {
    const auto found = definitions_->find(canonical, "ConceptMap");
    return found ? std::make_unique<ConceptMap>(*found.resource->root) : nullptr;
  });
}

const ValueSet* Library::value_set(std::string_view canonical) {
  return get(value_sets_, canonical, [&]() -> std::unique_ptr<ValueSet> {
    open_.emplace_back(canonical);
    auto set = make_value_set(canonical);
    open_.pop_back();
    return set;
  });
}

std::unique_ptr<ValueSet> Library::make_value_set(std::string_view canonical) {
  const auto found = definitions_->find(canonical, "ValueSet");
  if (!found) return implicit_value_set(canonical);
  auto set = std::make_unique<ValueSet>();
  const Node& resource = *found.resource->root;
  set->resource = &resource;
  set->url = found.resource->url;
  set->version = found.resource->version;
  const Node* definition = resource.child("compose");
  if (definition != nullptr) compose(*set, *definition);
  const auto undetermined = [](const Selection& s) { return !s.missing.empty() || !s.missing_imports.empty(); };
  const bool known = definition != nullptr && std::none_of(set->includes.begin(), set->includes.end(), undetermined) &&
                     std::none_of(set->excludes.begin(), set->excludes.end(), undetermined);
  const Node* expansion = resource.child("expansion");
  if (!known && expansion != nullptr && expansion->child("contains") != nullptr) use_expansion(*set, *expansion);
  set->flatten();
  return set;
}

// Value sets that follow from a code system: CodeSystem.valueSet, and `?fhir_vs` of SNOMED CT and others.
// https://hl7.org/fhir/R4/snomedct.html#implicit
std::unique_ptr<ValueSet> Library::implicit_value_set(std::string_view canonical) {
  static constexpr std::string_view kMark = "?fhir_vs";
  static constexpr std::string_view kIsA = "=isa/";
  const std::string_view url = without_version(canonical);
  const std::size_t mark = url.find(kMark);
  std::string_view system;
  std::string_view root;
  if (mark != std::string_view::npos) {
    system = url.substr(0, mark);
    const std::string_view rest = url.substr(mark + kMark.size());
    if (rest.substr(0, kIsA.size()) == kIsA) root = rest.substr(kIsA.size());
    if (!rest.empty() && root.empty()) return nullptr;
  } else {
    scan_code_systems();
    const auto at = whole_systems_.find(url);
    if (at == whole_systems_.end()) return nullptr;
    system = at->second;
  }
  auto set = std::make_unique<ValueSet>();
  set->url = set->texts.emplace_back(url);
  Selection s;
  s.system = set->texts.emplace_back(system);
  s.loaded = code_system(system);
  if (s.loaded == nullptr) {
    s.grammar = root.empty() ? grammar_system(system) : nullptr;
    if (s.grammar == nullptr) s.missing = s.system;
  } else {
    s.ignore_case = s.loaded->ignores_case();
    std::vector<bool> selected(s.loaded->rows().size(), root.empty());
    std::string why;
    if (!root.empty() && !apply({"concept", "is-a", root}, *s.loaded, selected, why))
      s.missing = set->texts.emplace_back(why);
    for (std::size_t i = 0; i < selected.size(); ++i) {
      if (selected[i]) s.entries.push_back({s.loaded->rows()[i].code, {}, &s.loaded->rows()[i]});
    }
  }
  s.sort();
  set->includes.push_back(std::move(s));
  set->flatten();
  return set;
}

void Library::compose(ValueSet& set, const Node& definition) {
  const bool active_only = text(definition, "inactive") == "false";
  for (const Node* i = definition.child("include"); i != nullptr; i = i->next_of_same_name()) {
    set.includes.push_back(select(set, *i, active_only));
  }
  for (const Node* e = definition.child("exclude"); e != nullptr; e = e->next_of_same_name()) {
    set.excludes.push_back(select(set, *e, false));
  }
}

Selection Library::select(ValueSet& set, const Node& include, bool active_only) {
  Selection s;
  s.system = text(include, "system");
  for (const Node* v = include.child("valueSet"); v != nullptr; v = v->next_of_same_name()) {
    const std::string_view canonical = v->value().reveal();
    const bool cycle = std::find(open_.begin(), open_.end(), canonical) != open_.end();
    if (const ValueSet* import = cycle ? nullptr : value_set(canonical)) {
      s.imports.push_back(import);
    } else {
      s.missing_imports.push_back(canonical);
    }
  }
  if (s.system.empty()) return s;
  s.loaded = code_system(s.system, text(include, "version"));
  s.ignore_case = s.loaded != nullptr && s.loaded->ignores_case();
  if (include.child("concept") != nullptr) {
    list_concepts(s, include, active_only);
  } else if (include.child("filter") != nullptr) {
    filter_rows(set, s, include, active_only);
  } else if (s.loaded != nullptr) {
    for (const CodeSystem::Row& row : s.loaded->rows()) {
      if (!active_only || !row.inactive) s.entries.push_back({row.code, {}, &row});
    }
    if (s.loaded->content() == CodeSystem::Content::fragment) s.missing = s.system;
  } else if (const GrammarSystem* grammar = grammar_system(s.system)) {
    s.grammar = grammar;
  } else {
    s.missing = s.system;
  }
  s.sort();
  return s;
}

// A list is a list, also of a system that is not loaded; of a complete system only codes that exist are members.
void Library::list_concepts(Selection& s, const Node& include, bool active_only) {
  for (const Node* c = include.child("concept"); c != nullptr; c = c->next_of_same_name()) {
    Entry entry{text(*c, "code"), text(*c, "display"), nullptr};
    if (s.loaded != nullptr) {
      const std::uint32_t row = s.loaded->find(entry.code);
      if (row == CodeSystem::kNone && s.loaded->content() == CodeSystem::Content::complete) continue;
      if (row != CodeSystem::kNone) entry.row = &s.loaded->rows()[row];
      if (active_only && entry.row != nullptr && entry.row->inactive) continue;
    }
    s.entries.push_back(entry);
  }
}

void Library::filter_rows(ValueSet& set, Selection& s, const Node& include, bool active_only) {
  if (s.loaded == nullptr) {
    s.missing = s.system;
    return;
  }
  std::vector<bool> selected(s.loaded->rows().size(), true);
  for (const Node* f = include.child("filter"); f != nullptr; f = f->next_of_same_name()) {
    std::vector<bool> rows;
    std::string why;
    if (!apply({text(*f, "property"), text(*f, "op"), text(*f, "value")}, *s.loaded, rows, why)) {
      s.missing = set.texts.emplace_back(std::move(why));
      return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) selected[i] = selected[i] && rows[i];
  }
  for (std::size_t i = 0; i < selected.size(); ++i) {
    const CodeSystem::Row& row = s.loaded->rows()[i];
    if (selected[i] && !(active_only && row.inactive)) s.entries.push_back({row.code, {}, &row});
  }
  if (s.loaded->content() == CodeSystem::Content::fragment) s.missing = s.system;
}

// The author's own expansion, where the compose needs content that is not loaded.
void Library::use_expansion(ValueSet& set, const Node& expansion) {
  static constexpr std::string_view kUnclosed = "http://hl7.org/fhir/StructureDefinition/valueset-unclosed";
  std::string_view unclosed;
  for (const Node* e = expansion.child("extension"); e != nullptr; e = e->next_of_same_name()) {
    if (text(*e, "url") == kUnclosed) unclosed = set.url;
  }
  set.includes.clear();
  set.excludes.clear();
  std::vector<const Node*> open{expansion.child("contains")};
  while (!open.empty()) {
    const Node* at = open.back();
    if (at == nullptr) {
      open.pop_back();
      continue;
    }
    open.back() = at->next_of_same_name();
    const std::string_view system = text(*at, "system");
    const std::string_view code = text(*at, "code");
    if (!code.empty()) {
      auto s = std::find_if(set.includes.begin(), set.includes.end(),
                            [system](const Selection& x) { return x.system == system; });
      if (s == set.includes.end()) {
        s = set.includes.emplace(set.includes.end());
        s->system = system;
        s->loaded = code_system(system);
        s->missing = unclosed;
      }
      const std::uint32_t row = s->loaded != nullptr ? s->loaded->find(code) : CodeSystem::kNone;
      s->entries.push_back({code, text(*at, "display"), row == CodeSystem::kNone ? nullptr : &s->loaded->rows()[row]});
    }
    if (const Node* inner = at->child("contains")) open.push_back(inner);
  }
  for (Selection& s : set.includes) s.sort();
}

// REQUIRES: called while making, or under making_.
void Library::scan_code_systems() {
  const std::lock_guard making(making_);
  if (scanned_) return;
  scanned_ = true;
  for (const std::string_view canonical : definitions_->list("CodeSystem")) {
    const auto found = definitions_->find(canonical, "CodeSystem");
    if (!found) continue;
    const Node& root = *found.resource->root;
    const std::string_view whole = text(root, "valueSet");
    if (!whole.empty()) whole_systems_.emplace(without_version(whole), text(root, "url"));
    if (text(root, "content") != "supplement") continue;
    supplement_systems_.push_back(std::make_unique<CodeSystem>(root));
    supplements_[without_version(text(root, "supplements"))].push_back(supplement_systems_.back().get());
  }
}

const std::vector<const CodeSystem*>& Library::supplements(std::string_view url) {
  static const std::vector<const CodeSystem*> kNone;
  scan_code_systems();
  const auto at = supplements_.find(url);
  return at == supplements_.end() ? kNone : at->second;
}

}  // namespace schakel::terminology
