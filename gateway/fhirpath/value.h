#pragma once
// Value: one item of a FHIRPath collection: an element of a tree, or a System value (http://hl7.org/fhirpath/N1/#literals).
// Text is viewed, never owned: it lives in the tree, the program or the evaluator's scratch arena.

#include "tree/node.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace schakel::fhirpath {

enum class ValueType : std::uint8_t { node, boolean, integer, long_integer, decimal, string, date, date_time, time, quantity, type_info };

// Exact decimal, digits kept: value = coefficient * 10^-scale, `1.50` is {150, 2}. See decimal.h for arithmetic.
struct Decimal {
  __int128 coefficient = 0;
  std::int32_t scale = 0;
};

struct Value {
  ValueType type = ValueType::boolean;
  union {
    const Node* node;
    bool boolean;
    std::int64_t integer;           // integer and long_integer
    const Decimal* decimal;         // decimal and quantity
  };
  std::string_view text;            // string; date/dateTime/time as ISO text; unit of a quantity; name of a type

  Value() : boolean(false) {}
};

class Collection;  // growable list of Values in the evaluator's scratch arena; see collection.h

}  // namespace schakel::fhirpath
