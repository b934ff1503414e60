// Documents in HL7 v2:
//  v2FileUrl()  a UNC or drive path as a file: url; a url as it is
//  v2Base64(e)  the content of ED.5, encoded as ED.4 says (Base64, Hex, A), as clean base64; what is not that, byte for
//  byte toBase64()   of a text, its UTF-8 bytes

#include "fhir/primitives/formats.h"
#include "mapping/functions/v2_nodes.h"

namespace schakel::mapping {

namespace {

std::string encode(std::string_view bytes) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    std::uint32_t word = static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << 16;
    if (left > 1) word |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i + 1])) << 8;
    if (left > 2) word |= static_cast<unsigned char>(bytes[i + 2]);
    out += kAlphabet[word >> 18];
    out += kAlphabet[word >> 12 & 63];
    out += left > 1 ? kAlphabet[word >> 6 & 63] : '=';
    out += left > 2 ? kAlphabet[word & 63] : '=';
  }
  return out;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string from_hex(std::string_view text) {
  std::string bytes;
  int high = -1;
  for (const char c : text) {
    const int value = hex_digit(c);
    if (value < 0) return {};
    if (high < 0) {
      high = value;
    } else {
      bytes += static_cast<char>(high * 16 + value);
      high = -1;
    }
  }
  return high < 0 ? bytes : std::string();
}

std::string without_blanks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') out += c;
  }
  return out;
}

}  // namespace

bool v2_file_url(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
                 fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) {
    const std::string_view path = trim(content(text_of(value, out.scratch())));
    if (path.empty()) continue;
    if (path.find("://") != std::string_view::npos && fhir::is_uri(path)) {
      give(out, path);
      continue;
    }
    std::string url = "file:";
    const bool unc = path.substr(0, 2) == "\\\\" || path.substr(0, 2) == "//";
    if (!unc) url += path[0] == '/' || path[0] == '\\' ? "//" : "///";
    for (const char c : path) {
      static constexpr char kHex[] = "0123456789ABCDEF";
      const auto u = static_cast<unsigned char>(c);
      if (c == '\\')
        url += '/';
      else if (u > 0x20 && u < 0x7F && std::string_view("\"<>^`{|}%#?").find(c) == std::string_view::npos)
        url += c;
      else
        url.append(1, '%').append(1, kHex[u >> 4]).append(1, kHex[u & 15]);
    }
    give(out, url);
  }
  return true;
}

bool v2_base64(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
               fhirpath::Error& /*error*/) {
  const std::string_view encoding = text_at(arguments, 0, out);
  for (const fhirpath::Value& value : focus) {
    const std::string_view data = content(text_of(value, out.scratch()));
    if (data.empty()) continue;
    const std::string clean = without_blanks(data);
    const bool hexadecimal = encoding == "Hex" || encoding == "HEX";
    if (const std::string bytes = hexadecimal ? from_hex(clean) : ""; !bytes.empty()) {
      give(out, encode(bytes));
      continue;
    }
    // Plain text, or not what ED-4 says: nothing of it is lost.
    const bool plain = encoding == "A" || encoding == "ASCII" || !fhir::is_base64(clean);
    give(out, plain ? encode(data) : clean);
  }
  return true;
}

bool to_base64(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
               fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) give(out, encode(text_of(value, out.scratch())));
  return true;
}

}  // namespace schakel::mapping
