#pragma once
// ConceptMap: a FHIR ConceptMap resource made ready for translation in both directions.
// https://hl7.org/fhir/R4/conceptmap.html

#include "terminology/terminology.h"

#include <string_view>
#include <vector>

namespace schakel::terminology {

class ConceptMap {
 public:
  explicit ConceptMap(const Node& resource);

  // Appends the translations that the map itself gives. Another map that unmapped codes are to be looked up in goes to
  // `other`.
  void translate(std::string_view system, std::string_view code, bool reverse, std::vector<Translation>& out,
                 std::vector<std::string_view>& other) const;

 private:
  struct Row {
    std::string_view code;  // of the source, or of the target in the reverse table
    std::uint32_t group;
    const Node* element;
    const Node* target;  // null: an element that maps to nothing
    friend bool operator<(const Row& a, const Row& b) { return a.code < b.code; }
  };
  struct Group {
    const Node* node;
    std::string_view source;
    std::string_view source_version;
    std::string_view target;
    std::string_view target_version;
  };
  void unmapped(const Group& group, std::string_view code, std::vector<Translation>& out,
                std::vector<std::string_view>& other) const;

  std::string_view url_;
  std::vector<Group> groups_;
  std::vector<Row> forward_;
  std::vector<Row> backward_;
};

}  // namespace schakel::terminology
