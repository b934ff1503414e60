#pragma once
// Syntax tree of one expression, in the arena of the compilation.

#include "fhirpath/lexer.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace schakel::fhirpath {

enum class SyntaxKind : std::uint8_t {
  literal,    // token says which: string, number, long_number, date, date_time, time, identifier `true` or `false`
  quantity,   // text: the number; unit in `unit`
  empty,      // {}
  name,       // a member
  call,       // a function; operands: its arguments
  special,    // $this, $index, $total
  variable,   // %text
  path,       // operands: before and after the dot
  index,      // operands: collection, index
  unary,      // text: + or -, of a key of sort() also asc or desc
  binary,     // text: the operator
  type_test,  // text: `is` or `as`; operands: value, type (a name or a path of names)
};

struct Syntax {
  SyntaxKind kind = SyntaxKind::empty;
  TokenKind token = TokenKind::end;
  bool calendar = false;   // quantity: the unit is a word (`days`)
  bool delimited = false;  // name: in back-ticks
  std::string_view text;
  std::string_view unit;
  std::uint32_t begin = 0;  // bytes in the expression
  std::uint32_t end = 0;
  std::uint32_t column = 0;
  std::span<const Syntax* const> operands;
};

}  // namespace schakel::fhirpath
