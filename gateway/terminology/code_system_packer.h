#pragma once
// CodeSystemPacker: collects a code system from wherever it is written and packs it (packed.h). Codes come in any order
// and keep it; everything else refers to rows by number. Not thread-safe.
//
//   CodeSystemPacker packer({.url = "http://www.whocc.no/atc", .version = "2026"});
//   const std::uint32_t row = packer.add("A01", "STOMATOLOGICAL PREPARATIONS");
//   packer.set_parent(row, packer.add("A", "ALIMENTARY TRACT AND METABOLISM"));
//   std::string bytes = packer.finish();

#include "base/result.h"
#include "terminology/code_system.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace schakel::terminology {

class CodeSystemPacker {
 public:
  struct About {
    std::string_view url, version, name = {}, title = {}, language = {}, supplements = {}, whole_value_set = {};
    CodeSystem::Content content = CodeSystem::Content::complete;
    bool ignores_case = false;
  };
  explicit CodeSystemPacker(const About& about);

  // The role follows from the uri (http://hl7.org/fhir/concept-properties#...), else from the code.
  std::uint32_t declare(std::string_view code, std::string_view type, std::string_view uri = {},
                        std::string_view description = {});
  // The one of that code, declared when it is new.
  std::uint32_t property(std::string_view code, std::string_view type);

  std::uint32_t add(std::string_view code, std::string_view display = {}, std::string_view definition = {});
  void set_display(std::uint32_t row, std::string_view display) { rows_[row].display = texts_.add(display); }
  void set_definition(std::uint32_t row, std::string_view text) { rows_[row].definition = texts_.add(text); }
  [[nodiscard]] bool has_display(std::uint32_t row) const { return rows_[row].display != 0; }
  void set_inactive(std::uint32_t row) { rows_[row].flags |= packed::kInactive; }
  void set_abstract(std::uint32_t row) { rows_[row].flags |= packed::kAbstract; }
  void set_parent(std::uint32_t row, std::uint32_t parent) { edges_.emplace_back(row, parent); }
  // Index for uses of designations and for values.
  std::uint32_t coding(std::string_view system, std::string_view code, std::string_view display);
  void designation(std::uint32_t row, std::string_view language, std::string_view value,
                   std::uint32_t use = CodeSystem::kNone);
  // `value`: text; of Kind::coding give coding_value, of a concept of this system concept_value.
  void value(std::uint32_t row, std::uint32_t property, packed::Kind kind, std::string_view text);
  void coding_value(std::uint32_t row, std::uint32_t property, std::uint32_t coding);
  void concept_value(std::uint32_t row, std::uint32_t property, std::uint32_t target);
  void member(std::uint32_t refset, std::uint32_t row) { members_.emplace_back(refset, row); }

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(rows_.size()); }
  [[nodiscard]] std::string_view code(std::uint32_t row) const { return texts_.at(rows_[row].code); }
  [[nodiscard]] packed::Role role(std::uint32_t property) const {
    return static_cast<packed::Role>(properties_[property].role);
  }

  // Gives every row the list of its ancestors, so that subsumption is one short walk. `invalid` names a concept that is
  // its own ancestor.
  Status close();
  // The packed bytes; the packer is empty afterwards.
  std::string finish();

 private:
  template <class T>
  struct Of {
    std::uint32_t row = 0;
    T what{};
  };
  using Edge = std::pair<std::uint32_t, std::uint32_t>;
  void sort_edges();
  void number_lists();
  [[nodiscard]] std::size_t most_bytes() const;
  [[nodiscard]] std::vector<packed::Ordered> sorted_codes() const;
  std::vector<packed::Refset> write_refsets();
  [[nodiscard]] std::vector<std::uint32_t> ancestors_of(std::uint32_t row) const;

  packed::Header header_;
  packed::TextPool texts_;
  std::vector<packed::Row> rows_;
  std::vector<Edge> edges_;  // child, parent
  std::vector<Edge> members_;
  std::vector<Of<packed::Designation>> designations_;
  std::vector<Of<packed::Value>> values_;
  std::vector<packed::Coding> codings_;
  std::vector<packed::Property> properties_;
  std::unordered_map<std::uint32_t, std::uint32_t> property_of_code_;
  std::string lists_;
  bool closed_ = false;
};

// A FHIR CodeSystem resource, packed.
std::string pack(const Node& code_system);

}  // namespace schakel::terminology
