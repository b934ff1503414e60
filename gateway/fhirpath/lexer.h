#pragma once
// Lexer of FHIRPath (http://hl7.org/fhirpath/N1/grammar.html): text -> tokens, one at a time, with their places.

#include "base/arena.h"
#include "fhirpath/fhirpath.h"

#include <cstdint>
#include <string_view>

namespace schakel::fhirpath {

enum class TokenKind : std::uint8_t {
  end,
  identifier,  // `name`, also words that are operators elsewhere (`is`, `contains`)
  delimited,   // `` `name` ``
  string,
  number,       // digits, with or without a fraction
  long_number,  // `5L`
  date,         // text without `@`
  date_time,    // text without `@` and without a trailing `T`
  time,         // text without `@T`
  variable,     // `%name`, `` %`name` ``, `%'name'`
  special,      // `$this`, `$index`, `$total`
  symbol,       // one of . ( ) [ ] { } , + - * / & | = != ~ !~ < <= > >=
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;    // unescaped
  std::uint32_t begin = 0;  // bytes in the expression
  std::uint32_t end = 0;
};

class Lexer {
 public:
  // `host`: embedded in another language (FML): `->` ends the expression, "..." is a string as well.
  Lexer(std::string_view text, Arena& arena, bool host) : text_(text), arena_(arena), host_(host) {}

  // False: `error` says what is wrong at which column.
  bool next(Token& token, Error& error);
  [[nodiscard]] std::uint32_t column(std::uint32_t offset) const;
  [[nodiscard]] bool double_quoted(const Token& token) const { return text_[token.begin] == '"'; }

 private:
  bool skip_space(Error& error);
  bool fail(Error& error, std::uint32_t at, std::string message) const;
  bool quoted(char quote, Token& token, Error& error);
  bool escape(std::string& out, Error& error);
  bool number(Token& token);
  bool moment(Token& token, Error& error);
  bool symbol(Token& token, Error& error);
  bool wrong_operator(Error& error) const;
  bool variable(Token& token, Error& error);
  std::string_view word();
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  std::size_t digits(std::size_t from) const;

  std::string_view text_;
  Arena& arena_;
  bool host_;
  std::uint32_t at_ = 0;
};

// How a token reads in an error message: `'and'`, `the end`.
std::string describe(const Token& token);

}  // namespace schakel::fhirpath
