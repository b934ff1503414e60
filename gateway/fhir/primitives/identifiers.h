#pragma once
// Belgian identifiers and their check digits. Numbers are given as digits alone; digits_of() takes the punctuation of
// the usual spellings away (`85.07.30-033 61`, `1/12345/67/890`).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace schakel::fhir {

// Only the digits; empty when there is anything but digits, blanks, dots, dashes, slashes.
std::string digits_of(std::string_view text);

enum class Sex : std::uint8_t { unknown, male, female };

// What a national number (SSIN/INSZ/NISS) says of its holder. Day and month may be 00 (unknown).
struct Ssin {
  int year = 0;   // with its century, which the check digits decide
  int month = 0;  // 0 to 12
  int day = 0;    // 0 to 31
  Sex sex = Sex::unknown;
  bool bis = false;  // given to someone who is not in the national register (month + 20 or + 40)
};

// 11 digits yymmdd + counter + check; check = 97 - (first nine mod 97), born from 2000 on with a 2 before the nine.
std::optional<Ssin> parse_ssin(std::string_view digits);
inline bool is_ssin(std::string_view digits) { return parse_ssin(digits).has_value(); }

// 11 digits (person: 1 profession, 5 serial, 2 check, 3 competence) or 8 (organisation, or without competence). Check =
// m - (first six mod m), m = 97, or 89 for numbers given since 2013.
bool is_nihdi(std::string_view digits);
// What identifies the holder: the first eight digits; the competence may change. REQUIRES: is_nihdi(digits).
inline std::string_view nihdi_key(std::string_view digits) { return digits.substr(0, 8); }

// Enterprise number: 10 digits, the first 0 or 1, check = 97 - (first eight mod 97).
bool is_cbe(std::string_view digits);
// Number of an eHealth party (hubs): 10 digits that begin with 1990, check as for CBE.
bool is_ehp(std::string_view digits);

}  // namespace schakel::fhir
