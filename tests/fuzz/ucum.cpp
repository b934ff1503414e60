// UCUM codes: a unit that is accepted behaves like one.

#include "terminology/ucum.h"
#include "fuzz/check.h"

#include <cstdint>

namespace ucum = schakel::terminology::ucum;
using schakel::fuzz::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto unit = ucum::parse({reinterpret_cast<const char*>(data), size});
  if (!unit) {
    demand(!unit.error().message.empty(), "an error says what was expected");
    return 0;
  }
  demand(ucum::comparable(**unit, **unit), "a unit is comparable with itself");
  static_cast<void>(ucum::display_name(**unit));
  static_cast<void>(ucum::canonical({15, 1}, **unit));
  const auto base = ucum::parse(ucum::canonical_code(**unit));
  if (base) demand(ucum::comparable(**base, **unit), "the canonical unit has the same dimension");
  static_cast<void>(ucum::convert({15, 1}, **unit, **unit));
  static_cast<void>(ucum::multiply({15, 1}, **unit, {3, 0}, **unit));
  return 0;
}
