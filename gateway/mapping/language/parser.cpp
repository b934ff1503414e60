#include "mapping/language/parser.h"

#include "mapping/language/parser_state.h"
#include "mapping/messages.h"

#include <array>
#include <utility>

namespace schakel::mapping {

namespace {

constexpr std::array<std::pair<std::string_view, Transform>, 17> kTransforms{{
    {"create", Transform::create},
    {"copy", Transform::copy},
    {"truncate", Transform::truncate},
    {"escape", Transform::escape},
    {"cast", Transform::cast},
    {"append", Transform::append},
    {"translate", Transform::translate},
    {"reference", Transform::reference},
    {"dateOp", Transform::date_op},
    {"uuid", Transform::uuid},
    {"pointer", Transform::pointer},
    {"evaluate", Transform::evaluate},
    {"cc", Transform::cc},
    {"c", Transform::c},
    {"qty", Transform::qty},
    {"id", Transform::id},
    {"cp", Transform::cp},
}};

std::string describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::end: return "the end of the text";
    case TokenKind::string: return "a string";
    case TokenKind::number: return "a number";
    default: return '`' + token.text + '`';
  }
}

}  // namespace

std::string_view transform_code(Transform transform) {
  for (const auto& [code, value] : kTransforms) {
    if (value == transform) return code;
  }
  return {};
}

Transform transform_of(std::string_view code) {
  for (const auto& [name, value] : kTransforms) {
    if (name == code) return value;
  }
  return Transform::none;
}

std::string place_of(std::string_view text, std::string_view file, std::uint32_t offset) {
  const LineIndex::Place place = LineIndex(text).at(offset);
  return std::string(file) + ':' + std::to_string(place.line) + ':' + std::to_string(place.column);
}

ParserState::ParserState(std::string_view text, std::string_view file, Issues& issues)
    : lexer_(text), text_(text), file_(file), issues_(issues) {
  token_ = lexer_.next();
}

void ParserState::advance() {
  last_end_ = token_.span.end;
  token_ = lexer_.next();
}

bool ParserState::fail_at(Span span, const Message& message, std::initializer_list<Argument> arguments) {
  if (failed_) return false;
  failed_ = true;
  Issue& issue = issues_.add(Severity::fatal, IssueType::invalid, message, arguments);
  issue.span = span;
  issue.definition = place_of(text_, file_, span.begin);
  return false;
}

bool ParserState::fail(std::string_view expected) {
  if (token_.kind == TokenKind::bad) return fail_at(token_.span, kBadToken, {Argument::name(token_.text)});
  return fail_at(token_.span, kExpected, {Argument::name(expected), Argument::name(describe(token_))});
}

bool ParserState::take(std::string_view symbol_or_word) {
  if (!token_.is(symbol_or_word)) return false;
  advance();
  return true;
}

bool ParserState::expect(std::string_view symbol_or_word) {
  if (take(symbol_or_word)) return true;
  return fail('`' + std::string(symbol_or_word) + '`');
}

bool ParserState::expect_name(std::string& out, std::string_view what) {
  if (token_.kind != TokenKind::identifier) return fail(what);
  out = token_.text;
  advance();
  return true;
}

bool ParserState::expect_string(std::string& out, std::string_view what) {
  if (token_.kind != TokenKind::string && token_.kind != TokenKind::quoted_id) return fail(what);
  out = token_.text;
  advance();
  return true;
}

bool ParserState::expression(Expression& out) {
  std::string expected;
  const std::uint32_t begin = token_.span.begin;
  const std::uint32_t end = lexer_.expression_end(begin, expected);
  lexer_.seek(end);
  if (!expected.empty() || end == begin) {
    advance();
    return fail(expected.empty() ? "an expression" : expected);
  }
  out.span = {begin, end};
  out.text = expression_text(text_.substr(begin, end - begin));
  advance();
  last_end_ = end;
  return true;
}

bool ParserState::parenthesised(Expression& out) { return expect("(") && expression(out) && expect(")"); }

namespace {

// Everything but the rules.
class MapParser {
 public:
  MapParser(ParserState& state, MapNode& map) : p_(state), map_(map) {}

  bool run() {
    if (p_.token().kind == TokenKind::end) return p_.fail("a map");
    if (p_.token().is("map") && !header()) return false;
    while (p_.token().kind == TokenKind::metadata) {
      if (!metadata()) return false;
    }
    while (p_.token().is("conceptmap")) {
      if (!concept_map()) return false;
    }
    while (p_.token().is("uses")) {
      if (!uses()) return false;
    }
    while (p_.token().is("imports")) {
      if (!imports()) return false;
    }
    while (p_.token().is("conceptmap")) {
      if (!concept_map()) return false;
    }
    while (p_.token().is("let")) {
      if (!constant()) return false;
    }
    while (p_.token().is("group")) {
      if (!group()) return false;
    }
    return p_.token().kind == TokenKind::end || p_.fail(expected_next());
  }

