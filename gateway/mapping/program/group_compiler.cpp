// Groups, rules and their sources.

#include "mapping/executor/known_types.h"
#include "mapping/executor/names_below.h"
#include "mapping/messages.h"
#include "mapping/program/compiler.h"

#include <algorithm>

namespace schakel::mapping {

namespace {

bool is_open(const fhir::Type* type) { return type == nullptr || type->abstract; }

}  // namespace

void GroupCompiler::run(const CompiledMap& map, const GroupNode& node, const std::vector<const fhir::Type*>& types) {
  Scope scope;
  out_.name = node.name;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const GroupInput& input = node.inputs[i];
    if (!input.type.empty() && c_.type(map, input.type) == nullptr) {
      c_.report(map, Severity::error, input.type_span, kUnknownType, {Argument::name(input.type)});
    }
    const std::uint16_t slot = out_.slots++;
    out_.inputs.push_back(slot);
    out_.source.push_back(input.source);
    out_.types.push_back(types[i]);
    scope.set(input.name, input.source, slot, types[i]);
  }
  std::vector<const GroupNode*> open{&node};
  extend(map, node, scope, open);
  rules(map, node.rules, scope, out_.reset, out_.rules);
}

void GroupCompiler::extend(const CompiledMap& map, const GroupNode& node, Scope& scope,
                           std::vector<const GroupNode*>& open) {
  if (node.extends.empty()) return;
  const Compiler::FoundGroup base = c_.group(map, node.extends);
  if (base.count != 1) {
    c_.report(map, Severity::error, node.extends_span, base.count == 0 ? kUnknownGroup : kSeveralGroups,
              {Argument::name(node.extends)});
    return;
  }
  if (std::find(open.begin(), open.end(), base.node) != open.end()) {
    c_.report(map, Severity::error, node.extends_span, kCyclicExtends, {Argument::name(node.name)});
    return;
  }
  for (const GroupInput& input : base.node->inputs) {
    if (scope.find(input.name, input.source) != nullptr) continue;
    c_.report(map, Severity::error, node.extends_span, kBaseInputs,
              {Argument::name(node.name), Argument::name(node.extends)});
    return;
  }
  open.push_back(base.node);
  extend(*base.map, *base.node, scope, open);
  rules(*base.map, base.node->rules, scope, out_.reset, out_.rules);
}

void GroupCompiler::rules(const CompiledMap& map, const std::vector<RuleNode>& nodes, Scope& scope,
                          std::vector<std::uint16_t>& reset, std::vector<RuleProgram>& out) {
  for (const RuleNode& node : nodes) out.push_back(rule(map, node, scope, reset));
}

RuleProgram GroupCompiler::rule(const CompiledMap& map, const RuleNode& node, Scope& enclosing,
                                std::vector<std::uint16_t>& reset) {
  RuleProgram out;
  out.info = std::make_unique<RuleInfo>(RuleInfo{node.name, node.span, &map.source.name, &map.source.text});
  Scope scope = enclosing;
  for (const SourceClause& s : node.sources) out.sources.push_back(source(map, s, scope));
  for (const TargetClause& t : node.targets) out.targets.push_back(target(map, node, t, scope, enclosing, reset));
  // A later target may have made a share slot of the enclosing scope: rules below see it.
  scope.shares = enclosing.shares;
  rules(map, node.rules, scope, out.reset, out.rules);
  for (const DependentCall& call_node : node.calls) out.calls.push_back(call(map, call_node, scope));
  default_group(map, node, scope, out);
  return out;
}

const fhir::Type* GroupCompiler::element_type(const CompiledMap& map, const SourceClause& node, const fhir::Type* owner,
                                              SourceProgram& out) {
  if (is_open(owner) && (owner == nullptr || owner->elements.empty() || owner->find(out.element) == nullptr)) {
    out.by_row = true;
    return nullptr;
  }
  std::size_t chosen = 0;
  const fhir::Element* row = owner->find(out.element, &chosen);
  if (row == nullptr) {
    // The value of a primitive is no element of its type, but has a name.
    if (out.element == "value" && owner->kind == fhir::TypeKind::primitive) return c_.definitions().type("string");
    c_.report(map, Severity::error, node.element_span, kUnknownElement,
              {Argument::name(owner->name.text()), Argument::name(node.element)});
    return nullptr;
  }
  if (row->choice() && row->name == out.element) {
    out.choice_names.assign(row->choice_names.begin(), row->choice_names.end());
    return row->types.size() == 1 ? row->types[0].type : nullptr;
  }
  const fhir::Type* type = chosen < row->types.size() ? row->types[chosen].type : nullptr;
  return type != nullptr && type->abstract ? nullptr : type;
}

