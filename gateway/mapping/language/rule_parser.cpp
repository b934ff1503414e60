#include "mapping/language/parser_state.h"
#include "mapping/messages.h"

#include <algorithm>
#include <array>
#include <utility>

namespace schakel::mapping {

namespace {

constexpr std::array<std::pair<std::string_view, SourceListMode>, 5> kSourceModes{
    {{"first", SourceListMode::first},
     {"last", SourceListMode::last},
     {"not_first", SourceListMode::not_first},
     {"not_last", SourceListMode::not_last},
     {"only_one", SourceListMode::only_one}}};
constexpr std::array<std::pair<std::string_view, TargetListMode>, 4> kTargetModes{
    {{"first", TargetListMode::first},
     {"last", TargetListMode::last},
     {"single", TargetListMode::single},
     {"collate", TargetListMode::single}}};

constexpr std::string_view kAutomaticVariable = "vvv";

class RuleParser {
 public:
  explicit RuleParser(ParserState& state, int depth = 0) : p_(state), depth_(depth) {}

  bool run(std::vector<RuleNode>& rules) {
    constexpr int kDepth = 100;
    if (depth_ > kDepth) return p_.fail("fewer rules inside each other");
    RuleNode rule;
    rule.documentation = p_.token().comment;
    rule.span.begin = p_.token().span.begin;
    do {
      if (!source(rule.sources.emplace_back())) return false;
    } while (p_.take(","));
    if (p_.take("->")) {
      do {
        if (!target(rule.targets.emplace_back())) return false;
      } while (p_.take(","));
    }
    if (p_.take(":")) return identity_list(rule, rules);
    if (p_.take("then") && !body(rule)) return false;
    if (!name(rule)) return false;
    rule.span.end = p_.last_end();
    if (!p_.expect(";")) return false;
    short_form(rule);
    rules.push_back(std::move(rule));
    return true;
  }

 private:
  // `name`, 'name', `name`; answers false without failing when none stands there.
  bool element_name(std::string& out, Span& span) {
    const TokenKind kind = p_.token().kind;
    if (kind != TokenKind::identifier && kind != TokenKind::string && kind != TokenKind::quoted_id &&
        !p_.token().is("*")) {
      return p_.fail("the name of an element");
    }
    out = p_.token().text;
    span = p_.token().span;
    p_.advance();
    return true;
  }

  bool source(SourceClause& s) {
    s.span.begin = p_.token().span.begin;
    const std::string_view rest = p_.text().substr(p_.token().span.end);
    if (p_.token().is("search") && rest.substr(0, 1) == "(") {
      p_.advance();
      if (!p_.parenthesised(s.search)) return false;
    } else {
      if (!p_.expect_name(s.context, "the name of a source variable")) return false;
      if (p_.take(".") && !element_name(s.element, s.element_span)) return false;
    }
    if (p_.token().is(":") && !type(s)) return false;
    if (p_.token().kind == TokenKind::number && !cardinality(s)) return false;
    if (p_.take("default")) {
      if (p_.token().kind == TokenKind::string) {
        s.fallback.span = p_.token().span;
        s.fallback.text = quoted(p_.token().text);
        p_.advance();
      } else if (!p_.parenthesised(s.fallback)) {
        return false;
      }
    }
    for (const auto& [word, mode] : kSourceModes) {
      if (p_.take(word)) {
        s.list_mode = mode;
        break;
      }
    }
    if (p_.take("as") && !p_.expect_name(s.variable, "the name of the variable")) return false;
    if (p_.take("where") && !p_.expression(s.where)) return false;
    if (p_.take("check") && !p_.expression(s.check)) return false;
    if (p_.take("log") && !p_.expression(s.log)) return false;
    s.span.end = p_.last_end();
    return true;
  }

  static std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
      if (c == '\'' || c == '\\') out += '\\';
      out += c;
    }
    return out + '\'';
  }

  bool type(SourceClause& s) {
    p_.advance();
    s.type_span.begin = p_.token().span.begin;
    if (p_.token().kind == TokenKind::quoted_id || p_.token().kind == TokenKind::string) {
      s.type = p_.token().text;
      p_.advance();
    } else {
      if (!p_.expect_name(s.type, "a type")) return false;
      while (p_.take(".")) {
        std::string part;
        if (!p_.expect_name(part, "a type")) return false;
        s.type += '.' + part;
      }
    }
    s.type_span.end = p_.last_end();
    return true;
  }

