#pragma once
// Library: the compiled code systems, value sets and concept maps of one generation, each made when first asked for.
// Internal to terminology. Thread rule: any thread; making one takes a lock, finding one a shared lock.

#include "terminology/compiled.h"
#include "terminology/concept_map.h"
#include "terminology/value_set.h"

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace schakel::terminology {

class Library {
 public:
  explicit Library(fhir::DefinitionsPtr definitions, Library* below = nullptr);

  [[nodiscard]] const fhir::DefinitionsPtr& definitions() const { return definitions_; }
  // Null: not loaded, or only declared (not-present, example).
  const CodeSystem* code_system(std::string_view url, std::string_view version = {});
  // For membership: that of the image, where nothing it was made from has changed; else the composed one.
  const ValueSet* value_set(std::string_view canonical);
  // For listing too.
  const ValueSet* composed(std::string_view canonical);
  const ConceptMap* concept_map(std::string_view canonical);
  // Code systems that supplement this one. The first call looks at all code systems.
  const std::vector<const CodeSystem*>& supplements(std::string_view url);
  // Loaded from files of their licence holders.
  [[nodiscard]] const std::vector<std::unique_ptr<CodeSystem>>& attached() const {
    return below_ != nullptr ? below_->attached() : attached_;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  template <class T>
  using Table = std::unordered_map<std::string, std::unique_ptr<T>, Hash, std::equal_to<>>;

  template <class T, class Make>
  const T* get(Table<T>& table, std::string_view key, Make make);

  std::unique_ptr<ValueSet> compiled_value_set(std::string_view canonical);
  [[nodiscard]] bool is_as_compiled(std::string_view source) const;
  std::unique_ptr<ValueSet> make_value_set(std::string_view canonical);
  std::unique_ptr<ValueSet> implicit_value_set(std::string_view canonical);
  void compose(ValueSet& set, const Node& compose);
  Selection select(ValueSet& set, const Node& include, bool active_only, std::size_t& paths);
  void list_concepts(Selection& s, const Node& include, bool active_only);
  void filter_rows(ValueSet& set, Selection& s, const Node& include, bool active_only);
  void use_expansion(ValueSet& set, const Node& expansion);
  void scan_code_systems();
  [[nodiscard]] const CodeSystem* attached(std::string_view url, std::string_view version) const;

  fhir::DefinitionsPtr definitions_;
  Library* below_;
  Compiled compiled_;
  bool own_sets_ = false;  // the overlay has code systems or value sets
  std::vector<std::unique_ptr<CodeSystem>> attached_;
  std::shared_mutex finding_;
  std::recursive_mutex making_;
  std::vector<std::string> open_;  // value sets being made: an import of one of them is a cycle
  Table<CodeSystem> code_systems_;
  Table<ValueSet> value_sets_;  // of the image; null: it must be composed
  Table<ValueSet> composed_;
  Table<ConceptMap> concept_maps_;
  bool scanned_ = false;
  std::unordered_map<std::string, std::vector<const CodeSystem*>> supplements_;
  std::unordered_map<std::string, std::string> whole_systems_;  // CodeSystem.valueSet -> url
  std::vector<std::unique_ptr<CodeSystem>> supplement_systems_;
};

}  // namespace schakel::terminology
