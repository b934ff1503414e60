#include "formats/hl7v2/escapes.h"

#include <cstdint>
#include <optional>
#include <string>

namespace schakel::formats::hl7v2 {

namespace {

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// `after_return`: the length of `out` behind a line end that was a carriage return; a line feed right behind it is part
// of it, be it in the same escape or in the next one.
bool decode_hex(std::string_view digits, std::string& out, std::size_t& after_return) {
  if (digits.empty() || digits.size() % 2 != 0) return false;
  for (const char c : digits) {
    if (hex(c) < 0) return false;
  }
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int byte = hex(digits[i]) * 16 + hex(digits[i + 1]);
    // Line ends count as such, other control characters are no text.
    if (byte == '\r') {
      out += '\n';
      after_return = out.size();
    } else if (byte == '\n') {
      if (out.size() != after_return) out += '\n';
      after_return = std::string::npos;
    } else if (byte >= 0x20 || byte == '\t') {
      out += static_cast<char>(byte);
    }
  }
  return true;
}

bool all_hex(std::string_view text) {
  for (const char c : text) {
    if (hex(c) < 0) return false;
  }
  return true;
}

// Formatting commands of FT: a line end per .br, .ce; N lines for .sp and .sk counts blanks.
bool decode_formatting(std::string_view command, std::string& out) {
  std::string name(command.substr(0, 2));
  for (char& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  std::string_view argument = command.size() > 2 ? command.substr(2) : std::string_view{};
  if (!argument.empty() && (argument.front() == '+' || argument.front() == '-')) argument.remove_prefix(1);
  std::size_t count = 0;
  for (const char c : argument) {
    if (c < '0' || c > '9' || count > 99) return false;
    count = count * 10 + static_cast<std::size_t>(c - '0');
  }
  if (name == "br" || name == "ce") {
    out += '\n';
  } else if (name == "sp") {
    out.append(count == 0 ? 1 : count, '\n');
  } else if (name == "sk") {
    out.append(count == 0 ? 1 : count, ' ');
  } else if (name != "in" && name != "ti" && name != "fi" && name != "nf") {
    return false;
  }
  return true;
}

bool decode(std::string_view code, const Delimiters& d, std::string& out, std::size_t& after_return) {
  if (code.empty()) return false;
  if (code.size() == 1) {
    switch (code[0]) {
      case 'F': out += d.field; return true;
      case 'S': out += d.component; return true;
      case 'T': out += d.subcomponent; return true;
      case 'R': out += d.repetition; return true;
      case 'E': out += d.escape; return true;
      case 'P': out += '#'; return true;
      case 'H':
      case 'N': return true;
      default: return false;
    }
  }
  const std::string_view rest = code.substr(1);
  switch (code[0]) {
    case 'X': return decode_hex(rest, out, after_return);
    case '.': return decode_formatting(rest, out);
    case 'C': return rest.size() == 4 && all_hex(rest);
    case 'M': return (rest.size() == 4 || rest.size() == 6) && all_hex(rest);
    default: return false;
  }
}

}  // namespace

std::string_view unescape(std::string_view text, const Delimiters& delimiters, Charset charset, Arena& arena) {
  std::string out;
  out.reserve(text.size());
  std::size_t from = 0;
  std::size_t after_return = std::string::npos;
  for (std::size_t at = text.find(delimiters.escape); at != std::string_view::npos;
       at = text.find(delimiters.escape, from)) {
    out.append(text, from, at - from);
    const std::size_t end = text.find(delimiters.escape, at + 1);
    if (end != std::string_view::npos && decode(text.substr(at + 1, end - at - 1), delimiters, out, after_return)) {
      from = end + 1;
      continue;
    }
    out += delimiters.escape;
    from = at + 1;
  }
  out.append(text, from, std::string_view::npos);
  if (charset.kind == CharsetKind::utf8 && !is_ascii(out) && !is_utf8(out)) {
    // Bytes of \X\ in another set than the message's own.
    return to_utf8(arena.copy(out), {CharsetKind::cp1252, nullptr}, arena);
  }
  return to_utf8(arena.copy(out), charset, arena);
}

std::string escape(std::string_view text, const Delimiters& d) {
  std::string out;
  const auto put = [&](std::string_view code) { out.append(1, d.escape).append(code).append(1, d.escape); };
  for (const char c : text) {
    if (c == d.field)
      put("F");
    else if (c == d.component)
      put("S");
    else if (c == d.subcomponent)
      put("T");
    else if (c == d.repetition)
      put("R");
    else if (c == d.escape)
      put("E");
    else if (c == '\n')
      put(".br");
    else if (static_cast<unsigned char>(c) >= 0x20)
      out += c;
  }
  return out;
}

}  // namespace schakel::formats::hl7v2