 private:
  [[nodiscard]] std::string_view expected_next() const {
    return map_.groups.empty() ? "`uses`, `imports`, `conceptmap`, `let` or `group`" : "`group` or the end of the text";
  }

  bool header() {
    map_.description = p_.token().comment;
    p_.advance();
    if (!p_.expect_string(map_.url, "the url of the map, in quotes") || !p_.expect("=")) return false;
    return p_.expect_string(map_.name, "the name of the map, in quotes");
  }

  // Its value has no escapes and may go over several lines.
  bool verbatim(std::string& out) {
    const std::string_view text = p_.text();
    const std::size_t begin = p_.token().span.begin + 3;
    const std::size_t close = text.find("\"\"\"", begin);
    if (close == std::string_view::npos) return p_.fail("the end of the text that starts with \"\"\"");
    out = text.substr(begin, close - begin);
    p_.seek(static_cast<std::uint32_t>(close + 3));
    return true;
  }

  bool metadata() {
    p_.advance();
    std::string name;
    if (!p_.expect_name(name, "a name of metadata")) return false;
    while (p_.take(".")) {
      std::string part;
      if (!p_.expect_name(part, "a name of metadata")) return false;
      name += '.' + part;
    }
    if (!p_.expect("=")) return false;
    std::string value;
    if (p_.text().substr(p_.token().span.begin, 3) == "\"\"\"") {
      if (!verbatim(value)) return false;
    } else if (p_.token().is("true") || p_.token().is("false") || p_.token().kind == TokenKind::string ||
               p_.token().kind == TokenKind::quoted_id || p_.token().kind == TokenKind::number) {
      value = p_.token().text;
      p_.advance();
    } else {
      return p_.fail("a string");
    }
    return keep(name, std::move(value));
  }

  bool keep(std::string_view name, std::string value) {
    map_.metadata.emplace_back(name, value);
    if (name == "experimental") {
      if (value != "true" && value != "false") return p_.fail("true or false");
      map_.experimental = value == "true";
    } else if (name == "url") {
      map_.url = std::move(value);
    } else if (name == "name") {
      map_.name = std::move(value);
    } else if (name == "title") {
      map_.title = std::move(value);
    } else if (name == "status") {
      map_.status = std::move(value);
    } else if (name == "description") {
      map_.description = std::move(value);
    }
    return true;
  }

  bool uses() {
    UsedStructure use;
    use.documentation = p_.token().comment;
    use.span.begin = p_.token().span.begin;
    p_.advance();
    if (!p_.expect_string(use.url, "the url of a structure, in quotes")) return false;
    if (p_.take("alias") && !p_.expect_name(use.alias, "an alias")) return false;
    if (!p_.expect("as")) return false;
    if (p_.take("source")) {
      use.mode = StructureMode::source;
    } else if (p_.take("queried")) {
      use.mode = StructureMode::queried;
    } else if (p_.take("target")) {
      use.mode = StructureMode::target;
    } else if (p_.take("produced")) {
      use.mode = StructureMode::produced;
    } else {
      return p_.fail("`source`, `queried`, `target` or `produced`");
    }
    use.span.end = p_.last_end();
    p_.take(";");
    map_.uses.push_back(std::move(use));
    return true;
  }

  bool imports() {
    Import import;
    import.span.begin = p_.token().span.begin;
    p_.advance();
    if (!p_.expect_string(import.url, "the url of a map, in quotes")) return false;
    import.span.end = p_.last_end();
    p_.take(";");
    map_.imports.push_back(std::move(import));
    return true;
  }

  bool constant() {
    Constant constant;
    constant.span.begin = p_.token().span.begin;
    p_.advance();
    if (!p_.expect_name(constant.name, "a name") || !p_.expect("=") || !p_.expression(constant.value)) return false;
    constant.span.end = p_.last_end();
    p_.take(";");
    map_.constants.push_back(std::move(constant));
    return true;
  }