  bool integer(std::int64_t& out) {
    const std::string& text = p_.token().text;
    if (p_.token().kind != TokenKind::number || text.find('.') != std::string::npos || text.size() > 9) {
      return p_.fail("a whole number");
    }
    out = std::stoll(text);
    p_.advance();
    return true;
  }

  bool cardinality(SourceClause& s) {
    std::int64_t min = 0;
    if (!integer(min) || !p_.expect("..")) return false;
    s.min = min;
    if (p_.take("*")) {
      s.max = "*";
      return true;
    }
    std::int64_t max = 0;
    if (!integer(max)) return false;
    s.max = std::to_string(max);
    return true;
  }

  bool target(TargetClause& t) {
    t.span.begin = p_.token().span.begin;
    if (p_.token().is("(")) return p_.fail("the name of a target variable or a transform");
    std::string word;
    const Span word_span = p_.token().span;
    if (!p_.expect_name(word, "the name of a target variable or a transform")) return false;
    if (p_.token().is("(")) {
      if (!transform(word, word_span, t)) return false;
    } else {
      t.context = std::move(word);
      if (p_.take(".") && !element_name(t.element, t.element_span)) return false;
      if (p_.take("=") && !value(t)) return false;
    }
    if (p_.take("as") && !p_.expect_name(t.variable, "the name of the variable")) return false;
    if (!list_mode(t)) return false;
    t.span.end = p_.last_end();
    return true;
  }

  bool list_mode(TargetClause& t) {
    if (p_.take("share")) {
      t.list_mode = TargetListMode::share;
      return p_.expect_name(t.share, "the id of what is shared");
    }
    for (const auto& [word, mode] : kTargetModes) {
      if (p_.take(word)) {
        t.list_mode = mode;
        break;
      }
    }
    return true;
  }

  bool transform(std::string_view name, Span span, TargetClause& t) {
    t.transform = transform_of(name);
    if (t.transform == Transform::none) return p_.fail_at(span, kTransformName, {Argument::name(name)});
    p_.advance();
    if (t.transform == Transform::evaluate) {
      if (!parameter(t.parameters.emplace_back()) || !p_.expect(",")) return false;
      return p_.expression(t.expression) && p_.expect(")");
    }
    return parameters(t.parameters);
  }

  bool parameters(std::vector<Parameter>& out) {
    if (p_.take(")")) return true;
    do {
      if (!parameter(out.emplace_back())) return false;
    } while (p_.take(","));
    return p_.expect(")");
  }

  bool value(TargetClause& t) {
    if (p_.token().is("(")) {
      t.transform = Transform::evaluate;
      return p_.parenthesised(t.expression);
    }
    if (p_.token().kind == TokenKind::identifier && !p_.token().is("true") && !p_.token().is("false")) {
      Parameter p;
      p.span = p_.token().span;
      p.text = p_.token().text;
      p_.advance();
      if (p_.token().is("(")) return transform(p.text, p.span, t);
      while (p_.take(".")) {
        std::string part;
        if (!p_.expect_name(part, "a name")) return false;
        p.text += '.' + part;
      }
      p.span.end = p_.last_end();
      t.transform = Transform::copy;
      t.parameters.push_back(std::move(p));
      return true;
    }
    t.transform = Transform::copy;
    return parameter(t.parameters.emplace_back());
  }

  bool parameter(Parameter& out) {
    const Token& token = p_.token();
    out.span = token.span;
    out.text = token.text;
    switch (token.kind) {
      case TokenKind::identifier:
        out.kind = token.text == "true" || token.text == "false" ? ParameterKind::boolean : ParameterKind::id;
        break;
      case TokenKind::quoted_id:
      case TokenKind::variable: out.kind = ParameterKind::id; break;
      case TokenKind::string: out.kind = ParameterKind::string; break;
      case TokenKind::number:
        out.kind = token.text.find('.') == std::string::npos ? ParameterKind::integer : ParameterKind::decimal;
        break;
      case TokenKind::date:
        out.text.erase(0, 1);
        out.kind = ParameterKind::date;
        if (!out.text.empty() && out.text[0] == 'T') {
          out.text.erase(0, 1);
          out.kind = ParameterKind::time;
        } else if (out.text.find('T') != std::string::npos) {
          out.kind = ParameterKind::date_time;
        }
        break;
      default: return p_.fail("a variable or a constant");
    }
    p_.advance();
    return true;
  }

