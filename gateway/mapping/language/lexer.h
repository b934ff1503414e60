#pragma once
// Tokens of the mapping language, and the extent of the FHIRPath expressions embedded in it (they end at the first
// token that cannot continue them, so `where x = 'a' -> ...` needs no parentheses).

#include "tree/node.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace schakel::mapping {

enum class TokenKind : std::uint8_t {
  end,
  identifier,  // letters, digits, `_`; the bare `*` of a source too is a symbol
  quoted_id,   // `in back-ticks`, text unescaped
  string,      // '...' or "...", text unescaped
  number,      // digits[.digits], no sign
  variable,    // %name, text without the %
  date,        // @2020-01-01T...
  metadata,    // ///
  symbol,      // one of `->` `<<` `>>` `..` `==` `!=` `<=` `>=` ... or one character
  bad,         // `text` says what is wrong
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text;
  Span span;
  std::string comment;  // what stood in comments before it

  [[nodiscard]] bool is(std::string_view symbol_or_word) const {
    return (kind == TokenKind::symbol || kind == TokenKind::identifier) && text == symbol_or_word;
  }
};

class Lexer {
 public:
  explicit Lexer(std::string_view text);

  Token next();
  [[nodiscard]] std::uint32_t position() const { return position_; }
  void seek(std::uint32_t position) { position_ = position; }
  [[nodiscard]] std::string_view text() const { return text_; }

  // The end of the expression that starts at `begin`: behind its last token. Equal to `begin` when there is none;
  // `error` is set when it is broken (an operand is missing, a bracket stays open) and says what was expected.
  std::uint32_t expression_end(std::uint32_t begin, std::string& error);

 private:
  void skip_space(std::string& comment);
  Token quoted(char quote, TokenKind kind);
  bool unescape(std::string& out, std::string& error);

  std::string_view text_;
  std::uint32_t position_ = 0;
};

// What to compile: see Expression::text.
std::string expression_text(std::string_view written);

}  // namespace schakel::mapping
