#include "terminology/library.h"

#include "fhir/definitions/resource_index.h"
#include "terminology/attached.h"
#include "terminology/code_system_packer.h"
#include "terminology/filter.h"
#include "terminology/implicit.h"
#include "terminology/nodes.h"

#include <algorithm>

namespace schakel::terminology {

Library::Library(fhir::DefinitionsPtr definitions, Library* below)
    : definitions_(std::move(definitions)), below_(below), compiled_(*definitions_) {
  if (below_ != nullptr) {
    // Those of overlays come first.
    for (const std::string_view type : {"ValueSet", "CodeSystem"}) {
      const auto urls = definitions_->list(type);
      if (!urls.empty() && definitions_->overlaid(urls.front()) && !below_->definitions()->overlaid(urls.front()))
        own_sets_ = true;
    }
    return;
  }
  for (const std::string_view section : kAttached) {
    const std::string_view bytes = definitions_->section(section);
    if (bytes.empty()) continue;
    if (auto system = CodeSystem::over(bytes)) attached_.push_back(std::move(system));
  }
}

const CodeSystem* Library::attached(std::string_view url, std::string_view version) const {
  for (const auto& system : attached()) {
    if (system->url() == url && fhir::version_fit(system->version(), version) > 0) return system.get();
  }
  return nullptr;
}

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
  if (below_ != nullptr && !definitions_->overlaid(url)) return below_->code_system(url, version);
  if (!definitions_->overlaid(url)) {
    if (const CodeSystem* found = attached(url, version)) return found;
  }
  const std::string key = version.empty() ? std::string(url) : std::string(url).append("|").append(version);
  const Compiled::System* row = definitions_->overlaid(url) ? nullptr : compiled_.system(url);
  if (row != nullptr && fhir::version_fit(compiled_.system_text(row->version), version) > 0) {
    const auto content = static_cast<CodeSystem::Content>(row->content);
    const bool usable = content == CodeSystem::Content::complete || content == CodeSystem::Content::fragment;
    if (!usable) return attached(url, {});
    return get(code_systems_, key, [&] { return CodeSystem::over(compiled_.bytes(*row)); });
  }
  const CodeSystem* found = get(code_systems_, key, [&]() -> std::unique_ptr<CodeSystem> {
    const auto resource = definitions_->find(key, "CodeSystem");
    if (!resource) return nullptr;
    const std::string_view content = text(*resource.resource->root, "content");
    if (content == "not-present" || content == "example" || content == "supplement") return nullptr;
    return CodeSystem::keep(pack(*resource.resource->root));
  });
  return found != nullptr ? found : attached(url, {});
}

const ConceptMap* Library::concept_map(std::string_view canonical) {
  return get(concept_maps_, canonical, [&]() -> std::unique_ptr<ConceptMap> {
    const auto found = definitions_->find(canonical, "ConceptMap");
    return found ? std::make_unique<ConceptMap>(*found.resource->root) : nullptr;
  });
}

const ValueSet* Library::value_set(std::string_view canonical) {
  if (below_ != nullptr && !own_sets_) return below_->value_set(canonical);
  const ValueSet* set = get(value_sets_, canonical, [&] { return compiled_value_set(canonical); });
  return set != nullptr ? set : composed(canonical);
}

const ValueSet* Library::composed(std::string_view canonical) {
  if (below_ != nullptr && !own_sets_) return below_->composed(canonical);
  return get(composed_, canonical, [&]() -> std::unique_ptr<ValueSet> {
    open_.emplace_back(canonical);
    auto set = make_value_set(canonical);
    open_.pop_back();
    return set;
  });
}

// Nothing lies over it, and it was not loaded from elsewhere since.
bool Library::is_as_compiled(std::string_view source) const {
  return !definitions_->overlaid(source) && attached(source, {}) == nullptr;
}

const ValueSet* ValueSet::composed(std::string_view canonical) const {
  return home == nullptr ? this : home->composed(canonical);
}

