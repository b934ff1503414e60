#include "syntax/json/parse.h"

#include <simdjson.h>

#include <string>

namespace schakel::syntax::json {

std::uint32_t Handler::end_of_string(std::uint32_t begin) const {
  const std::string_view d = document_.received;
  std::size_t i = begin + 1;
  while (d[i] != '"') i += d[i] == '\\' ? 2 : 1;
  return static_cast<std::uint32_t>(i + 1);
}

bool Handler::check_escapes(std::string_view decoded, Span span) {
  if (simdjson::validate_utf8(decoded.data(), decoded.size())) return true;
  return stop(kEscapeSurrogate, span);
}

namespace {

const Message& message_of(rapidjson::ParseErrorCode code) {
  switch (code) {
    case rapidjson::kParseErrorDocumentEmpty: return kEmpty;
    case rapidjson::kParseErrorDocumentRootNotSingular: return kAfterRoot;
    case rapidjson::kParseErrorObjectMissName: return kNameExpected;
    case rapidjson::kParseErrorObjectMissColon: return kColonExpected;
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket: return kCommaOrBraceExpected;
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket: return kCommaOrBracketExpected;
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex: return kEscapeHex;
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid: return kEscapeSurrogate;
    case rapidjson::kParseErrorStringEscapeInvalid: return kEscapeUnknown;
    case rapidjson::kParseErrorStringMissQuotationMark: return kQuoteExpected;
    case rapidjson::kParseErrorStringInvalidEncoding: return kControlCharacter;
    case rapidjson::kParseErrorNumberTooBig: return kNumberTooBig;
    case rapidjson::kParseErrorNumberMissFraction: return kFractionExpected;
    case rapidjson::kParseErrorNumberMissExponent: return kExponentExpected;
    default: return kValueExpected;
  }
}

// The last character before `at` that is no white space; 0 if there is none.
char before(std::string_view text, std::size_t at) {
  const std::size_t i = at == 0 ? std::string_view::npos : text.find_last_not_of(" \t\r\n", at - 1);
  return i == std::string_view::npos ? '\0' : text[i];
}

// A more telling message where the text shows what was meant.
const Message& meant(const Message& found, std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (&found == &kCommaOrBraceExpected || &found == &kCommaOrBracketExpected || &found == &kAfterRoot ||
      &found == &kNameExpected || &found == &kValueExpected) {
    if (rest.substr(0, 2) == "//" || rest.substr(0, 2) == "/*") return kComment;
  }
  if (&found != &kNameExpected && &found != &kValueExpected) return found;
  if ((rest[0] == '}' || rest[0] == ']') && before(text, at) == ',') return kCommaExtra;
  if (&found == &kValueExpected &&
      (rest.substr(0, 3) == "NaN" || rest.substr(0, 3) == "Inf" || rest.substr(0, 4) == "-Inf")) {
    return kNotANumber;
  }
  return found;
}

}  // namespace

bool report(const Document& document, rapidjson::ParseErrorCode code, std::size_t offset) {
  const std::string_view text = document.received;
  std::size_t at = std::min(offset + document.base, text.size());
  const Message* message = &message_of(code);
  // RapidJSON points behind the first letter of a word that is none (`nul`) and at the start of an unclosed string.
  Argument what = Argument::name("the end of the document");
  if (message == &kEscapeUnknown && at < text.size() && static_cast<unsigned char>(text[at]) < 0x20)
    message = &kControlCharacter;
  if (message == &kControlCharacter) {
    while (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x20) ++at;
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    const auto c = static_cast<unsigned char>(at < text.size() ? text[at] : 0);
    what = Argument::name(std::string("00") + kHex[c >> 4] + kHex[c & 15]);
  } else if (at < text.size()) {
    message = &meant(*message, text, at);
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    what = Argument::value(DataText(std::string("'").append(text.substr(at, end - at)) + "'"));
  }
  Issue& issue = document.issues->add(Severity::fatal, IssueType::invalid, *message, {what});
  const auto begin = static_cast<std::uint32_t>(at);
  issue.span = {begin, at < text.size() ? begin + 1 : begin};
  return false;
}

}  // namespace schakel::syntax::json
