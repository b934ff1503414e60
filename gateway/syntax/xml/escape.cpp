#include "syntax/xml/writer.h"

#include <array>

namespace schakel::syntax::xml {

namespace {

// 0: as it is; 1: never in XML 1.0; 2: look at what follows (U+FFFE, U+FFFF start with EF BF); else: special.
constexpr std::array<char, 256> make_table(bool attribute) {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = 1;
  table['\t'] = attribute ? 't' : '\0';
  table['\n'] = attribute ? 'n' : '\0';
  table['\r'] = 'r';  // as text it would be read back as a line feed
  table['&'] = '&';
  table['<'] = '<';
  table['>'] = '>';
  if (attribute) table['"'] = '"';
  table[0xEF] = 2;
  return table;
}

std::string_view entity(char kind) {
  switch (kind) {
    case 't': return "&#x9;";
    case 'n': return "&#xA;";
    case 'r': return "&#xD;";
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    default: return "&quot;";
  }
}

bool append(std::string& out, std::string_view text, const std::array<char, 256>& table) {
  static constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  bool clean = true;
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char kind = table[static_cast<unsigned char>(text[i])];
    if (kind == 0) continue;
    if (kind == 2) {
      const std::string_view rest = text.substr(i, 3);
      if (rest != "\xEF\xBF\xBE" && rest != "\xEF\xBF\xBF") continue;
    }
    out.append(text.substr(done, i - done));
    if (kind <= 2) {
      clean = false;
      out.append(kReplacement);
      if (kind == 2) i += 2;
    } else {
      out.append(entity(kind));
    }
    done = i + 1;
  }
  out.append(text.substr(done));
  return clean;
}

}  // namespace

bool append_attribute(std::string& out, std::string_view text) {
  static constexpr std::array<char, 256> kTable = make_table(true);
  return append(out, text, kTable);
}

bool append_text(std::string& out, std::string_view text) {
  static constexpr std::array<char, 256> kTable = make_table(false);
  return append(out, text, kTable);
}

}  // namespace schakel::syntax::xml
