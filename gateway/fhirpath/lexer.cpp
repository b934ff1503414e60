#include "fhirpath/lexer.h"

#include "fhirpath/moment.h"
#include "fhirpath/unicode.h"

#include <array>

namespace schakel::fhirpath {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

}  // namespace

std::string describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::end: return "the end";
    case TokenKind::string: return "a string";
    case TokenKind::variable: return "'%" + std::string(token.text) + "'";
    case TokenKind::date:
    case TokenKind::date_time:
    case TokenKind::time: return "a date or time";
    default: return "'" + std::string(token.text) + "'";
  }
}

std::uint32_t Lexer::column(std::uint32_t offset) const {
  return static_cast<std::uint32_t>(unicode::length(text_.substr(0, offset))) + 1;
}

bool Lexer::fail(Error& error, std::uint32_t at, std::string message) const {
  error = {ErrorKind::syntax, std::move(message), column(at)};
  return false;
}

bool Lexer::skip_space(Error& error) {
  for (;;) {
    const char c = peek();
    if (at_ < text_.size() && (c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
      ++at_;
    } else if (c == '/' && peek(1) == '/') {
      while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    } else if (c == '/' && peek(1) == '*') {
      const std::size_t close = text_.find("*/", at_ + 2);
      if (close == std::string_view::npos) return fail(error, at_, "comment without end: expected '*/'");
      at_ = static_cast<std::uint32_t>(close + 2);
    } else {
      return true;
    }
  }
}

std::string_view Lexer::word() {
  const std::uint32_t from = at_;
  while (is_letter(peek()) || is_digit(peek())) ++at_;
  return text_.substr(from, at_ - from);
}

bool Lexer::escape(std::string& out, Error& error) {
  const std::uint32_t from = at_;
  const char c = peek(1);
  at_ += 2;
  switch (c) {
    case 'n': out += '\n'; return true;
    case 'r': out += '\r'; return true;
    case 't': out += '\t'; return true;
    case 'f': out += '\f'; return true;
    case '\\':
    case '/':
    case '\'':
    case '"':
    case '`': out += c; return true;
    default: break;
  }
  std::uint32_t code = 0;
  if (c != 'u' || !unicode::hex(text_.substr(at_, 4), code)) {
    if (host_) {
      return fail(error, from,
                  "unknown escape in a string: expected one of \\' \\\" \\` \\\\ \\/ \\f \\n \\r \\t \\uXXXX");
    }
    // A backslash before anything else is left out: '\u12' is u12 (http://hl7.org/fhirpath/#string).
    --at_;
    return true;
  }
  at_ += 4;
  // A surrogate pair is one character.
  std::uint32_t low = 0;
  if (code >= 0xD800 && code < 0xDC00 && peek() == '\\' && peek(1) == 'u' &&
      unicode::hex(text_.substr(at_ + 2, 4), low) && low >= 0xDC00 && low < 0xE000) {
    at_ += 6;
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  }
  if (code >= 0xD800 && code < 0xE000) return fail(error, from, "half a surrogate pair is no character");
  unicode::append(out, code);
  return true;
}

bool Lexer::quoted(char quote, Token& token, Error& error) {
  const std::uint32_t from = at_++;
  const std::uint32_t start = at_;
  while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\\') ++at_;
  if (peek() == quote) {
    token.text = arena_.copy(text_.substr(start, at_ - start));
    ++at_;
    return true;
  }
  std::string out(text_.substr(start, at_ - start));
  while (at_ < text_.size() && text_[at_] != quote) {
    if (text_[at_] == '\\') {
      if (!escape(out, error)) return false;
    } else {
      out += text_[at_++];
    }
  }
  if (at_ >= text_.size()) return fail(error, from, std::string("text without end: expected ") + quote);
  ++at_;
  token.text = arena_.copy(out);
  return true;
}

std::size_t Lexer::digits(std::size_t from) const {
  std::size_t n = 0;
  while (from + n < text_.size() && is_digit(text_[from + n])) ++n;
  return n;
}

bool Lexer::number(Token& token) {
  const std::uint32_t from = at_;
  at_ += static_cast<std::uint32_t>(digits(at_));
  token.kind = TokenKind::number;
  if (peek() == '.' && is_digit(peek(1))) {
    at_ += 1 + static_cast<std::uint32_t>(digits(at_ + 1));
    token.text = text_.substr(from, at_ - from);
  } else {
    token.text = text_.substr(from, at_ - from);
    if (peek() == 'L' && !is_letter(peek(1)) && !is_digit(peek(1))) {
      ++at_;
      token.kind = TokenKind::long_number;
    }
  }
  return true;
}

bool Lexer::moment(Token& token, Error& error) {
  const std::uint32_t from = at_++;
  const auto take = [&](char before, std::size_t count) {
    if (peek() != before || digits(at_ + 1) < count) return false;
    at_ += 1 + static_cast<std::uint32_t>(count);
    return true;
  };
  const auto take_time = [&] {
    if (digits(at_) < 2) return;
    at_ += 2;
    if (take(':', 2) && take(':', 2) && peek() == '.' && is_digit(peek(1)))
      at_ += 1 + static_cast<std::uint32_t>(digits(at_ + 1));
  };
  std::uint32_t start = at_;
  ValueType type = ValueType::date;
  if (peek() == 'T') {
    start = ++at_;
    type = ValueType::time;
    token.kind = TokenKind::time;
    take_time();
    token.text = text_.substr(start, at_ - start);
  } else {
    token.kind = TokenKind::date;
    at_ += static_cast<std::uint32_t>(std::min<std::size_t>(digits(at_), 4));
    if (take('-', 2)) take('-', 2);
    token.text = text_.substr(start, at_ - start);
    if (peek() == 'T') {
      type = ValueType::date_time;
      token.kind = TokenKind::date_time;
      ++at_;
      const std::uint32_t time = at_;
      take_time();
      if (at_ != time) {
        if (peek() == 'Z') {
          ++at_;
        } else if ((peek() == '+' || peek() == '-') && digits(at_ + 1) == 2 && peek(3) == ':' && digits(at_ + 4) >= 2) {
          at_ += 6;
        }
        token.text = text_.substr(start, at_ - start);
      }
    }
  }
  Moment m;
  if (!parse_moment(token.text, type, m))
    return fail(error, from, "this is no date or time: expected @YYYY-MM-DD, @YYYY-MM-DDThh:mm:ss or @Thh:mm:ss");
  token.text = arena_.copy(token.text);
  return true;
}

bool Lexer::variable(Token& token, Error& error) {
  const std::uint32_t from = at_++;
  token.kind = TokenKind::variable;
  const char c = peek();
  if (c == '`' || c == '\'') return quoted(c, token, error);
  if (host_ && c == '"') return quoted(c, token, error);
  const std::uint32_t start = at_;
  if (!is_letter(c)) return fail(error, from, "expected a name after '%'");
  std::string_view name = word();
  // %vs-name and %ext-name of FHIR are usually quoted, but not always.
  while ((name.starts_with("vs") || name.starts_with("ext")) && peek() == '-' && is_letter(peek(1)) &&
         (name == "vs" || name == "ext" || name.find('-') != std::string_view::npos)) {
    ++at_;
    word();
    name = text_.substr(start, at_ - start);
  }
  token.text = arena_.copy(name);
  return true;
}

// What people write who come from another language.
bool Lexer::wrong_operator(Error& error) const {
  struct Row {
    std::string_view wrong;
    std::string_view right;
  };
  constexpr std::array<Row, 5> kWrong{{{"==", "'='"}, {"&&", "'and'"}, {"||", "'or'"}, {"=~", "'~'"}, {"<>", "'!='"}}};
  for (const Row& row : kWrong) {
    if (text_.substr(at_, 2) == row.wrong)
      return !fail(error, at_,
                   "there is no operator '" + std::string(row.wrong) + "': write " + std::string(row.right));
  }
  if (peek() == '!' && peek(1) != '=' && peek(1) != '~')
    return !fail(error, at_, "there is no operator '!': write .not() after the expression");
  return false;
}

bool Lexer::symbol(Token& token, Error& error) {
  const char c = peek();
  const char d = peek(1);
  if (host_ && c == '-' && d == '>') {
    token.kind = TokenKind::end;
    return true;
  }
  std::size_t length = 1;
  if (((c == '<' || c == '>' || c == '!') && d == '=') || (c == '!' && d == '~')) length = 2;
  if (!host_ && wrong_operator(error)) return false;
  if (length == 1 && std::string_view(".()[]{},+-*/&|=~<>").find(c) == std::string_view::npos) {
    if (host_) {
      token.kind = TokenKind::end;
      return true;
    }
    const std::string hint = c == '"' ? ": text stands in single quotes, '...'" : "";
    return fail(error, at_, "unexpected character" + hint);
  }
  token.kind = TokenKind::symbol;
  token.text = text_.substr(at_, length);
  at_ += static_cast<std::uint32_t>(length);
  return true;
}

bool Lexer::next(Token& token, Error& error) {
  if (!skip_space(error)) return false;
  token = {};
  token.begin = at_;
  token.end = at_;
  if (at_ >= text_.size()) return true;
  const char c = peek();
  bool good = true;
  if (is_letter(c)) {
    token.kind = TokenKind::identifier;
    token.text = word();
  } else if (is_digit(c)) {
    good = number(token);
  } else if (c == '\'' || (host_ && c == '"')) {
    token.kind = TokenKind::string;
    good = quoted(c, token, error);
  } else if (c == '`') {
    token.kind = TokenKind::delimited;
    good = quoted(c, token, error);
  } else if (c == '@') {
    good = moment(token, error);
  } else if (c == '%') {
    good = variable(token, error);
  } else if (c == '$') {
    ++at_;
    token.kind = TokenKind::special;
    token.text = word();
    if (token.text != "this" && token.text != "index" && token.text != "total") {
      return fail(error, token.begin, "expected $this, $index or $total");
    }
  } else {
    good = symbol(token, error);
  }
  token.end = at_;
  return good;
}

}  // namespace schakel::fhirpath
