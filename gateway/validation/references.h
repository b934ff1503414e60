#pragma once
// What a reference inside a document points to: contained resources (`#id`), entries of a Bundle by fullUrl
// (http://hl7.org/fhir/R4/bundle.html#references).
// One table per Bundle, built on the first question, so a Bundle with many references stays linear; its memory is kept
// from document to document. Thread rule: one thread.

#include "tree/tree.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::validation {

enum class Resolution : std::uint8_t {
  found,
  external,   // points outside the document; nothing is said about it
  missing,    // points into the document (`#id`, urn: in a Bundle) and is not there
  ambiguous,  // several entries have this fullUrl
};

class References {
 public:
  struct Answer {
    Resolution how = Resolution::external;
    const Node* target = nullptr;  // a resource's node
    bool contained = false;
    bool bundled = false;
  };

  // A new document: what was found in the last one is forgotten.
  void begin() { used_ = 0; }
  // `reference` as written, standing on `from`.
  Answer resolve(std::string_view reference, const Node& from);
  // The entry that has this Type/id in its resource, whatever its fullUrl; for explaining why a reference missed.
  const Node* entry_with(std::string_view type_and_id, const Node& from);

  // The resource a node belongs to (itself, if it is one): contained ones count.
  static const Node* resource_of(const Node& node);
  // Outwards from a contained resource to the one that contains it; else the resource itself.
  static const Node* container_of(const Node& resource);
  // The Bundle.entry a node is in, innermost; null if none.
  static const Node* entry_of(const Node& node);
  static std::string_view full_url_of(const Node& entry);

 private:
  // Open addressing by the hash of what names the node; equal ones stand one after another.
  struct Slot {
    std::uint64_t hash = 0;
    const Node* entry = nullptr;
  };
  struct Table {
    const Node* parent = nullptr;
    Name child;
    std::vector<Slot> slots;
  };
  Answer contained(std::string_view id, const Node& from);
  static Answer contained_in(const Table& table, std::string_view id);
  Answer bundled(std::string_view reference, const Node& entry);
  Answer look_up(const Table& table, std::string_view first, std::string_view second, std::string_view version) const;
  const Table& table_of(const Node& parent, Name child);

  std::vector<Table> tables_;
  std::size_t used_ = 0;
};

}  // namespace schakel::validation