SourceProgram GroupCompiler::source(const CompiledMap& map, const SourceClause& node, Scope& scope) {
  SourceProgram out;
  out.list_mode = node.list_mode;
  const fhir::Type* context_type = nullptr;
  if (!node.search.empty()) {
    out.kind = SourceProgram::Kind::search;
    out.search = compile_expression(c_, map, node.search, nullptr, false, scope);
  } else {
    const Scope::Variable* context = scope.find(node.context, true);
    if (context == nullptr) {
      c_.report(map, Severity::error, node.span, kUnknownVariable,
                {Argument::name("source"), Argument::name(node.context)});
    } else {
      out.context.kind = Reference::Kind::slot;
      out.context.index = context->slot;
      out.context.type = context->type;
      context_type = context->type;
    }
    out.kind = node.element.empty()  ? SourceProgram::Kind::context
               : node.element == "*" ? SourceProgram::Kind::everything
                                     : SourceProgram::Kind::element;
    if (out.kind == SourceProgram::Kind::context) out.type = context_type;
    if (out.kind == SourceProgram::Kind::element) {
      out.element = Name::intern(node.element);
      out.bit = NamesBelow::bit(out.element);
      if (context != nullptr) out.type = element_type(map, node, context_type, out);
    }
  }
  if (!node.type.empty()) {
    const fhir::Type* type = c_.type(map, node.type);
    const std::size_t dot = node.type.find('.');
    if (type == nullptr && dot != std::string::npos)
      type = c_.definitions().type(std::string_view(node.type).substr(dot + 1));
    if (type == nullptr) {
      c_.report(map, Severity::error, node.type_span, kUnknownType, {Argument::name(node.type)});
      out.types.push_back(Name::intern(node.type));
    } else {
      out.types.push_back(type->name);
      out.type = type;
    }
  }
  if (!node.fallback.empty()) {
    out.fallback = compile_expression(c_, map, node.fallback, context_type, true, scope);
  }
  out.slot = out_.slots++;
  scope.set(node.variable, true, out.slot, out.type);
  if (node.variable.empty()) scope.variables.pop_back();
  if (!node.where.empty()) out.where = compile_expression(c_, map, node.where, out.type, true, scope);
  if (!node.check.empty()) out.check = compile_expression(c_, map, node.check, out.type, true, scope);
  if (!node.log.empty()) out.log = compile_expression(c_, map, node.log, out.type, true, scope);
  out.simple = (out.kind == SourceProgram::Kind::context || out.kind == SourceProgram::Kind::element) && !out.by_row &&
               out.choice_names.empty() && out.types.empty() && out.fallback == nullptr && out.element != names::kValue;
  return out;
}

CallProgram GroupCompiler::call(const CompiledMap& map, const DependentCall& node, const Scope& scope) {
  CallProgram out;
  const auto broken = [&](const Message& message, std::initializer_list<Argument> arguments) {
    c_.report(map, Severity::error, node.span, message, arguments);
    Issue issue;
    issue.message = &message;
    issue.arguments = arguments;
    out.broken = text_of(issue, false);
  };
  const Compiler::FoundGroup found = c_.group(map, node.name);
  if (found.count != 1) {
    broken(found.count == 0 ? kUnknownGroup : kSeveralGroups, {Argument::name(node.name)});
    return out;
  }
  const std::vector<GroupInput>& inputs = found.node->inputs;
  if (inputs.size() != node.parameters.size() || inputs.size() > kMostInputs) {
    broken(kParameterCount,
           {Argument::name(node.name), Argument::number(inputs.size()), Argument::number(node.parameters.size())});
    return out;
  }
  std::vector<const fhir::Type*> types = c_.declared(*found.map, *found.node);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Parameter& p = node.parameters[i];
    Reference reference;
    if (p.kind != ParameterKind::id && inputs[i].source) {
      reference = c_.constant(p);
    } else {
      const Scope::Variable* v = inputs[i].source ? scope.find(p.text) : scope.find(p.text, false);
      if (v == nullptr || p.kind != ParameterKind::id) {
        broken(kUnknownVariable,
               {Argument::name(inputs[i].source ? "source or target" : "target"), Argument::name(p.text)});
        return out;
      }
      reference.kind = Reference::Kind::slot;
      reference.index = v->slot;
      reference.type = v->type;
    }
    // What is passed may be more special than what is declared, or what is declared more special than what is known.
    if (types[i] == nullptr || (reference.type != nullptr && reference.type->is_a(*types[i]))) {
      types[i] = reference.type;
    } else if (reference.type != nullptr && !types[i]->is_a(*reference.type)) {
      c_.report(map, Severity::error, p.span, kParameterType,
                {Argument::name(p.text), Argument::name(reference.type->name.text()), Argument::name(node.name),
                 Argument::name(types[i]->name.text())});
    }
    out.parameters.push_back(reference);
  }
  out.group = c_.instance(*found.map, *found.node, std::move(types));
  return out;
}

// `src.a as x -> tgt.b = create() as y;` without more goes on with the default group of the two types.
void GroupCompiler::default_group(const CompiledMap& map, const RuleNode& node, const Scope& scope, RuleProgram& out) {
  if (node.sources.size() != 1 || node.targets.size() != 1 || !node.rules.empty() || !node.calls.empty()) return;
  const TargetClause& t = node.targets[0];
  if (node.sources[0].variable.empty() || t.variable.empty() || t.transform != Transform::create ||
      !t.parameters.empty())
    return;
  out.defaults = &map.defaults;
  const Scope::Variable* from = scope.find(node.sources[0].variable, true);
  const Scope::Variable* to = scope.find(t.variable, false);
  if (from == nullptr || to == nullptr || is_open(from->type) || is_open(to->type)) return;
  for (const DefaultGroup& group : map.defaults) {
    if (group.source != from->type || group.target != to->type) continue;
    out.fixed_default = group.group;
    return;
  }
  if (from->type->kind == fhir::TypeKind::primitive && to->type->kind == fhir::TypeKind::primitive) return;
  c_.report(map, Severity::error, node.span, kNoDefaultGroup,
            {Argument::name(from->type->name.text()), Argument::name(to->type->name.text())});
}

}  // namespace schakel::mapping
