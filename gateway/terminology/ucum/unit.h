#pragma once
// Unit: what a UCUM code means. Immutable once parsed.

#include "terminology/ucum/ratio.h"
#include "terminology/ucum/table.h"

#include <cstdint>
#include <string>
#include <vector>

namespace schakel::terminology::ucum {

// A base unit or an arbitrary unit, raised to a power.
struct Dimension {
  const Atom* atom = nullptr;
  std::int32_t exponent = 0;
  friend bool operator==(const Dimension& a, const Dimension& b) {
    return a.atom == b.atom && a.exponent == b.exponent;
  }
};

// A row of special.cpp: m = inverse(x) * u, x = forward(m / u).
struct Special {
  std::string_view name;
  Decimal offset;  // a unit that only shifts (Cel): exact, no functions
  long double (*forward)(long double) = nullptr;
  long double (*inverse)(long double) = nullptr;
};
const Special* find_special(std::string_view name);

// For the unit in words: what stands in the code, in order.
struct Word {
  enum class Kind : std::uint8_t { symbol, number, times, over, open, close };
  Kind kind = Kind::symbol;
  const Prefix* prefix = nullptr;
  const Atom* atom = nullptr;
  std::int32_t exponent = 1;
  std::string digits = {};  // number
};

class Unit {
 public:
  std::string code;
  Ratio factor;  // to base units; of a special unit: its proper unit's, times `scale` before the function
  std::vector<Dimension> dimensions;  // sorted by the code of the atom, no zero exponents
  const Special* special = nullptr;   // the unit is a special one, standing alone
  Ratio scale;                        // its prefix: dB is B with 1/10
  bool special_in_term = false;       // a special unit in a product has no conversion
  std::vector<Word> words;
};

}  // namespace schakel::terminology::ucum
