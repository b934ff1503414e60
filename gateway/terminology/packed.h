#pragma once
// Layout of a packed code system (code_system.h): one block of bytes without pointers, little-endian, 8-byte aligned,
// so that it lies in the image, in a file beside it or in memory alike. Internal to terminology.
//
// Texts stand in one pool, each once: length (LEB128), bytes. Offset 0 is the empty text. Lists of rows (ancestors,
// members of a reference set) stand in `bytes`: count, first row, differences, all LEB128.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::terminology::packed {

inline constexpr std::array<char, 8> kMagic{'s', 'c', 'h', 'k', 'c', 's', '0', '1'};

struct Table {
  std::uint64_t offset = 0;  // from the start of the block
  std::uint64_t count = 0;   // of rows
};

// Concepts in the order of their source; one more row than concepts: where the lists of the last one end.
struct Row {
  std::uint32_t code = 0, display = 0, definition = 0;  // texts
  std::uint32_t designations = 0, values = 0, up = 0, down = 0;
  std::uint32_t ancestors = 0;  // into `bytes`; only where kClosed is set
  std::uint32_t flags = 0;
};
inline constexpr std::uint32_t kInactive = 1;
inline constexpr std::uint32_t kAbstract = 2;

struct Ordered {  // sorted by code
  std::uint32_t code = 0, row = 0;
};

struct Designation {
  std::uint32_t language = 0, value = 0;  // texts
  std::uint32_t use = 0;                  // coding + 1; 0: none
};

enum class Kind : std::uint8_t { code, coding, text, integer, boolean, date_time, decimal, concept_row };

struct Value {
  std::uint32_t property = 0;  // index << 8 | Kind
  std::uint32_t value = 0;     // text; of a coding: its index; of concept_row: the row
};

struct Coding {
  std::uint32_t system = 0, code = 0, display = 0;
};

enum class Role : std::uint8_t { other, parent, child, inactive, abstract, status };

struct Property {
  std::uint32_t code = 0, uri = 0, type = 0, description = 0;  // texts
  std::uint32_t role = 0;
};

struct Refset {  // sorted by row
  std::uint32_t row = 0;
  std::uint32_t members = 0;  // into `bytes`
};

struct Header {
  std::array<char, 8> magic{};
  std::uint32_t flags = 0;
  std::uint32_t content = 0;
  std::uint32_t url = 0, version = 0, name = 0, title = 0, language = 0, supplements = 0, whole = 0, unused = 0;
  Table rows, order, up, down, designations, values, codings, properties, refsets, bytes, texts;
};
inline constexpr std::uint32_t kIgnoresCase = 1;
inline constexpr std::uint32_t kClosed = 2;  // every row has its ancestors
inline constexpr std::uint32_t kHasChildProperty = 4;

inline void append_number(std::string& out, std::uint32_t n) {
  while (n >= 0x80) {
    out += static_cast<char>(static_cast<unsigned char>(n | 0x80));
    n >>= 7;
  }
  out += static_cast<char>(static_cast<unsigned char>(n));
}

inline std::uint32_t read_number(const char*& at) {
  std::uint32_t n = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    n |= static_cast<std::uint32_t>(byte & 0x7F) << shift;
    if (byte < 0x80 || shift > 28) return n;
  }
}

// REQUIRES: sorted, each once.
void append_rows(std::string& out, const std::vector<std::uint32_t>& rows);

// Texts, each once; a table of offsets instead of a map of strings: code systems have millions.
class TextPool {
 public:
  TextPool();
  std::uint32_t add(std::string_view text);
  [[nodiscard]] std::string_view at(std::uint32_t offset) const;
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  // No more texts are added: what only finds equal ones is given back.
  void seal() { std::vector<std::uint32_t>().swap(slots_); }
  void clear();

 private:
  void grow();
  std::string bytes_;
  std::vector<std::uint32_t> slots_;
  std::size_t count_ = 0;
};

inline std::string_view text_at(const char* pool, std::uint32_t offset) {
  const char* at = pool + offset;
  const std::uint32_t length = read_number(at);
  return {at, length};
}

}  // namespace schakel::terminology::packed
