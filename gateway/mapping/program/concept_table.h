#pragma once
// ConceptMap and CodeSystem content, prepared for looking up by code without allocating.
// http://hl7.org/fhir/R4/conceptmap.html

#include "mapping/language/syntax_tree.h"
#include "tree/node.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace schakel::mapping {

// Lets maps with std::string keys be asked with views.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <class T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

struct ConceptTarget {
  std::string system;
  std::string code;
  std::string display;
  bool usable = true;  // its relation says that the target can stand for the source
};

// One ConceptMap.
class ConceptTable {
 public:
  ConceptTable() = default;
  explicit ConceptTable(const ConceptMapNode& written);
  explicit ConceptTable(const Node& concept_map);  // a ConceptMap resource, R4 (equivalence) or R5 (relationship)

  struct Found {
    enum class Kind : std::uint8_t { none, targets, provided };
    Kind kind = Kind::none;
    const std::vector<ConceptTarget>* targets = nullptr;
    std::string_view system;  // of the group
  };
  // The first row of that code (empty system: of any system); else what the map says of unmapped codes: a fixed target,
  // or the code itself (`provided`), or nothing.
  [[nodiscard]] Found find(std::string_view system, std::string_view code) const;

 private:
  struct Row {
    std::uint32_t group;
    std::vector<ConceptTarget> targets;
  };
  struct Group {
    std::string source;
    std::string target;
    bool provided = false;
    std::vector<ConceptTarget> fixed;
  };
  void add(std::uint32_t group, std::string_view code, ConceptTarget target, bool has_target);

  std::vector<Group> groups_;
  TextMap<std::vector<Row>> rows_;
};

// Codes and displays of one system, or of a value set: for cc() and c().
class CodeTable {
 public:
  struct Code {
    std::string system;
    std::string code;
    std::string display;
  };
  void add(std::string_view system, std::string_view code, std::string_view display);
  // By code; `or_display`: else by display, ignoring case.
  [[nodiscard]] const Code* find(std::string_view code, bool or_display) const;
  void set_value_set() { value_set_ = true; }
  // A value set decides which codes there are; a code system that is known only adds displays.
  [[nodiscard]] bool value_set() const { return value_set_; }

 private:
  std::vector<Code> codes_;
  TextMap<std::size_t> by_code_;
  TextMap<std::size_t> by_display_;
  bool value_set_ = false;
};

}  // namespace schakel::mapping
