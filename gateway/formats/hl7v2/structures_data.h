#pragma once
// The shape of the table that make_structures.py generates. Only structures.cpp reads it.

#include <cstddef>
#include <cstdint>

namespace schakel::formats::hl7v2::data {

constexpr std::uint16_t kNoType = 0xFFFF;  // a group (elements), a type the dictionary does not define (items)
constexpr std::uint16_t kVaries = 0xFFFE;  // the type stands in the message: OBX-5 by OBX-2

// A field of a segment or a component of a data type.
struct ItemData {
  std::uint16_t type;
  bool repeats;
  const char* description;
};

// A segment, a data type or a message structure: items [first, first + count) of its array.
struct ListData {
  const char* name;
  const char* description;
  std::uint32_t first;
  std::uint32_t count;
};

// A row of a message structure in document order: the root, a group, or a segment. Its children follow it.
struct ElementData {
  const char* name;
  std::uint16_t segment;  // kNoType for a group
  std::uint32_t parent;   // row; the root is its own parent
  std::uint32_t size;     // rows of the subtree, itself included
  bool required;
  bool repeats;
};

struct EventData {
  const char* event;  // `ADT_A08`
  std::uint32_t structure;
};

extern const ItemData kTypeItems[];
extern const ListData kTypes[];
extern const std::size_t kTypeCount;
extern const ItemData kSegmentItems[];
extern const ListData kSegments[];
extern const std::size_t kSegmentCount;
extern const ElementData kElements[];
extern const ListData kStructures[];
extern const std::size_t kStructureCount;
extern const EventData kEvents[];
extern const std::size_t kEventCount;

}  // namespace schakel::formats::hl7v2::data
