#include "terminology/grammar_systems.h"

#include "terminology/ucum.h"

#include <unicode/ucurr.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

namespace schakel::terminology {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

template <class Predicate>
bool all(std::string_view text, Predicate is) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is);
}

// ICU's tables, once: its look-ups of three-letter codes walk all of them.
const std::unordered_set<std::string>& languages() {
  static const std::unordered_set<std::string> kCodes = [] {
    std::unordered_set<std::string> codes;
    for (const char* const* known = uloc_getISOLanguages(); *known != nullptr; ++known) {
      codes.emplace(*known);
      codes.emplace(uloc_getISO3Language(*known));
    }
    codes.erase("");
    return codes;
  }();
  return kCodes;
}

const std::unordered_set<std::string>& countries() {
  static const std::unordered_set<std::string> kCodes = [] {
    std::unordered_set<std::string> codes;
    for (const char* const* known = uloc_getISOCountries(); *known != nullptr; ++known) {
      codes.emplace(*known);
      codes.emplace(uloc_getISO3Country((std::string("und_") + *known).c_str()));
    }
    codes.erase("");
    return codes;
  }();
  return kCodes;
}

// RFC 5646: language[-extlang][-script][-region][-variant]...[-x-private]; a well-formed tag whose language ICU knows.
bool is_language(std::string_view tag) {
  if (tag.empty() || tag.size() > 80) return false;
  bool first = true;
  bool single = false;
  for (std::size_t at = 0; at <= tag.size();) {
    const std::size_t end = std::min(tag.find('-', at), tag.size());
    const std::string_view part = tag.substr(at, end - at);
    if (part.empty() || part.size() > 8) return false;
    if (!all(part, [](char c) { return is_letter(c) || is_digit(c); })) return false;
    if (first && !all(part, is_letter)) return false;
    if (first && part.size() == 1 && part != "x" && part != "i") return false;
    single = part.size() == 1;
    first = false;
    at = end + 1;
  }
  if (single) return false;
  const std::size_t dash = tag.find('-');
  const std::string_view language = tag.substr(0, dash);
  if (language.size() == 1) return true;
  if (language.size() > 3) return false;
  return languages().contains(std::string(language));
}

// RFC 6838: type/subtype[; parameter=value]...
bool is_media_type(std::string_view code) {
  const auto token = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
  };
  const std::string_view type = code.substr(0, code.find(';'));
  const std::size_t slash = type.find('/');
  if (slash == std::string_view::npos) return false;
  std::string_view subtype = type.substr(slash + 1);
  while (!subtype.empty() && subtype.back() == ' ') subtype.remove_suffix(1);
  return all(type.substr(0, slash), token) && all(subtype, token);
}

// RFC 3986: an absolute URI.
bool is_uri(std::string_view code) {
  const std::size_t colon = code.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == code.size() || !is_letter(code[0])) return false;
  const auto scheme = [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
  return all(code.substr(0, colon), scheme) && code.find_first_of(" \t\r\n<>\"") == std::string_view::npos;
}

// ISO 3166-1 alpha-2, alpha-3.
bool is_country(std::string_view code) {
  if ((code.size() != 2 && code.size() != 3) || !all(code, is_upper)) return false;
  return countries().contains(std::string(code));
}

// ISO 4217.
bool is_currency(std::string_view code) {
  if (code.size() != 3 || !all(code, is_upper)) return false;
  std::array<UChar, 4> text{};
  u_charsToUChars(code.data(), text.data(), 3);
  UErrorCode status = U_ZERO_ERROR;
  // Any instant in this century: withdrawn currencies stay valid in old records.
  return ucurr_isAvailable(text.data(), 0.0, 4e12, &status) != 0 && U_SUCCESS(status);
}

bool is_unit(std::string_view code) { return !code.empty() && ucum::is_valid(code); }

std::string display_of_unit(std::string_view code) {
  const auto unit = ucum::parse(code);
  return unit ? ucum::display_name(**unit) : std::string(code);
}

std::string display_of_language(std::string_view tag) {
  std::array<UChar, 128> text{};
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t length =
      uloc_getDisplayName(std::string(tag).c_str(), "en", text.data(), static_cast<std::int32_t>(text.size()), &status);
  std::string out;
  if (U_SUCCESS(status)) icu::UnicodeString(text.data(), length).toUTF8String(out);
  return out;
}

constexpr std::array<GrammarSystem, 6> kSystems{{
    {"http://unitsofmeasure.org", is_unit, "UCUM", display_of_unit},
    {"urn:ietf:bcp:47", is_language, "Tags for the Identification of Languages", display_of_language},
    {"urn:ietf:bcp:13", is_media_type, "Mime Types", nullptr},
    {"urn:ietf:rfc:3986", is_uri, "URIs", nullptr},
    {"urn:iso:std:iso:3166", is_country, "ISO 3166-1 country codes", nullptr},
    {"urn:iso:std:iso:4217", is_currency, "ISO 4217 currency codes", nullptr},
}};

}  // namespace

const GrammarSystem* grammar_system(std::string_view uri) {
  const auto at =
      std::find_if(kSystems.begin(), kSystems.end(), [uri](const GrammarSystem& s) { return s.uri == uri; });
  return at == kSystems.end() ? nullptr : &*at;
}

}  // namespace schakel::terminology