std::unique_ptr<ValueSet> Library::compiled_value_set(std::string_view canonical) {
  const std::string_view url = without_version(canonical);
  const Compiled::Set* row = compiled_.set(url);
  if (row == nullptr || row->complete == 0 || !is_as_compiled(url)) return nullptr;
  if (fhir::version_fit(compiled_.set_text(row->version), version_of(canonical)) == 0) return nullptr;
  for (const std::uint32_t source : compiled_.names(row->sources, row->sources_end)) {
    if (!is_as_compiled(compiled_.set_text(source))) return nullptr;
  }
  auto set = std::make_unique<ValueSet>();
  set->url = compiled_.set_text(row->url);
  set->version = compiled_.set_text(row->version);
  set->home = this;
  set->set_flat(compiled_.ranges(*row), compiled_.codes(), compiled_.set_texts());
  return set;
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

// Value sets that follow from a code system: CodeSystem.valueSet, and those of SNOMED CT and LOINC (implicit.h).
std::unique_ptr<ValueSet> Library::implicit_value_set(std::string_view canonical) {
  const std::string_view url = without_version(canonical);
  Implicit implicit = implicit_of(url);
  if (!implicit.known) {
    scan_code_systems();
    const auto at = whole_systems_.find(std::string(url));
    if (at == whole_systems_.end()) return nullptr;
    implicit.system = at->second;
  }
  auto set = std::make_unique<ValueSet>();
  set->url = set->texts.emplace_back(url);
  Selection s;
  s.system = set->texts.emplace_back(implicit.system);
  s.loaded = code_system(s.system, implicit.version);
  if (s.loaded == nullptr) {
    s.grammar = implicit.op.empty() ? grammar_system(s.system) : nullptr;
    if (s.grammar == nullptr) s.missing = s.system;
  } else if (implicit.op.empty()) {
    s.ignore_case = s.loaded->ignores_case();
    s.all_rows = true;
  } else {
    std::string why;
    if (!apply({"concept", implicit.op, implicit.value}, *s.loaded, s.rows, why)) {
      s.rows.clear();
      s.missing = set->texts.emplace_back(why);
    }
  }
  s.sort();
  set->includes.push_back(std::move(s));
  set->flatten();
  return set;
}

void Library::compose(ValueSet& set, const Node& definition) {
  const bool active_only = text(definition, "inactive") == "false";
  std::size_t paths = 1;
  for (const Node* i = definition.child("include"); i != nullptr; i = i->next_of_same_name()) {
    set.includes.push_back(select(set, *i, active_only, paths));
  }
  for (const Node* e = definition.child("exclude"); e != nullptr; e = e->next_of_same_name()) {
    set.excludes.push_back(select(set, *e, false, paths));
  }
}

Selection Library::select(ValueSet& set, const Node& include, bool active_only, std::size_t& paths) {
  Selection s;
  s.system = text(include, "system");
  for (const Node* v = include.child("valueSet"); v != nullptr; v = v->next_of_same_name()) {
    const std::string_view canonical = v->value().reveal();
    const bool cycle = std::find(open_.begin(), open_.end(), canonical) != open_.end();
    const bool deep = open_.size() >= kDeepestImports;
    const ValueSet* import = cycle || deep ? nullptr : composed(canonical);
    if (import != nullptr) paths += import->paths();
    if (deep || paths > kMostImports) {
      s.missing_imports.push_back(kTooCostly);
    } else if (import != nullptr) {
      s.imports.push_back(import);
    } else {
      s.missing_imports.push_back(canonical);
    }
  }
  if (s.system.empty()) return s;
  s.version = text(include, "version");
  s.loaded = code_system(s.system, s.version);
  s.ignore_case = s.loaded != nullptr && s.loaded->ignores_case();
  if (include.child("concept") != nullptr) {
    list_concepts(s, include, active_only);
  } else if (include.child("filter") != nullptr) {
    filter_rows(set, s, include, active_only);
  } else if (s.loaded != nullptr) {
    s.all_rows = true;
    s.active_only = active_only;
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
    Entry entry{text(*c, "code"), text(*c, "display"), CodeSystem::kNone, c};
    if (s.loaded != nullptr) {
      entry.row = s.loaded->find(entry.code);
      if (entry.row == CodeSystem::kNone && !s.loaded->may_have(entry.code)) continue;
      if (active_only && entry.row != CodeSystem::kNone && s.loaded->inactive(entry.row)) continue;
    }
    s.entries.push_back(entry);
  }
}

void Library::filter_rows(ValueSet& set, Selection& s, const Node& include, bool active_only) {
  if (s.loaded == nullptr) {
    s.missing = s.system;
    return;
  }
  std::vector<bool> selected(s.loaded->size(), true);
  for (const Node* f = include.child("filter"); f != nullptr; f = f->next_of_same_name()) {
    std::vector<bool> rows;
    std::string why;
    if (!apply({text(*f, "property"), text(*f, "op"), text(*f, "value")}, *s.loaded, rows, why)) {
      s.missing = set.texts.emplace_back(std::move(why));
      return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) selected[i] = selected[i] && rows[i];
  }
  for (std::uint32_t i = 0; active_only && i < selected.size(); ++i) {
    if (selected[i] && s.loaded->inactive(i)) selected[i] = false;
  }
  s.rows = std::move(selected);
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
      s->entries.push_back({code, text(*at, "display"), row, at});
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
  const auto note = [this](std::string_view url, std::string_view whole, std::string_view supplements) {
    if (!whole.empty()) whole_systems_.emplace(without_version(whole), url);
    if (!supplements.empty())
      supplements_[std::string(without_version(supplements))].push_back(supplement_systems_.back().get());
  };
  for (const std::string_view url : definitions_->list("CodeSystem")) {
    // Those of overlays come first; the others are in the image.
    if (compiled_.present() && !definitions_->overlaid(url)) break;
    const auto found = definitions_->find(url, "CodeSystem");
    if (!found) continue;
    const Node& root = *found.resource->root;
    const bool supplement = text(root, "content") == "supplement";
    if (supplement) supplement_systems_.push_back(CodeSystem::keep(pack(root)));
    note(url, text(root, "valueSet"), supplement ? text(root, "supplements") : std::string_view());
  }
  for (const Compiled::System& row : compiled_.systems()) {
    const std::string_view url = compiled_.system_text(row.url);
    if (definitions_->overlaid(url)) continue;
    const bool supplement = row.content == static_cast<std::uint32_t>(CodeSystem::Content::supplement);
    if (supplement) supplement_systems_.push_back(CodeSystem::over(compiled_.bytes(row)));
    note(url, compiled_.system_text(row.whole),
         supplement ? compiled_.system_text(row.supplements) : std::string_view());
  }
}

const std::vector<const CodeSystem*>& Library::supplements(std::string_view url) {
  static const std::vector<const CodeSystem*> kNone;
  scan_code_systems();
  const auto at = supplements_.find(std::string(url));
  return at == supplements_.end() ? kNone : at->second;
}

}  // namespace schakel::terminology
