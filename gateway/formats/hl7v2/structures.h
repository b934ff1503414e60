#pragma once
// What HL7 v2 calls things: segments, fields, data types, components and message structures, merged over 2.1 to 2.7.1
// (architecture decision 6). All names are interned once; lookups are by packed letters or pointer.
// Immutable after the first call of tables(); any thread.

#include "tree/name.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace schakel::formats::hl7v2 {

// Up to four characters as one number: `PID`, `OBX`, `CWE`. 0 for longer text.
constexpr std::uint32_t pack(std::string_view text) {
  if (text.size() > 4) return 0;
  std::uint32_t packed = 0;
  for (const char c : text) packed = packed << 8 | static_cast<unsigned char>(c);
  return packed;
}

struct DataType;

// A field of a segment (`PID.3`) or a component of a data type (`CX.1`).
struct Item {
  Name name;
  const DataType* type = nullptr;  // null: not defined, or `varies`
  bool varies = false;             // OBX-5: the type stands in the message
  bool repeats = false;
  std::string_view description;
};

struct DataType {
  Name name;
  std::string_view description;
  std::span<const Item> components;  // empty: primitive, the value stands on the field or component itself
  bool formatted = false;            // TX, FT: blanks count
  bool person = false;               // names of persons: `NULL` may be one
  [[nodiscard]] bool primitive() const { return components.empty(); }
};

struct Segment {
  Name name;
  std::uint16_t index = 0;
  std::string_view description;
  std::span<const Item> fields;
};

// A row of a message structure: its root, a group, or a segment. Rows of one structure are contiguous, children follow
// their parent.
struct Element {
  Name name;
  const Segment* segment = nullptr;  // null: a group
  std::uint16_t parent = 0;          // index within the structure
  std::uint16_t size = 1;            // rows of the subtree
  std::uint8_t depth = 0;            // of the root: 0
  bool required = false;
  bool repeats = false;
};

// Where a segment goes: the row it takes, and how many open groups (root included) stay open for it.
struct Step {
  std::uint16_t row = 0;  // 0: no row of the structure names it
  std::uint8_t keep = 0;
};

class Grouping;

struct Structure {
  Name name;
  std::string_view description;
  std::span<const Element> elements;
  // Made at first use.
  [[nodiscard]] const Grouping& grouping() const;
  mutable std::atomic<const Grouping*> made{nullptr};
};

class Tables {
 public:
  Tables();
  ~Tables();
  Tables(const Tables&) = delete;
  Tables& operator=(const Tables&) = delete;

  [[nodiscard]] const Segment* segment(std::uint32_t packed) const;
  [[nodiscard]] const DataType* type(std::uint32_t packed) const;
  // The structure by its own name (`ADT_A01`); null if the table lacks it.
  [[nodiscard]] const Structure* structure(std::string_view name) const;
  // The structure of an event (`ADT`, `A08`: ADT_A01).
  [[nodiscard]] const Structure* structure_of(std::string_view code, std::string_view event) const;
  // There is an event of that message code (`ADT`).
  [[nodiscard]] bool knows_code(std::string_view code) const;
  // The name of field n of a segment or component n of a type that the table does not define.
  [[nodiscard]] Name any_component(std::size_t n) const {
    return n < any_components_.size() ? any_components_[n] : Name{};
  }

  [[nodiscard]] std::span<const Segment> segments() const { return segments_; }
  [[nodiscard]] std::span<const DataType> types() const { return types_; }
  [[nodiscard]] std::span<const Structure> structures() const { return {structures_.get(), structure_count_}; }

 private:
  struct Slot {
    std::uint32_t key = 0;
    std::uint16_t index = 0;
  };
  struct Event {
    std::uint64_t key = 0;
    const Structure* structure = nullptr;
  };
  static std::vector<Slot> slots_of(const std::vector<std::uint32_t>& keys);
  static const Slot* find(const std::vector<Slot>& slots, std::uint32_t key);
  void make_types();
  void make_segments();
  void make_structures();

  std::vector<Item> type_items_;
  std::vector<DataType> types_;
  std::vector<Item> segment_items_;
  std::vector<Segment> segments_;
  std::vector<Element> elements_;
  std::unique_ptr<Structure[]> structures_;
  std::size_t structure_count_ = 0;
  std::vector<Event> events_;  // sorted by key
  std::vector<Slot> segment_slots_;
  std::vector<Slot> type_slots_;
  std::vector<Name> any_components_;
};

const Tables& tables();

}  // namespace schakel::formats::hl7v2
