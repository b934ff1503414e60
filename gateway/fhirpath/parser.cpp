#include "fhirpath/parser.h"

#include "fhirpath/moment.h"

#include <array>
#include <string>
#include <vector>

namespace schakel::fhirpath {

namespace {

// Nested brackets, and steps of one path: more is no expression of a person. Bounds the recursion of parser, compiler,
// evaluator.
constexpr int kDeepest = 250;

struct Operator {
  std::string_view text;
  int level;  // higher binds tighter
  bool word;
};
constexpr std::array<Operator, 25> kOperators{{
    {"implies", 1, true},  {"or", 2, true},  {"xor", 2, true},  {"and", 3, true},  {"in", 4, true},
    {"contains", 4, true}, {"=", 5, false},  {"~", 5, false},   {"!=", 5, false},  {"!~", 5, false},
    {"<", 6, false},       {"<=", 6, false}, {">", 6, false},   {">=", 6, false},  {"|", 7, false},
    {"is", 8, true},       {"as", 8, true},  {"+", 9, false},   {"-", 9, false},   {"&", 9, false},
    {"*", 10, false},      {"/", 10, false}, {"div", 10, true}, {"mod", 10, true},
}};

class Parser {
 public:
  Parser(std::string_view text, Arena& arena, bool host, Error& error)
      : lexer_(text, arena, host), arena_(arena), error_(error) {}

  const Syntax* whole() {
    if (!advance()) return nullptr;
    const Syntax* tree = expression(0);
    if (tree != nullptr && token_.kind != TokenKind::end) return expected("an operator or the end");
    return tree;
  }
  const Syntax* prefix(std::size_t& used) {
    if (!advance()) return nullptr;
    const Syntax* tree = expression(0);
    if (tree != nullptr) used = last_end_;
    return tree;
  }

 private:
  bool advance() {
    last_end_ = token_.end;
    // What follows the expression belongs to the host, whatever it is.
    return lexer_.next(token_, error_);
  }
  [[nodiscard]] bool at(std::string_view symbol) const {
    return token_.kind == TokenKind::symbol && token_.text == symbol;
  }

  const Syntax* expected(std::string_view what) {
    error_ = {ErrorKind::syntax, "expected " + std::string(what) + ", found " + describe(token_),
              lexer_.column(token_.begin)};
    return nullptr;
  }
  bool skip(std::string_view symbol) {
    if (at(symbol)) return advance();
    expected("'" + std::string(symbol) + "'");
    return false;
  }

  Syntax* node(SyntaxKind kind, const Token& token) {
    Syntax* s = arena_.make<Syntax>();
    s->kind = kind;
    s->token = token.kind;
    s->text = arena_.copy(token.text);
    s->begin = token.begin;
    s->end = token.end;
    s->column = lexer_.column(token.begin);
    return s;
  }
  void set_operands(Syntax& s, std::initializer_list<const Syntax*> operands) {
    const auto all = arena_.array<const Syntax*>(operands.size());
    std::size_t i = 0;
    for (const Syntax* o : operands) all[i++] = o;
    s.operands = all;
    s.begin = s.operands[0]->begin < s.begin ? s.operands[0]->begin : s.begin;
    s.end = last_end_;
  }

  const Operator* binary_operator() const {
    if (token_.kind != TokenKind::symbol && token_.kind != TokenKind::identifier) return nullptr;
    const bool word = token_.kind == TokenKind::identifier;
    for (const Operator& o : kOperators) {
      if (o.word == word && o.text == token_.text) return &o;
    }
    return nullptr;
  }

  const Syntax* expression(int level) {
    if (++depth_ > kDeepest) return too_deep();
    const Syntax* left = unary();
    int chain = 0;
    for (const Operator* o = nullptr; left != nullptr && (o = binary_operator()) != nullptr && o->level > level;) {
      if (depth_ + ++chain > kDeepest) return too_deep();
      const bool type_test = o->text == "is" || o->text == "as";
      Syntax* s = node(type_test ? SyntaxKind::type_test : SyntaxKind::binary, token_);
      if (!advance()) return nullptr;
      const Syntax* right = type_test ? type_name() : expression(o->level);
      if (right == nullptr) return nullptr;
      set_operands(*s, {left, right});
      left = s;
    }
    --depth_;
    return left;
  }

  const Syntax* too_deep() {
    error_ = {ErrorKind::too_costly, "the expression is nested too deeply", lexer_.column(token_.begin)};
    return nullptr;
  }

  const Syntax* unary() {
    if (!at("+") && !at("-")) return invocations();
    if (++depth_ > kDeepest) return too_deep();
    Syntax* s = node(SyntaxKind::unary, token_);
    if (!advance()) return nullptr;
    const Syntax* operand = unary();
    if (operand == nullptr) return nullptr;
    set_operands(*s, {operand});
    --depth_;
    return s;
  }