  bool concept_map() {
    ConceptMapNode node;
    node.span.begin = p_.token().span.begin;
    p_.advance();
    if (!p_.expect_string(node.id, "the id of the concept map, in quotes")) return false;
    if (!node.id.empty() && node.id[0] == '#') return p_.fail_at(node.span, kConceptMapId);
    if (!p_.expect("{")) return false;
    std::vector<std::pair<std::string, std::string>> prefixes;
    while (p_.take("prefix")) {
      std::pair<std::string, std::string> prefix;
      if (!p_.expect_name(prefix.first, "a prefix") || !p_.expect("=")) return false;
      if (!p_.expect_string(prefix.second, "the url of a code system, in quotes")) return false;
      prefixes.push_back(std::move(prefix));
    }
    while (p_.take("unmapped")) {
      std::string system;
      if (!p_.expect("for") || !known_prefix(prefixes, system)) return false;
      if (!p_.expect("=") || !p_.expect("provided")) return false;
      node.provided.emplace_back(std::move(system), "provided");
    }
    while (!p_.token().is("}")) {
      if (!concept_row(prefixes, node)) return false;
    }
    p_.advance();
    node.span.end = p_.last_end();
    map_.concept_maps.push_back(std::move(node));
    return true;
  }

  bool known_prefix(const std::vector<std::pair<std::string, std::string>>& prefixes, std::string& system) {
    const Span span = p_.token().span;
    std::string name;
    if (!p_.expect_name(name, "a prefix or `}`")) return false;
    for (const auto& [prefix, url] : prefixes) {
      if (prefix == name) {
        system = url;
        return true;
      }
    }
    return p_.fail_at(span, kUnknownPrefix, {Argument::name(name)});
  }

  bool code(std::string& out) {
    const TokenKind kind = p_.token().kind;
    if (kind == TokenKind::end || kind == TokenKind::symbol || kind == TokenKind::bad) return p_.fail("a code");
    out = p_.token().text;
    p_.advance();
    return true;
  }

  bool concept_row(const std::vector<std::pair<std::string, std::string>>& prefixes, ConceptMapNode& node) {
    ConceptMapNode::Row row;
    row.span.begin = p_.token().span.begin;
    if (!known_prefix(prefixes, row.source_system) || !p_.expect(":") || !code(row.source_code)) return false;
    row.relation = p_.token().text;
    if (row.relation != "-" && row.relation != "==" && row.relation != "!=" && row.relation != "<=" &&
        row.relation != ">=") {
      return p_.fail("`-`, `==`, `!=`, `<=` or `>=`");
    }
    p_.advance();
    if (!known_prefix(prefixes, row.target_system) || !p_.expect(":") || !code(row.target_code)) return false;
    row.span.end = p_.last_end();
    node.rows.push_back(std::move(row));
    return true;
  }

  bool group() {
    GroupNode node;
    node.documentation = p_.token().comment;
    node.span.begin = p_.token().span.begin;
    p_.advance();
    if (!p_.expect_name(node.name, "the name of the group") || !p_.expect("(")) return false;
    while (!p_.token().is(")")) {
      if (!input(node)) return false;
      if (!p_.token().is(")") && !p_.take(",") && !p_.token().is("source") && !p_.token().is("target")) {
        return p_.fail("`,` or `)`");
      }
    }
    p_.advance();
    if (p_.take("extends")) {
      node.extends_span = p_.token().span;
      if (!p_.expect_name(node.extends, "the name of a group")) return false;
    }
    if (p_.take("<<") && !type_mode(node)) return false;
    node.span.end = p_.last_end();
    if (!p_.expect("{")) return false;
    while (!p_.token().is("}")) {
      if (!parse_rule(p_, node.rules)) return false;
    }
    p_.advance();
    p_.take(";");
    map_.groups.push_back(std::move(node));
    return true;
  }

  bool input(GroupNode& group) {
    GroupInput input;
    input.span.begin = p_.token().span.begin;
    if (p_.take("source")) {
      input.source = true;
    } else if (p_.take("target")) {
      input.source = false;
    } else {
      return p_.fail("`source` or `target`");
    }
    if (!p_.expect_name(input.name, "the name of the input")) return false;
    if (p_.take(":")) {
      input.type_span = p_.token().span;
      const TokenKind kind = p_.token().kind;
      if (kind != TokenKind::identifier && kind != TokenKind::string && kind != TokenKind::quoted_id)
        return p_.fail("a type");
      input.type = p_.token().text;
      p_.advance();
    }
    input.span.end = p_.last_end();
    group.inputs.push_back(std::move(input));
    return true;
  }

  bool type_mode(GroupNode& group) {
    if (p_.take("types")) {
      group.type_mode = TypeMode::types;
    } else if (p_.take("type") && p_.expect("+")) {
      group.type_mode = TypeMode::type_and_types;
    } else {
      return p_.fail("`types` or `type+`");
    }
    return p_.expect(">>");
  }

  ParserState& p_;
  MapNode& map_;
};

}  // namespace

bool parse(std::string_view text, std::string_view file, MapNode& map, Issues& issues) {
  ParserState state(text, file, issues);
  return MapParser(state, map).run() && !state.failed();
}

}  // namespace schakel::mapping
