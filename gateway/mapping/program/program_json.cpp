// A compiled map as stable JSON: golden files, and people who ask what became of their map.

#include "mapping/program/library.h"
#include "syntax/json/emitter.h"

#include <map>
#include <vector>

namespace schakel::mapping {

namespace {

using syntax::json::Emitter;

class Printer {
 public:
  explicit Printer(std::string& out) : json_(out, true) {}

  void map(const CompiledMap& map) {
    json_.object().member("url", map.url());
    json_.member("source", name(map.source_root))
        .member("target", name(map.target_root))
        .member_if("broken", map.broken);
    if (map.start != nullptr) json_.member("start", number(*map.start));
    json_.key("groups").array();
    for (std::size_t i = 0; i < order_.size(); ++i) group(*order_[i]);
    json_.end().end();
  }

 private:
  static std::string_view name(const fhir::Type* type) {
    return type == nullptr ? std::string_view("?") : type->name.text();
  }

  // Groups are numbered as they are met, so that the same map prints the same.
  std::size_t number(const GroupProgram& group) {
    const auto [it, added] = numbers_.emplace(&group, order_.size());
    if (added) order_.push_back(&group);
    return it->second;
  }

  void group(const GroupProgram& g) {
    json_.object().member("group", std::string_view(g.name)).member("slots", g.slots).key("inputs").array();
    for (std::size_t i = 0; i < g.inputs.size(); ++i) {
      json_.object()
          .member("slot", g.inputs[i])
          .member("mode", g.source[i] ? "source" : "target")
          .member("type", name(g.types[i]))
          .end();
    }
    json_.end();
    rules(g.rules);
    json_.end();
  }

  void rules(const std::vector<RuleProgram>& rules) {
    if (rules.empty()) return;
    json_.key("rules").array();
    for (const RuleProgram& rule : rules) {
      json_.object().member("rule", std::string_view(rule.info->name)).key("sources").array();
      for (const SourceProgram& s : rule.sources) source(s);
      json_.end();
      if (!rule.targets.empty()) {
        json_.key("targets").array();
        for (const TargetProgram& t : rule.targets) target(t);
        json_.end();
      }
      this->rules(rule.rules);
      calls(rule);
      json_.end();
    }
    json_.end();
  }

  void calls(const RuleProgram& rule) {
    if (rule.defaults != nullptr) {
      json_.key("default");
      rule.fixed_default != nullptr ? json_.value(number(*rule.fixed_default)) : json_.value("by type");
    }
    if (rule.calls.empty()) return;
    json_.key("calls").array();
    for (const CallProgram& call : rule.calls) {
      json_.object().member_if("broken", call.broken);
      if (call.group != nullptr) json_.member("group", number(*call.group));
      json_.key("parameters").array();
      for (const Reference& r : call.parameters) reference(r);
      json_.end().end();
    }
    json_.end();
  }

  void reference(const Reference& r) {
    switch (r.kind) {
      case Reference::Kind::none: json_.null(); break;
      case Reference::Kind::slot: json_.value(r.index); break;
      case Reference::Kind::organization: json_.value("organization"); break;
      case Reference::Kind::let: json_.value("let " + std::to_string(r.index)); break;
      // The map's own text, no content of a message.
      case Reference::Kind::constant: json_.value("'" + std::string(r.node->value().reveal()) + "'"); break;
    }
  }

  void expression(std::string_view key, const ExpressionProgram* e) {
    if (e != nullptr) json_.member(key, std::string_view(e->text));
  }

  void source(const SourceProgram& s) {
    json_.object();
    if (s.context.kind != Reference::Kind::none) {
      json_.key("context");
      reference(s.context);
    }
    if (s.kind == SourceProgram::Kind::everything) json_.member("element", "*");
    json_.member_if("element", s.element.text()).member("type", name(s.type)).member("slot", s.slot);
    if (s.list_mode != SourceListMode::all) json_.member("listMode", static_cast<int>(s.list_mode));
    expression("search", s.search.get());
    expression("default", s.fallback.get());
    expression("where", s.where.get());
    expression("check", s.check.get());
    json_.end();
  }

  void target(const TargetProgram& t) {
    json_.object();
    if (t.has_context) {
      json_.key("context");
      reference(t.context);
    }
    json_.member_if("element", t.element.text())
        .member_if("path", t.place.row == nullptr ? std::string_view{} : t.place.row->path);
    json_.member_if("transform", transform_code(t.transform))
        .member_if("create", t.created == nullptr ? std::string_view{} : name(t.created));
    if (!t.parameters.empty()) {
      json_.key("parameters").array();
      for (const Reference& r : t.parameters) reference(r);
      json_.end();
    }
    expression("expression", t.expression.get());
    if (t.share) json_.member("share", t.share_slot);
    if (t.bind) json_.member("slot", t.slot);
    json_.member_if("broken", t.broken == nullptr ? std::string_view{} : std::string_view(*t.broken)).end();
  }

  Emitter json_;
  std::map<const GroupProgram*, std::size_t> numbers_;
  std::vector<const GroupProgram*> order_;
};

}  // namespace

std::string CompiledMap::program() const {
  std::string out;
  Printer(out).map(*this);
  return out;
}

}  // namespace schakel::mapping
