#include "syntax/json/reader.h"

#include "syntax/json/parse.h"

#include <nmmintrin.h>
#include <simdjson.h>

#include <cstring>
#include <limits>
#include <memory>

namespace schakel::syntax::json {

namespace {

bool refuse(Issues& issues, const Message& message, std::size_t at, std::initializer_list<Argument> arguments) {
  Issue& issue = issues.add(Severity::fatal, IssueType::invalid, message, arguments);
  issue.span = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 1)};
  return false;
}

std::string hex(unsigned char byte, std::string_view before) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  return std::string(before) + kHex[byte >> 4] + kHex[byte & 15];
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r'; }

// Copies and looks for control characters other than white space on the way (they are never right in JSON, and
// RapidJSON misses some and takes U+0000 for the end). Gives the place of the first one, or text.size().
std::size_t copy_checked(std::string_view text, char* to) {
  const __m128i last_control = _mm_set1_epi8(0x1F);
  const __m128i tab = _mm_set1_epi8('\t');
  const __m128i line_feed = _mm_set1_epi8('\n');
  const __m128i carriage_return = _mm_set1_epi8('\r');
  std::size_t i = 0;
  for (; i + 16 <= text.size(); i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), bytes);
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
    const __m128i white =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, tab),
                     _mm_or_si128(_mm_cmpeq_epi8(bytes, line_feed), _mm_cmpeq_epi8(bytes, carriage_return)));
    const int bad = _mm_movemask_epi8(_mm_andnot_si128(white, control));
    if (bad != 0) return i + static_cast<std::size_t>(__builtin_ctz(static_cast<unsigned>(bad)));
  }
  for (; i < text.size(); ++i) {
    to[i] = text[i];
    if (is_control(text[i])) return i;
  }
  return i;
}

// The first byte that is no valid UTF-8, given that there is one.
std::size_t first_invalid(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const std::string_view character = text.substr(i, length);
    if (lead >= 0x80 && !simdjson::validate_utf8(character.data(), character.size())) return i;
    i += length;
  }
  return text.size() - 1;
}

}  // namespace

bool read(std::string_view document, Tree& tree, Issues& issues, const ReadOptions& options) {
  static const Limits kDefaults;
  thread_local const std::unique_ptr<Scratch> scratch = std::make_unique<Scratch>();
  const Limits& limits = options.limits != nullptr ? *options.limits : kDefaults;
  tree.set_source(document);
  if (document.size() > limits.message_bytes ||
      document.size() > std::numeric_limits<std::uint32_t>::max() - kPadding) {
    return refuse(issues, kTooLarge, 0, {Argument::number(document.size()), Argument::number(limits.message_bytes)});
  }
  if (!simdjson::validate_utf8(document.data(), document.size())) {
    const std::size_t at = first_invalid(document);
    return refuse(issues, kInvalidUtf8, at, {Argument::name(hex(static_cast<unsigned char>(document[at]), "0x"))});
  }

  Document d;
  d.received = document;
  d.base = document.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
  d.size = document.size() - d.base;
  d.text = static_cast<char*>(tree.arena().allocate(d.size + kPadding, 16));
  d.limits = &limits;
  d.tree = &tree;
  d.issues = &issues;
  d.root_type = options.root_type;
  const std::size_t control = copy_checked(document.substr(d.base), d.text);
  if (control != d.size) {
    return refuse(issues, kControlCharacter, control + d.base,
                  {Argument::name(hex(static_cast<unsigned char>(document[control + d.base]), "00"))});
  }
  std::memset(d.text + d.size, 0, kPadding);
  scratch->names.start_document();
  return options.shape == Shape::fhir ? parse_fhir(d, *scratch) : parse_plain(d, *scratch);
}

}  // namespace schakel::syntax::json
