#include "base/digest.h"
#include "mapping/functions/support.h"

#include <array>
#include <string>

namespace schakel::mapping {

namespace {

// A digest of all parts, each with its length, so that ('a', 'bc') and ('ab', 'c') differ. False: a part is missing.
bool digest(Arguments arguments, fhirpath::Scratch& scratch, Digest& out) {
  std::string parts;
  for (const std::span<const fhirpath::Value>& argument : arguments) {
    if (argument.empty()) return false;
    parts += std::to_string(argument.size());
    parts += ';';
    for (const fhirpath::Value& value : argument) {
      const std::string_view text = text_of(value, scratch);
      parts += std::to_string(text.size());
      parts += ':';
      parts += text;
    }
  }
  out = sha256(parts);
  return true;
}

}  // namespace

// A token of 32 hexadecimal digits from all parts; nothing when a part is missing, so that no key is made of half of
// it. Equal parts give the same token in every message, and it gives none of them away.
bool identity_key(std::span<const fhirpath::Value> /*focus*/, Arguments arguments, fhirpath::Collection& out,
                  fhirpath::Error& /*error*/) {
  Digest bytes;
  if (digest(arguments, out.scratch(), bytes)) out.push_string(std::string_view(to_hex(bytes)).substr(0, 32));
  return true;
}

// The same as a name-based UUID (RFC 9562 section 5.8, version 8): for Bundle.entry.fullUrl and references to it.
bool urn_uuid(std::span<const fhirpath::Value> /*focus*/, Arguments arguments, fhirpath::Collection& out,
              fhirpath::Error& /*error*/) {
  Digest bytes;
  if (!digest(arguments, out.scratch(), bytes)) return true;
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x80);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::array<char, 45> text;
  std::size_t at = std::string_view("urn:uuid:").copy(text.data(), 9);
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text[at++] = '-';
    text[at++] = kHex[bytes[i] >> 4];
    text[at++] = kHex[bytes[i] & 0xF];
  }
  out.push_string({text.data(), at});
  return true;
}

// A text as part of a query (RFC 3986 section 2.1): for ifNoneExist and conditional urls. `|` and `,` are escaped too;
// a map writes those that separate itself, and escapes the ones that FHIR search gives a meaning inside values with
// `\`.
bool url_encode(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
                fhirpath::Error& /*error*/) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const fhirpath::Value& value : focus) {
    std::string encoded;
    for (const char c : text_of(value, out.scratch())) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                         c == '.' || c == '_' || c == '~';
      if (plain) {
        encoded += c;
        continue;
      }
      // http://hl7.org/fhir/R4/search.html#escaping
      if (c == ',' || c == '|' || c == '$' || c == '\\') encoded += "%5C";
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += kHex[byte >> 4];
      encoded += kHex[byte & 0xF];
    }
    out.push_string(encoded);
  }
  return true;
}

}  // namespace schakel::mapping
