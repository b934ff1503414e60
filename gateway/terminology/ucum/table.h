#pragma once
// The table of UCUM's prefixes and units; its rows are generated from the package at build time (make_table.py).

#include <cstdint>
#include <span>
#include <string_view>

namespace schakel::terminology::ucum {

struct Prefix {
  std::string_view code;
  std::string_view name;
  std::int64_t factor;    // times
  std::int32_t exponent;  // ten to this
};

struct Atom {
  std::string_view code;
  std::string_view name;
  std::string_view unit;      // what it is defined by; empty for a base unit
  std::string_view value;     // how many of those, a decimal number
  std::string_view function;  // special units: the name of a row in special.cpp; else empty
  std::string_view property;  // what it measures
  bool metric;                // takes prefixes
  bool arbitrary;             // comparable with itself alone
  std::int8_t base;           // 0..6 for the seven base units, else -1
};

// Sorted by code, bytewise.
std::span<const Prefix> prefixes();
std::span<const Atom> atoms();

}  // namespace schakel::terminology::ucum
