#pragma once
// Node: one element of a document, in whatever format it was read from; FHIR, HL7 v2, KMEHR and CDA are all Trees.
//
// Shape. A node has a name, maybe a value, and children in document order. Repeats are siblings of one name. So FHIR
// JSON and XML give the same nodes: the primitive `birthDate` with `_birthDate` is one node with a value and the
// children `id`, `extension`. The node of a resource (root, contained, Bundle.entry.resource) has its type in type(),
// not as a child. A root's name is its type: `Patient`, `ORU_R01`. Ownership: nodes belong to their Tree's arena.
// Thread rule: one thread at a time while it changes, any number after.

#include "base/data_text.h"
#include "tree/name.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace schakel {

// Bytes [begin, end) of the document as it was received (before any transcoding). begin == end: no place of its own.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  [[nodiscard]] bool empty() const { return begin == end; }
};

enum class ValueKind : std::uint8_t {
  none,     // no value (an object, a group, a FHIR primitive that has only extensions)
  string,   // text, unescaped, UTF-8
  number,   // the raw token: `1.20` stays `1.20`
  boolean,  // `true` or `false`
  null,     // plain JSON only; FHIR has no null values
  list,     // plain JSON only (see syntax/json): a node that is an array, its children have no name
  xhtml,    // FHIR narrative: the text of the whole `div` element
};

class Tree;

class Node {
 public:
  [[nodiscard]] Name name() const { return name_; }
  // The resource's type on a resource's node; after fhir::annotate the data type's name on every FHIR node; else empty.
  [[nodiscard]] Name type() const { return type_; }

  [[nodiscard]] ValueKind kind() const { return kind_; }
  [[nodiscard]] bool has_value() const { return kind_ != ValueKind::none && kind_ != ValueKind::list; }
  [[nodiscard]] DataText value() const { return DataText({value_, value_size_}); }

  [[nodiscard]] Node* parent() const { return parent_; }
  [[nodiscard]] Node* first_child() const { return first_; }
  [[nodiscard]] Node* last_child() const { return last_; }
  [[nodiscard]] Node* next() const { return next_; }
  // The first child, the next sibling of that name; null if there is none.
  [[nodiscard]] Node* child(Name name) const;
  [[nodiscard]] Node* child(std::string_view name) const;
  [[nodiscard]] Node* next_of_same_name() const;

  // Place in the received document; for a node that a map made, empty: its origin's place counts.
  [[nodiscard]] Span span() const { return span_; }
  // The node of the source tree this one was made from (HL7 v2 field of a mapped FHIR element); null if none.
  [[nodiscard]] const Node* origin() const { return origin_; }

  // The name may repeat here, so JSON writes an array: it came as an array, or the definition has max > 1.
  [[nodiscard]] bool repeats() const { return (flags_ & kRepeats) != 0; }
  // Set by fhir::annotate: it came in JSON with brackets where its definition allows one, or without where it may
  // repeat.
  [[nodiscard]] bool misshapen() const { return (flags_ & kMisshapen) != 0; }
  // XML writes it as an attribute (FHIR element ids, Extension.url, attributes of foreign documents).
  [[nodiscard]] bool attribute() const { return (flags_ & kAttribute) != 0; }

  // The node of a resource: JSON writes type() as `resourceType`, XML as an element around the children.
  [[nodiscard]] bool resource() const { return (flags_ & kResource) != 0; }
  // A FHIR primitive without a value is told from an object by this: JSON writes its children into `_name`.
  [[nodiscard]] bool primitive() const { return (flags_ & kPrimitive) != 0; }

  // The element's row in the definitions that annotated this tree (fhir/model); 0 = not annotated, or unknown element.
  [[nodiscard]] std::uint32_t element() const { return element_; }

 private:
  friend class Tree;
  friend class Arena;
  static constexpr std::uint8_t kRepeats = 1;
  static constexpr std::uint8_t kAttribute = 2;
  static constexpr std::uint8_t kResource = 4;
  static constexpr std::uint8_t kPrimitive = 8;
  static constexpr std::uint8_t kMisshapen = 16;

  // User-provided, so that making a node writes its members once instead of clearing all of it before.
  Node() noexcept {}  // NOLINT(modernize-use-equals-default)

  Name name_;
  Name type_;
  Node* parent_ = nullptr;
  Node* first_ = nullptr;
  Node* last_ = nullptr;
  Node* next_ = nullptr;
  const Node* origin_ = nullptr;
  const char* value_ = nullptr;
  std::uint32_t value_size_ = 0;
  std::uint32_t element_ = 0;
  Span span_;
  ValueKind kind_ = ValueKind::none;
  std::uint8_t flags_ = 0;
};

// Path for people and issues: FHIRPath with indices for a FHIR tree (`Patient.name[0].given[1]`; an index wherever
// repeats() says so), the standard's notation for HL7 v2 (see formats/hl7v2). This one is FHIRPath.
std::string fhirpath_of(const Node& node);

}  // namespace schakel
