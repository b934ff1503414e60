// encode, decode, escape, unescape: http://hl7.org/fhirpath/#additional-string-functions

#include "fhirpath/functions/table.h"
#include "fhirpath/unicode.h"

#include <array>
#include <optional>

namespace schakel::fhirpath {

namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kHex = "0123456789abcdef";

std::string base64(std::string_view text, std::string_view alphabet) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const auto byte = [&](std::size_t k) { return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U; };
    const std::uint32_t bits = static_cast<std::uint32_t>(byte(0) << 16 | byte(1) << 8 | byte(2));
    for (int k = 0; k < 4; ++k) {
      const bool padding = i + static_cast<std::size_t>(k) > text.size();
      out += padding ? '=' : alphabet[bits >> (18 - 6 * k) & 63];
    }
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text, std::string_view alphabet) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  while (text.ends_with('=')) text.remove_suffix(1);
  for (const char c : text) {
    const std::size_t digit = alphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    if (++count == 4) {
      out += static_cast<char>(bits >> 16 & 255);
      out += static_cast<char>(bits >> 8 & 255);
      out += static_cast<char>(bits & 255);
      bits = 0;
      count = 0;
    }
  }
  if (count == 1) return std::nullopt;
  if (count == 2) out += static_cast<char>(bits >> 4 & 255);
  if (count == 3) {
    out += static_cast<char>(bits >> 10 & 255);
    out += static_cast<char>(bits >> 2 & 255);
  }
  return out;
}

std::string hex(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    std::uint32_t value = 0;
    const std::string digits = "00" + std::string(text.substr(i, 2));
    if (!unicode::hex(digits, value)) return std::nullopt;
    out += static_cast<char>(value);
  }
  return out;
}

std::optional<std::string> encode(std::string_view text, std::string_view format) {
  if (format == "hex") return hex(text);
  if (format == "base64") return base64(text, kBase64);
  if (format == "urlbase64") return base64(text, kUrlBase64);
  return std::nullopt;
}

std::optional<std::string> decode(std::string_view text, std::string_view format) {
  if (format == "hex") return from_hex(text);
  if (format == "base64") return from_base64(text, kBase64);
  if (format == "urlbase64") return from_base64(text, kUrlBase64);
  return std::nullopt;
}

std::string escape_json(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\f': out += "\\f"; break;
      case '\b': out += "\\b"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out += kHex[static_cast<unsigned char>(c) >> 4];
          out += kHex[static_cast<unsigned char>(c) & 15];
        } else {
          out += c;
        }
    }
  }
  return out;
}

std::optional<std::string> unescape_json(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (++i >= text.size()) return std::nullopt;
    std::uint32_t code = 0;
    std::uint32_t low = 0;
    switch (text[i]) {
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'f': out += '\f'; break;
      case 'b': out += '\b'; break;
      case 'u':
        if (!unicode::hex(text.substr(i + 1, 4), code)) return std::nullopt;
        i += 4;
        // Half a surrogate pair is no character.
        if (code >= 0xD800 && code < 0xDC00 && text.substr(i + 1, 2) == "\\u" &&
            unicode::hex(text.substr(i + 3, 4), low) && low >= 0xDC00 && low < 0xE000) {
          code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
          i += 6;
        }
        if (code >= 0xD800 && code < 0xE000) return std::nullopt;
        unicode::append(out, code);
        break;
      default: out += text[i];
    }
  }
  return out;
}

struct Entity {
  std::string_view name;
  char character;
};
constexpr std::array<Entity, 5> kEntities{
    {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}}};

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    bool done = false;
    for (const Entity& e : kEntities) {
      if (e.character == c) {
        out += e.name;
        done = true;
      }
    }
    if (!done) out += c;
  }
  return out;
}

std::string unescape_html(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    bool done = false;
    for (const Entity& e : kEntities) {
      if (!done && text.substr(i, e.name.size()) == e.name) {
        out += e.character;
        i += e.name.size();
        done = true;
      }
    }
    if (!done) out += text[i++];
  }
  return out;
}

std::optional<std::string> escape(std::string_view text, std::string_view target) {
  if (target == "html") return escape_html(text);
  if (target == "json") return escape_json(text);
  return std::nullopt;
}

std::optional<std::string> unescape(std::string_view text, std::string_view target) {
  if (target == "html") return unescape_html(text);
  if (target == "json") return unescape_json(text);
  return std::nullopt;
}

bool is_encoding(std::string_view format) { return format == "hex" || format == "base64" || format == "urlbase64"; }
bool is_target(std::string_view target) { return target == "html" || target == "json"; }

// An unknown format is empty; text that is not in its format, or bytes that are no text, are an error.
template <std::optional<std::string> (*kCodec)(std::string_view, std::string_view), bool (*kKnown)(std::string_view)>
bool code(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  std::string_view text;
  std::string_view format;
  bool present = false;
  bool has_format = false;
  if (!m.text_input(op, f, text, present) || !m.single_string(op, *op.arguments[0], f, format, has_format))
    return false;
  if (!present || !has_format || !kKnown(format)) return true;
  if (!m.spend(text.size() / 16)) return m.too_costly(op);
  const auto result = kCodec(text, format);
  if (!result)
    return m.fail(op, std::string(op.code) + "(): the text is not in the format '" + std::string(format) + "'");
  if (!unicode::valid(*result)) return m.fail(op, std::string(op.code) + "(): the bytes are no text in UTF-8");
  out.push_string(*result);
  return true;
}

constexpr std::array<FunctionRow, 4> kRows{{
    {"encode", 1, 1, Takes::text, Gives::string, code<encode, is_encoding>},
    {"decode", 1, 1, Takes::text, Gives::string, code<decode, is_encoding>},
    {"escape", 1, 1, Takes::text, Gives::string, code<escape, is_target>},
    {"unescape", 1, 1, Takes::text, Gives::string, code<unescape, is_target>},
}};

}  // namespace

std::span<const FunctionRow> chapter_text_codecs() { return kRows; }

}  // namespace schakel::fhirpath
