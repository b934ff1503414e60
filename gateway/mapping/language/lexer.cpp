#include "mapping/language/lexer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace schakel::mapping {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f'; }

void append_utf8(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

// Four hexadecimal digits at `at`; -1 if they are not there.
int hex4(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const char c = text[i];
    int digit = -1;
    if (is_digit(c)) digit = c - '0';
    if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
    if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

// Symbols of more than one character.
constexpr std::array<std::string_view, 17> kSymbols{
    "///", "->", "<<", ">>", "..", "==", "!=", "<=", ">=", "!~", "<-", ">-", "--", "::", "=~", ":=", "{}"};

// The words of FHIRPath's grammar that stand between two operands.
constexpr std::array<std::string_view, 10> kWordOperators{"and", "or", "xor",      "implies", "div",
                                                          "mod", "in", "contains", "is",      "as"};
constexpr std::array<std::string_view, 16> kCalendarUnits{
    "year", "years", "month",  "months",  "week",   "weeks",   "day",         "days",
    "hour", "hours", "minute", "minutes", "second", "seconds", "millisecond", "milliseconds"};

// `@2020-01-01T10:00:00.5+01:00`: the size of the literal at `at`.
std::size_t date_size(std::string_view text, std::size_t at) {
  const auto c = [text](std::size_t i) { return i < text.size() ? text[i] : '\0'; };
  std::size_t i = at + 1;
  while (is_digit(c(i)) || c(i) == 'T' || c(i) == 'Z' || c(i) == ':' ||
         ((c(i) == '-' || c(i) == '+' || c(i) == '.') && is_digit(c(i + 1)))) {
    ++i;
  }
  return i - at;
}

// Finds where an expression ends without understanding it: operand, operator, operand...
class Extent {
 public:
  Extent(std::string_view text, std::size_t begin, std::string& error)
      : text_(text), at_(begin), end_(begin), error_(error) {}

  std::size_t run() {
    expression(0);
    return end_;
  }

 private:
  static constexpr int kDepth = 200;

  [[nodiscard]] char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }

  void skip() {
    for (;;) {
      while (is_space(at(at_))) ++at_;
      if (at(at_) == '/' && at(at_ + 1) == '/') {
        while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
      } else if (at(at_) == '/' && at(at_ + 1) == '*') {
        const std::size_t close = text_.find("*/", at_ + 2);
        at_ = close == std::string_view::npos ? text_.size() : close + 2;
      } else {
        return;
      }
    }
  }

  void take(std::size_t count) {
    at_ += count;
    end_ = at_;
  }

  bool fail(std::string_view expected) {
    if (error_.empty()) error_ = expected;
    return false;
  }

  std::string_view word() const {
    std::size_t i = at_;
    while (is_name(at(i))) ++i;
    return text_.substr(at_, i - at_);
  }

  bool quoted(char quote) {
    std::size_t i = at_ + 1;
    while (i < text_.size() && text_[i] != quote) i += text_[i] == '\\' ? 2 : 1;
    if (i >= text_.size()) return fail("the end of the string");
    take(i + 1 - at_);
    return true;
  }

  bool bracketed(char close, int depth) {
    take(1);
    skip();
    if (at(at_) == close) {
      take(1);
      return true;
    }
    for (;;) {
      if (!expression(depth + 1)) return false;
      skip();
      if (at(at_) == ',' && close == ')') {
        take(1);
        continue;
      }
      if (at(at_) != close) return fail(close == ')' ? "`)`" : "`]`");
      take(1);
      return true;
    }
  }

  bool name_or_call(int depth) {
    if (at(at_) == '`') {
      if (!quoted('`')) return false;
    } else if (const std::string_view w = word(); !w.empty()) {
      take(w.size());
    } else {
      return fail("a name");
    }
    skip();
    return at(at_) != '(' || bracketed(')', depth);
  }

  bool number() {
    while (is_digit(at(at_))) take(1);
    if (at(at_) == '.' && is_digit(at(at_ + 1))) {
      take(1);
      while (is_digit(at(at_))) take(1);
    }
    if (at(at_) == 'L') take(1);
    skip();
    if (at(at_) == '\'') return quoted('\'');
    const std::string_view w = word();
    if (std::find(kCalendarUnits.begin(), kCalendarUnits.end(), w) != kCalendarUnits.end()) take(w.size());
    return true;
  }

  bool primary(int depth) {
    const char c = at(at_);
    if (c == '(') return bracketed(')', depth);
    if (c == '{') {
      take(1);
      skip();
      if (at(at_) != '}') return fail("`}`");
      take(1);
      return true;
    }
    if (c == '\'' || c == '"') return quoted(c);
    if (c == '@') {
      take(date_size(text_, at_));
      return true;
    }
    if (is_digit(c)) return number();
    if (c == '%') {
      take(1);
      return at(at_) == '\'' ? quoted('\'') : name_or_call(depth);
    }
    if (c == '$') take(1);
    return name_or_call(depth);
  }

  bool operand(int depth) {
    skip();
    while (at(at_) == '+' || (at(at_) == '-' && at(at_ + 1) != '>')) {
      take(1);
      skip();
    }
    const char c = at(at_);
    if (c == '\0' || !(is_name(c) || std::string_view("({'\"`@%$").find(c) != std::string_view::npos)) {
      return fail("an expression");
    }
    if (!primary(depth)) return false;
    for (;;) {
      skip();
      if (at(at_) == '.' && at(at_ + 1) != '.') {
        take(1);
        skip();
        if (at(at_) == '$') take(1);
        if (!name_or_call(depth)) return false;
      } else if (at(at_) == '[') {
        if (!bracketed(']', depth)) return false;
      } else {
        return true;
      }
    }
  }

  bool operation() {
    skip();
    const char c = at(at_);
    const char d = at(at_ + 1);
    if (c == '-' && d == '>') return false;
    if ((c == '<' && d == '<') || (c == '>' && d == '>')) return false;
    if ((c == '!' && (d == '=' || d == '~')) || ((c == '<' || c == '>') && d == '=')) {
      take(2);
      return true;
    }
    if (c != '\0' && std::string_view("+-*/&|=~<>").find(c) != std::string_view::npos) {
      take(1);
      return true;
    }
    const std::string_view w = word();
    if (std::find(kWordOperators.begin(), kWordOperators.end(), w) == kWordOperators.end()) return false;
    take(w.size());
    return true;
  }

  bool expression(int depth) {
    if (depth > kDepth) return fail("fewer brackets inside each other");
    do {
      if (!operand(depth)) return false;
    } while (operation());
    return true;
  }

  std::string_view text_;
  std::size_t at_;
  std::size_t end_;
  std::string& error_;
};

// The position of the bracket that closes the one at 0; npos if it is not closed.
std::size_t closing(std::string_view text) {
  int open = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\'' || c == '"' || c == '`') {
      for (++i; i < text.size() && text[i] != c; ++i) i += text[i] == '\\' ? 1 : 0;
    } else if (c == '(') {
      ++open;
    } else if (c == ')' && --open == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

Lexer::Lexer(std::string_view text) : text_(text) {
  if (text_.substr(0, 3) == "\xEF\xBB\xBF") position_ = 3;
}

void Lexer::skip_space(std::string& comment) {
  const auto at = [this](std::size_t i) { return i < text_.size() ? text_[i] : '\0'; };
  const auto add = [&comment](std::string_view line) {
    if (!comment.empty()) comment += '\n';
    comment += trim(line);
  };
  for (;;) {
    while (is_space(at(position_))) ++position_;
    if (at(position_) != '/') return;
    if (at(position_ + 1) == '/' && at(position_ + 2) != '/') {
      const std::size_t begin = position_ + 2;
      std::size_t end = std::min(text_.find_first_of("\r\n", begin), text_.size());
      add(text_.substr(begin, end - begin));
      position_ = static_cast<std::uint32_t>(end);
    } else if (at(position_ + 1) == '*') {
      const std::size_t close = text_.find("*/", position_ + 2);
      const std::size_t end = close == std::string_view::npos ? text_.size() : close;
      add(text_.substr(position_ + 2, end - position_ - 2));
      position_ = static_cast<std::uint32_t>(std::min(end + 2, text_.size()));
    } else {
      return;
    }
  }
}

bool Lexer::unescape(std::string& out, std::string& error) {
  const char c = position_ < text_.size() ? text_[position_] : '\0';
  ++position_;
  switch (c) {
    case 't': out += '\t'; return true;
    case 'r': out += '\r'; return true;
    case 'n': out += '\n'; return true;
    case 'f': out += '\f'; return true;
    case '\'':
    case '"':
    case '`':
    case '\\':
    case '/': out += c; return true;
    case 'u': break;
    default: error = "an escape the language has (\\\\ \\' \\\" \\` \\/ \\t \\r \\n \\f \\uXXXX)"; return false;
  }
  int code = hex4(text_, position_);
  if (code < 0) {
    error = "four hexadecimal digits after \\u";
    return false;
  }
  position_ += 4;
  if (code >= 0xD800 && code <= 0xDBFF && text_.substr(position_, 2) == "\\u") {
    const int low = hex4(text_, position_ + 2);
    if (low >= 0xDC00 && low <= 0xDFFF) {
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      position_ += 6;
    }
  }
  if (code >= 0xD800 && code <= 0xDFFF) {
    error = "a pair of surrogates";
    return false;
  }
  append_utf8(out, static_cast<std::uint32_t>(code));
  return true;
}

Token Lexer::quoted(char quote, TokenKind kind) {
  Token token;
  token.kind = kind;
  token.span.begin = position_;
  ++position_;
  std::string error;
  while (position_ < text_.size() && text_[position_] != quote) {
    if (text_[position_] == '\\') {
      ++position_;
      if (!unescape(token.text, error)) break;
    } else {
      token.text += text_[position_++];
    }
  }
  if (error.empty() && position_ >= text_.size()) error = "the end of the string";
  if (!error.empty()) {
    token.kind = TokenKind::bad;
    token.text = error;
  } else {
    ++position_;
  }
  token.span.end = position_;
  return token;
}

Token Lexer::next() {
  std::string comment;
  skip_space(comment);
  Token token;
  token.span.begin = position_;
  const auto at = [this](std::size_t i) { return i < text_.size() ? text_[i] : '\0'; };
  const auto take = [&](TokenKind kind, std::size_t size) {
    token.kind = kind;
    token.text = text_.substr(position_, size);
    position_ += static_cast<std::uint32_t>(size);
  };
  const char c = at(position_);
  if (position_ >= text_.size()) {
    token.kind = TokenKind::end;
  } else if (is_letter(c)) {
    std::size_t size = 1;
    while (is_name(at(position_ + size))) ++size;
    take(TokenKind::identifier, size);
  } else if (is_digit(c)) {
    std::size_t size = 1;
    while (is_digit(at(position_ + size))) ++size;
    if (at(position_ + size) == '.' && is_digit(at(position_ + size + 1))) {
      ++size;
      while (is_digit(at(position_ + size))) ++size;
    }
    take(TokenKind::number, size);
  } else if (c == '\'' || c == '"') {
    token = quoted(c, TokenKind::string);
  } else if (c == '`') {
    token = quoted(c, TokenKind::quoted_id);
  } else if (c == '%' && at(position_ + 1) == '`') {
    ++position_;
    token = quoted('`', TokenKind::variable);
  } else if (c == '%') {
    std::size_t size = 1;
    while (is_name(at(position_ + size))) ++size;
    take(TokenKind::variable, size);
    token.text.erase(0, 1);
  } else if (c == '@') {
    take(TokenKind::date, date_size(text_, position_));
  } else {
    const std::string_view rest = text_.substr(position_);
    std::size_t size = 1;
    for (const std::string_view symbol : kSymbols) {
      if (rest.substr(0, symbol.size()) == symbol) {
        size = symbol.size();
        break;
      }
    }
    take(size == 3 ? TokenKind::metadata : TokenKind::symbol, size);
  }
  token.span.end = position_;
  token.comment = std::move(comment);
  return token;
}

std::uint32_t Lexer::expression_end(std::uint32_t begin, std::string& error) {
  return static_cast<std::uint32_t>(Extent(text_, begin, error).run());
}

std::string expression_text(std::string_view written) {
  written = trim(written);
  while (!written.empty() && written.front() == '(' && closing(written) == written.size() - 1) {
    written = trim(written.substr(1, written.size() - 2));
  }
  std::string out;
  out.reserve(written.size());
  for (std::size_t i = 0; i < written.size(); ++i) {
    const char quote = written[i];
    if (quote != '\'' && quote != '"' && quote != '`') {
      out += quote;
      continue;
    }
    const char written_as = quote == '"' ? '\'' : quote;
    out += written_as;
    for (++i; i < written.size() && written[i] != quote; ++i) {
      if (written[i] == written_as) out += '\\';
      out += written[i];
      if (written[i] == '\\' && i + 1 < written.size()) out += written[++i];
    }
    out += written_as;
  }
  return out;
}

}  // namespace schakel::mapping
