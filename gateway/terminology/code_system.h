#pragma once
// CodeSystem: a FHIR CodeSystem resource made ready for lookup: codes by search, hierarchy by nesting and by the
// properties parent, child, subsumedBy. Immutable; views live as long as the definitions.
// https://hl7.org/fhir/R4/codesystem.html

#include "tree/node.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace schakel::terminology {

class CodeSystem {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  struct Row {
    std::string_view code;
    const Node* node = nullptr;    // the `concept`
    std::uint32_t parent = kNone;  // the concept it is nested in
    bool inactive = false;
    bool abstract = false;
  };

  explicit CodeSystem(const Node& resource);

  // Complete: a code that is not found does not exist. Fragment: it may. Otherwise the resource only declares the
  // system.
  enum class Content : std::uint8_t { complete, fragment, declared, supplement };
  [[nodiscard]] Content content() const { return content_; }
  [[nodiscard]] std::string_view url() const { return url_; }
  [[nodiscard]] std::string_view version() const { return version_; }
  [[nodiscard]] bool ignores_case() const { return ignores_case_; }
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }

  // Index of the row, or kNone. Case counts where the system says so.
  [[nodiscard]] std::uint32_t find(std::string_view code) const;
  [[nodiscard]] std::string_view display(const Row& row) const { return text(*row.node, "display"); }

  // Strictly below; a concept may have several parents.
  [[nodiscard]] bool is_below(std::uint32_t row, std::uint32_t ancestor) const;
  // For every row whether it is strictly below.
  [[nodiscard]] std::vector<bool> below(std::uint32_t ancestor) const;
  [[nodiscard]] bool is_parent(std::uint32_t parent, std::uint32_t row) const;

  // The values of a property of a concept, as text; display, code and definition count as properties.
  void each_value(const Row& row, std::string_view property, const std::function<void(std::string_view)>& take) const;
  // name, value of all properties.
  void each_property(const Row& row, const std::function<void(std::string_view, std::string_view)>& take) const;

  static std::string_view text(const Node& node, std::string_view child);

 private:
  enum class Role : std::uint8_t { other, parent, child, inactive, abstract, status };
  void read_properties(const Node& resource);
  [[nodiscard]] Role role_of(std::string_view property) const;
  void add_concepts(const Node& parent_node);
  void read_row_properties();
  void sort();

  struct Edge {
    std::uint32_t child;
    std::uint32_t parent;
    friend bool operator<(const Edge& a, const Edge& b) { return a.child < b.child; }
  };

  std::string_view url_;
  std::string_view version_;
  Content content_ = Content::complete;
  bool ignores_case_ = false;
  std::vector<Row> rows_;
  std::vector<std::uint32_t> by_code_;
  std::vector<Edge> edges_;  // parents besides the nesting, sorted by child
  std::vector<std::pair<std::string_view, Role>> roles_;
};

// Comparison of codes as a system wants it.
int compare_codes(std::string_view a, std::string_view b, bool ignore_case);

}  // namespace schakel::terminology