  const Syntax* invocations() {
    const Syntax* left = term();
    int chain = 0;
    while (left != nullptr && (at(".") || at("["))) {
      if (depth_ + ++chain > kDeepest) return too_deep();
      const bool dot = at(".");
      Syntax* s = node(dot ? SyntaxKind::path : SyntaxKind::index, token_);
      if (!advance()) return nullptr;
      const Syntax* right = dot ? invocation() : expression(0);
      if (right == nullptr || (!dot && !skip("]"))) return nullptr;
      set_operands(*s, {left, right});
      left = s;
    }
    return left;
  }

  // What may stand after a dot.
  const Syntax* invocation() {
    if (token_.kind == TokenKind::identifier || token_.kind == TokenKind::delimited) return member();
    if (token_.kind == TokenKind::special) return simple(SyntaxKind::special);
    return expected("the name of an element or function after '.'");
  }

  const Syntax* member() {
    Syntax* s = node(SyntaxKind::name, token_);
    s->delimited = token_.kind == TokenKind::delimited;
    if (!advance()) return nullptr;
    if (!at("(")) return s;
    if (!advance()) return nullptr;
    s->kind = SyntaxKind::call;
    std::vector<const Syntax*> arguments;
    if (!at(")")) {
      for (;;) {
        const Syntax* argument = expression(0);
        if (argument != nullptr && s->text == "sort") argument = direction(argument);
        if (argument == nullptr) return nullptr;
        arguments.push_back(argument);
        if (!at(",")) break;
        if (!advance()) return nullptr;
      }
    }
    if (!at(")")) return expected("',' or ')'");
    if (!advance()) return nullptr;
    const auto all = arena_.array<const Syntax*>(arguments.size());
    for (std::size_t i = 0; i < arguments.size(); ++i) all[i] = arguments[i];
    s->operands = all;
    s->end = last_end_;
    return s;
  }

  // A key of sort() may be followed by its direction (http://hl7.org/fhirpath/#sort).
  const Syntax* direction(const Syntax* key) {
    if (token_.kind != TokenKind::identifier || (token_.text != "asc" && token_.text != "desc")) return key;
    Syntax* s = node(SyntaxKind::unary, token_);
    if (!advance()) return nullptr;
    set_operands(*s, {key});
    return s;
  }

  const Syntax* simple(SyntaxKind kind) {
    Syntax* s = node(kind, token_);
    return advance() ? s : nullptr;
  }

  const Syntax* number() {
    Syntax* s = node(SyntaxKind::literal, token_);
    const bool is_long = token_.kind == TokenKind::long_number;
    if (!advance()) return nullptr;
    if (is_long) return s;
    const bool word = token_.kind == TokenKind::identifier && !singular_of(token_.text).empty();
    // Only '...' is a unit: "..." after a number belongs to the host language.
    if (!word && token_.kind != TokenKind::string) return s;
    if (!word && lexer_.double_quoted(token_)) return s;
    s->kind = SyntaxKind::quantity;
    s->calendar = word;
    s->unit = arena_.copy(word ? singular_of(token_.text) : token_.text);
    s->end = token_.end;
    return advance() ? s : nullptr;
  }

  const Syntax* term() {
    switch (token_.kind) {
      case TokenKind::identifier:
        if (token_.text == "true" || token_.text == "false") return simple(SyntaxKind::literal);
        return member();
      case TokenKind::delimited: return member();
      case TokenKind::string:
      case TokenKind::date:
      case TokenKind::date_time:
      case TokenKind::time: return simple(SyntaxKind::literal);
      case TokenKind::number:
      case TokenKind::long_number: return number();
      case TokenKind::variable: return simple(SyntaxKind::variable);
      case TokenKind::special: return simple(SyntaxKind::special);
      default: break;
    }
    if (at("(")) {
      if (!advance()) return nullptr;
      const Syntax* inner = expression(0);
      return inner != nullptr && skip(")") ? inner : nullptr;
    }
    if (at("{")) {
      Syntax* s = node(SyntaxKind::empty, token_);
      return advance() && skip("}") ? s : nullptr;
    }
    return expected("an expression");
  }

  // A type: a name, maybe with its namespace.
  const Syntax* type_name() {
    const Syntax* left = nullptr;
    for (;;) {
      if (token_.kind != TokenKind::identifier && token_.kind != TokenKind::delimited)
        return expected("the name of a type");
      Syntax* part = node(SyntaxKind::name, token_);
      if (!advance()) return nullptr;
      if (left == nullptr) {
        left = part;
      } else {
        Syntax* path = node(SyntaxKind::path, {TokenKind::symbol, ".", left->begin, part->end});
        set_operands(*path, {left, part});
        left = path;
      }
      if (left->kind == SyntaxKind::path || !at(".")) return left;
      if (!advance()) return nullptr;
    }
  }

  Lexer lexer_;
  Arena& arena_;
  Error& error_;
  Token token_;
  std::uint32_t last_end_ = 0;
  int depth_ = 0;
};

}  // namespace

const Syntax* parse(std::string_view text, Arena& arena, Error& error) {
  return Parser(text, arena, false, error).whole();
}

const Syntax* parse_prefix(std::string_view text, Arena& arena, std::size_t& used, Error& error) {
  return Parser(text, arena, true, error).prefix(used);
}

}  // namespace schakel::fhirpath
