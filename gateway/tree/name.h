#pragma once
// Name: an interned element name (`birthDate`, `PID.3`, `CX.1`). Equal names compare as one pointer.
//
// One process-wide table holds the names of definitions, formats, maps and expressions. Names that only occur in a
// received document never enter it (a sender could fill it): they live in their tree's arena and are marked `local`.
// Thread rule: any thread; looking up takes no lock.

#include <cstdint>
#include <string_view>

namespace schakel {

class Arena;

class Name {
 public:
  constexpr Name() = default;

  // The name in the table; added if it is new. Only for names from trusted places (see above).
  static Name intern(std::string_view text);
  // The name in the table, or a local copy in the arena.
  static Name lookup(std::string_view text, Arena& arena);
  // The name in the table, or the empty name.
  static Name find(std::string_view text);

  [[nodiscard]] std::string_view text() const { return entry_ == 0 ? std::string_view{} : entry()->text(); }
  [[nodiscard]] bool empty() const { return entry_ == 0; }
  explicit operator bool() const { return entry_ != 0; }
  [[nodiscard]] std::uint32_t hash() const { return entry_ == 0 ? 0 : entry()->hash; }

  friend bool operator==(Name a, Name b) {
    return a.entry_ == b.entry_ || (((a.entry_ | b.entry_) & kLocal) != 0 && a.text() == b.text());
  }
  friend bool operator==(Name a, std::string_view b) { return a.text() == b; }

 private:
  // The address of an Entry; the lowest bit is set for a local one.
  static constexpr std::uintptr_t kLocal = 1;
  struct Entry {
    std::uint32_t hash;
    std::uint32_t length;
    // `length` bytes of text follow
    [[nodiscard]] std::string_view text() const { return {reinterpret_cast<const char*>(this + 1), length}; }
  };
  explicit Name(std::uintptr_t entry) : entry_(entry) {}
  [[nodiscard]] const Entry* entry() const { return reinterpret_cast<const Entry*>(entry_ & ~kLocal); }
  static Entry* write_entry(void* memory, std::string_view text, std::uint32_t hash);

  std::uintptr_t entry_ = 0;
};

}  // namespace schakel
