#pragma once
// What the parts of the parser share: the token in hand, how to go on, how to fail. Private to mapping/language.

#include "mapping/language/lexer.h"
#include "mapping/language/syntax_tree.h"
#include "tree/issue.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::mapping {

class ParserState {
 public:
  ParserState(std::string_view text, std::string_view file, Issues& issues);

  [[nodiscard]] const Token& token() const { return token_; }
  [[nodiscard]] std::string_view text() const { return lexer_.text(); }
  [[nodiscard]] std::uint32_t last_end() const { return last_end_; }  // end of the token before the one in hand
  [[nodiscard]] bool failed() const { return failed_; }

  void advance();
  void seek(std::uint32_t position) {
    lexer_.seek(position);
    advance();
  }
  bool take(std::string_view symbol_or_word);
  // These report and answer false when something else stands there.
  bool expect(std::string_view symbol_or_word);
  bool expect_name(std::string& out, std::string_view what);
  bool expect_string(std::string& out, std::string_view what);
  bool expression(Expression& out);
  bool parenthesised(Expression& out);

  // Always false, so that `return fail(...)` leaves a parse function. Only the first failure is reported.
  bool fail(std::string_view expected);
  bool fail_at(Span span, const Message& message, std::initializer_list<Argument> arguments = {});

 private:
  Lexer lexer_;
  std::string_view text_;
  std::string_view file_;
  Issues& issues_;
  Token token_;
  std::uint32_t last_end_ = 0;
  bool failed_ = false;
};

// One rule, `;` included; an identity list (`src -> tgt : a, b "n";`) gives one rule per name.
bool parse_rule(ParserState& state, std::vector<RuleNode>& rules);

}  // namespace schakel::mapping
