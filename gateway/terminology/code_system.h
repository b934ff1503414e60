#pragma once
// CodeSystem: one code system made ready for lookup, whatever it came from: a FHIR CodeSystem resource, SNOMED CT,
// LOINC, ATC. All of it is one block of bytes (packed.h) that a CodeSystemPacker wrote, and nothing is parsed or copied
// when it is opened. Concepts are rows, numbered in the order of the source. Hierarchy: nesting and the properties
// parent, child, subsumedBy; a concept may have several parents. Immutable; thread rule: any thread.
// https://hl7.org/fhir/R4/codesystem.html

#include "terminology/packed.h"
#include "terminology/terminology.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::terminology {

// Comparison of codes as a system wants it.
int compare_codes(std::string_view a, std::string_view b, bool ignore_case);

class CodeSystem {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  // Complete: a code that is not found does not exist. Fragment: it may. Otherwise the resource only declares the
  // system.
  enum class Content : std::uint32_t { complete, fragment, declared, supplement };

  // Over bytes that outlive it and are 8-byte aligned. Null: they are no packed code system of this version.
  static std::unique_ptr<CodeSystem> over(std::string_view packed);
  // Keeps the bytes. REQUIRES: written by CodeSystemPacker.
  static std::unique_ptr<CodeSystem> keep(std::string packed);

  [[nodiscard]] Content content() const { return static_cast<Content>(header_->content); }
  [[nodiscard]] bool ignores_case() const { return (header_->flags & packed::kIgnoresCase) != 0; }
  [[nodiscard]] std::string_view url() const { return text(header_->url); }
  [[nodiscard]] std::string_view version() const { return text(header_->version); }
  [[nodiscard]] std::string_view name() const { return text(header_->name); }
  [[nodiscard]] std::string_view title() const { return text(header_->title); }
  [[nodiscard]] std::string_view language() const { return text(header_->language); }  // of the displays
  [[nodiscard]] std::string_view supplements() const { return text(header_->supplements); }
  [[nodiscard]] std::string_view whole_value_set() const { return text(header_->whole); }
  // A code that is not found may exist all the same: in a fragment, and of SNOMED CT an expression, or a concept of an
  // extension that is not part of the edition that was loaded (https://hl7.org/fhir/R4/snomedct.html#4.3.1.0.4).
  [[nodiscard]] bool may_have(std::string_view code) const;
  [[nodiscard]] bool is_snomed() const { return url() == "http://snomed.info/sct"; }

  [[nodiscard]] std::size_t bytes() const { return size_; }
  [[nodiscard]] std::string_view packed() const { return {base_, size_}; }

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(rows_.size()); }
  // The row, or kNone. Case counts where the system says so.
  [[nodiscard]] std::uint32_t find(std::string_view code) const;
  [[nodiscard]] std::string_view code(std::uint32_t row) const { return text(rows_[row].code); }
  [[nodiscard]] std::string_view display(std::uint32_t row) const { return text(rows_[row].display); }
  [[nodiscard]] std::string_view definition(std::uint32_t row) const { return text(rows_[row].definition); }
  [[nodiscard]] bool inactive(std::uint32_t row) const { return (rows_[row].flags & packed::kInactive) != 0; }
  [[nodiscard]] bool abstract(std::uint32_t row) const { return (rows_[row].flags & packed::kAbstract) != 0; }

  [[nodiscard]] std::span<const std::uint32_t> parents(std::uint32_t row) const;
  [[nodiscard]] std::span<const std::uint32_t> children(std::uint32_t row) const;
  // Strictly below.
  [[nodiscard]] bool is_below(std::uint32_t row, std::uint32_t ancestor) const;
  // For every row whether it is strictly below; whether it is strictly above.
  [[nodiscard]] std::vector<bool> below(std::uint32_t ancestor) const;
  [[nodiscard]] std::vector<bool> above(std::uint32_t row) const;
  // Members of a reference set, as rows; false: the row is none.
  bool each_member(std::uint32_t refset, const std::function<void(std::uint32_t)>& take) const;

  void each_designation(std::uint32_t row, const std::function<void(const Designation&)>& take) const;
  // What is stated as a property.
  void each_property(std::uint32_t row, const std::function<void(const Property&)>& take) const;
  // The values of one property; display, code, definition, and what hierarchy and status say without being stated
  // (parent, child, inactive, notSelectable) count as properties. A Coding gives its code, then its display.
  void each_value(std::uint32_t row, std::string_view property,
                  const std::function<void(std::string_view)>& take) const;
  // What it says of its properties.
  struct Declared {
    std::string_view code, uri, type, description;
  };
  [[nodiscard]] std::vector<Declared> properties() const;

 private:
  CodeSystem() = default;
  bool open(std::string_view packed);
  [[nodiscard]] std::string_view text(std::uint32_t offset) const { return packed::text_at(texts_, offset); }
  [[nodiscard]] packed::Role role_of(std::string_view property) const;
  [[nodiscard]] Property property_of(const packed::Value& value) const;
  [[nodiscard]] std::vector<bool> reach(std::uint32_t from, bool down) const;
  template <class T>
  bool table(std::span<const T>& to, const packed::Table& t) const;

  std::string owned_;
  const char* base_ = nullptr;
  std::size_t size_ = 0;
  const packed::Header* header_ = nullptr;
  std::span<const packed::Row> rows_;  // without the one behind the last
  std::span<const packed::Ordered> order_;
  std::span<const std::uint32_t> up_, down_;
  std::span<const packed::Designation> designations_;
  std::span<const packed::Value> values_;
  std::span<const packed::Coding> codings_;
  std::span<const packed::Property> properties_;
  std::span<const packed::Refset> refsets_;
  const char* lists_ = nullptr;
  const char* texts_ = nullptr;
};

}  // namespace schakel::terminology
