// Keys, for maps of any format:
//  sid(kind [, part...])    of an issuer's base url: its system for numbers of a kind: `.../sid/azproef/visit`
//  key(part [, ...])        of a system: the key `system|part/part`; empty parts at the end fall away; nothing when all
//  are empty keySystem() keyValue()   the halves of a key keyQuery()               of one or several keys:
//  `identifier=system|value,system|value`, encoded for a url keyUrn()                 of a key: the fullUrl of its
//  entry; of a type and a key where two types share one

#include "mapping/functions/keys.h"

#include "base/digest.h"

#include "mapping/functions/v2_nodes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace schakel::mapping {

namespace {

constexpr char kHex[] = "0123456789ABCDEF";

void append_encoded(TextWriter& to, char c) {
  const auto u = static_cast<unsigned char>(c);
  to.append('%').append(kHex[u >> 4]).append(kHex[u & 15]);
}

struct Hash128 {
  std::uint64_t high;
  std::uint64_t low;
};

// Eight bytes at a time through a 128-bit product (as wyhash does), twice. Within one Bundle no two keys meet; nothing
// outside depends on it.
std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  const auto wide = static_cast<unsigned __int128>(a) * b;
  return static_cast<std::uint64_t>(wide) ^ static_cast<std::uint64_t>(wide >> 64);
}

Hash128 hash_of(std::string_view text) {
  Hash128 h{0x9E3779B97F4A7C15ULL ^ text.size(), 0xC4CEB9FE1A85EC53ULL};
  const auto take = [&h](std::uint64_t word) {
    h.high = product(h.high ^ word, 0xA0761D6478BD642FULL);
    h.low = product(h.low ^ word, 0xE7037ED1A0B428DBULL) + h.high;
  };
  for (; text.size() >= 8; text.remove_prefix(8)) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), 8);
    take(word);
  }
  if (!text.empty()) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), text.size());
    take(word);
  }
  return {product(h.high, 0x8EBC6AF09C88C6E3ULL), product(h.low, 0x589965CC75374CC3ULL)};
}

constexpr bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// `/` parts the parts of a value and `|` system and value, so they are encoded inside a part.
void append_part(TextWriter& to, std::string_view part) {
  part = trim(part);
  while (!part.empty()) {
    const std::size_t size = std::min(part.find_first_of("/|%"), part.size());
    to.append(part.substr(0, size));
    if (size == part.size()) return;
    append_encoded(to, part[size]);
    part.remove_prefix(size + 1);
  }
}

// What a query holds as it is.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0; c < plain.size(); ++c) {
    plain[c] =
        is_alphanumeric(static_cast<char>(c)) || c == '-' || c == '.' || c == '_' || c == '~' || c == ':' || c == '/';
  }
  return plain;
}();

void append_query(TextWriter& to, std::string_view text) {
  while (!text.empty()) {
    std::size_t size = 0;
    while (size < text.size() && kPlain[static_cast<unsigned char>(text[size])]) ++size;
    to.append(text.substr(0, size));
    if (size == text.size()) return;
    const char c = text[size];
    // http://hl7.org/fhir/R4/search.html#escaping
    if (c == ',' || c == '|' || c == '$' || c == '\\') append_encoded(to, '\\');
    append_encoded(to, c);
    text.remove_prefix(size + 1);
  }
}

}  // namespace

void append_slug(TextWriter& to, std::string_view text) {
  for (const char c : text) {
    if (is_alphanumeric(c))
      to.append(static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c));
    else if (c == '-' || c == '_' || c == '.' || c == '~')
      to.append(c);
    else
      append_encoded(to, c);
  }
}

