#pragma once
// The header of a message, read without a tree: separators of MSH-1 and MSH-2, and the raw bytes of MSH's fields.
// Serves the reader, the answers and the batch splitter. HL7 v2.8 chapter 2.14.9 (MSH) and 2.5.4 (delimiters).

#include <array>
#include <cstddef>
#include <string_view>

namespace schakel::formats::hl7v2 {

struct Delimiters {
  char field = '|';
  char component = '^';
  char repetition = '~';
  char escape = '\\';
  char subcomponent = '&';
};

struct Header {
  static constexpr std::size_t kFields = 22;
  Delimiters delimiters;
  std::string_view line;                          // MSH without its line end
  std::array<std::string_view, kFields> field{};  // by number: field[3] is MSH-3; [1] the separator, [2] as written

  // The first repetition's component (from 1) of a field, raw and trimmed.
  [[nodiscard]] std::string_view component(std::size_t field_number, std::size_t n) const;
};

enum class HeaderError { none, no_msh, too_short, bad_delimiters };

// Skips a BOM, blank lines and MLLP start bytes. `begin` gets the offset of `MSH` in the message. On an error the
// delimiters are the usual ones.
HeaderError read_header(std::string_view message, Header& header, std::size_t& begin);

// Blanks and line ends around a text.
std::string_view trimmed(std::string_view text);

// `PID|...` or `PID`: three capitals or digits, the first a capital, then the separator or the end of the line.
bool starts_segment(std::string_view line, char field_separator);

}  // namespace schakel::formats::hl7v2