  bool body(RuleNode& rule) {
    if (p_.take("{")) {
      while (!p_.token().is("}")) {
        if (!RuleParser(p_, depth_ + 1).run(rule.rules)) return false;
      }
      p_.advance();
      return true;
    }
    do {
      DependentCall call;
      call.span.begin = p_.token().span.begin;
      if (!p_.expect_name(call.name, "`{` or the name of a group") || !p_.expect("(")) return false;
      if (p_.token().is(")")) return p_.fail("a parameter");
      if (!parameters(call.parameters)) return false;
      call.span.end = p_.last_end();
      rule.calls.push_back(std::move(call));
    } while (p_.take(","));
    return true;
  }

  bool written_name(std::string& out) {
    if (p_.token().kind == TokenKind::string) {
      out = p_.token().text;
      // HL7's parser leaves dashes out of names; a name that is a sentence is for people and stays as it is.
      if (out.find(' ') == std::string::npos) out.erase(std::remove(out.begin(), out.end(), '-'), out.end());
      p_.advance();
      return true;
    }
    while (p_.token().kind == TokenKind::number) {
      out += p_.token().text;
      p_.advance();
    }
    return true;
  }

  bool name(RuleNode& rule) {
    if (!written_name(rule.name)) return false;
    if (!rule.name.empty()) return true;
    if (rule.sources.size() != 1 || rule.sources[0].element.empty()) return p_.fail_at(p_.token().span, kRuleName);
    rule.name = rule.sources[0].element;
    std::string type = rule.sources[0].type;
    if (type.empty()) return true;
    if (type[0] >= 'a' && type[0] <= 'z') type[0] = static_cast<char>(type[0] - 'a' + 'A');
    rule.name += type;
    return true;
  }

  bool identity_list(const RuleNode& rule, std::vector<RuleNode>& rules) {
    const bool plain = rule.sources.size() == 1 && rule.targets.size() == 1 && rule.sources[0].element.empty() &&
                       rule.targets[0].element.empty() && rule.targets[0].transform == Transform::none;
    if (!plain) return p_.fail("`;`, `then` or the name of the rule");
    std::vector<std::pair<std::string, Span>> names;
    do {
      auto& [element, span] = names.emplace_back();
      if (!element_name(element, span)) return false;
    } while (p_.take(","));
    std::string prefix;
    if (!written_name(prefix) || !p_.expect(";")) return false;
    if (prefix.empty()) prefix = "unnamed";
    for (const auto& [element, span] : names) {
      RuleNode one = rule;
      one.span = span;
      one.name = prefix + element;
      one.sources[0].element = element;
      one.sources[0].element_span = span;
      one.targets[0].element = element;
      one.targets[0].element_span = span;
      short_form(one);
      rules.push_back(std::move(one));
    }
    return true;
  }

  // `a.b -> c.d;` stands for `a.b as vvv -> c.d = create() as vvv` and the default group of the two types.
  static void short_form(RuleNode& rule) {
    if (rule.sources.size() != 1 || rule.targets.size() != 1 || !rule.rules.empty() || !rule.calls.empty()) return;
    SourceClause& s = rule.sources[0];
    TargetClause& t = rule.targets[0];
    const bool plain = !s.element.empty() && s.variable.empty() && !t.context.empty() && !t.element.empty() &&
                       t.variable.empty() && t.transform == Transform::none && t.list_mode == TargetListMode::none;
    if (!plain) return;
    s.variable = kAutomaticVariable;
    t.variable = kAutomaticVariable;
    t.transform = Transform::create;
  }

  ParserState& p_;
  int depth_;
};

}  // namespace

bool parse_rule(ParserState& state, std::vector<RuleNode>& rules) { return RuleParser(state).run(rules); }

}  // namespace schakel::mapping