namespace {

// `urn:uuid:...`, the same for equal texts on every machine: fullUrl and references of an entry follow from its key.
std::string_view urn_of(std::string_view key, fhirpath::Scratch& scratch) {
  static constexpr std::array<char, 512> kBytes = [] {
    std::array<char, 512> digits{};
    for (std::size_t i = 0; i < 256; ++i) {
      digits[2 * i] = "0123456789abcdef"[i >> 4];
      digits[2 * i + 1] = "0123456789abcdef"[i & 15];
    }
    return digits;
  }();
  constexpr std::string_view kUrn = "urn:uuid:";
  const Hash128 hash = hash_of(key);
  std::array<std::uint64_t, 2> words = {hash.high, hash.low};
  // RFC 9562 section 5.8, version 8: made in our own way.
  words[0] = (words[0] & ~0xF000ULL) | 0x8000ULL;
  words[1] = (words[1] & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
  std::array<char, 45> out;
  std::size_t at = kUrn.copy(out.data(), kUrn.size());
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out[at++] = '-';
    std::memcpy(out.data() + at, kBytes.data() + 2 * (words[i / 8] >> (56 - 8 * (i % 8)) & 255), 2);
    at += 2;
  }
  return scratch.copy({out.data(), at});
}

}  // namespace

std::string_view key_system(std::string_view key) { return key.substr(0, key.find('|')); }

std::string_view key_value(std::string_view key) {
  const std::size_t at = key.find('|');
  return at == std::string_view::npos ? key : key.substr(at + 1);
}

bool sid(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
         fhirpath::Error& /*error*/) {
  const std::string_view base = text_of(focus, out.scratch());
  if (base.empty()) return true;
  TextWriter system(out.scratch());
  system.append(base);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view part = text_at(arguments, i, out);
    if (!part.empty()) append_slug(system.append('/'), part);
  }
  give_kept(out, system.text());
  return true;
}

bool make_key(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
              fhirpath::Error& /*error*/) {
  const std::string_view system = text_of(focus, out.scratch());
  if (system.empty()) return true;
  TextWriter made(out.scratch());
  made.append(system).append('|');
  const std::size_t begin = made.size();
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0) made.append('/');
    append_part(made, content(text_at(arguments, i, out)));
  }
  while (made.size() > begin && made.back() == '/') made.cut(made.size() - 1);
  if (made.size() > begin) give_kept(out, made.text());
  return true;
}

bool key_system(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
                fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) give_kept(out, key_system(text_of(value, out.scratch())));
  return true;
}

bool key_value(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
               fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) give_kept(out, key_value(text_of(value, out.scratch())));
  return true;
}

bool key_query(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
               fhirpath::Error& /*error*/) {
  TextWriter query(out.scratch());
  for (const fhirpath::Value& value : focus) {
    const std::string_view text = text_of(value, out.scratch());
    if (text.empty()) continue;
    query.append(query.empty() ? "identifier=" : ",");
    append_query(query, key_system(text));
    query.append("%7C");
    append_query(query, key_value(text));
  }
  give_kept(out, query.text());
  return true;
}

bool key_part(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
              fhirpath::Error& /*error*/) {
  const std::string_view issuer = text_at(arguments, 0, out);
  for (const fhirpath::Value& value : focus) {
    const std::string_view text = text_of(value, out.scratch());
    if (text.empty()) continue;
    std::string_view system = key_system(text);
    if (!issuer.empty() && system.substr(0, issuer.size()) == issuer && system.size() > issuer.size())
      system.remove_prefix(issuer.size() + 1);
    else if (const std::size_t slash = system.rfind('/'); slash != std::string_view::npos)
      system.remove_prefix(slash + 1);
    if (system == "ssin") {  // a national number stays out of what hangs on its holder
      give(out, "ssin:" + to_hex(sha256(text)).substr(0, 16));
      continue;
    }
    TextWriter part(out.scratch());
    for (const char c : system) part.append(c == '/' ? ':' : c);
    give_kept(out, part.append(':').append(key_value(text)).text());
  }
  return true;
}

bool key_urn(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
             fhirpath::Error& /*error*/) {
  const std::string_view type = text_at(arguments, 0, out);
  for (const fhirpath::Value& value : focus) {
    std::string_view text = text_of(value, out.scratch());
    if (text.empty()) continue;
    constexpr std::string_view kNihdi = "/NamingSystem/nihdi";
    const std::size_t bar = text.find('|');
    if (bar != std::string_view::npos && bar > kNihdi.size() &&
        text.substr(bar - kNihdi.size(), kNihdi.size()) == kNihdi)
      text = text.substr(0, bar + 9);
    if (!type.empty()) {
      TextWriter typed(out.scratch());
      text = typed.append(type).append(' ').append(text).text();
    }
    give_kept(out, urn_of(text, out.scratch()));
  }
  return true;
}

}  // namespace schakel::mapping
