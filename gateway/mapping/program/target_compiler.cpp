// The target side of rules.

#include "mapping/messages.h"
#include "mapping/program/compiler.h"
#include "mapping/transforms/table.h"

#include <algorithm>

namespace schakel::mapping {

namespace {

bool is_primitive(const fhir::Type* type) { return type != nullptr && type->kind == fhir::TypeKind::primitive; }
bool is_complex(const fhir::Type* type) { return type != nullptr && type->kind != fhir::TypeKind::primitive; }

std::string rendered(const Message& message, std::initializer_list<Argument> arguments) {
  Issue issue;
  issue.message = &message;
  issue.arguments = arguments;
  return text_of(issue, false);
}

}  // namespace

Reference GroupCompiler::parameter(const CompiledMap& map, const Parameter& parameter, const Scope& scope) {
  if (parameter.kind != ParameterKind::id) return c_.constant(parameter);
  Reference reference;
  if (const Scope::Variable* v = scope.find(parameter.text)) {
    reference.kind = Reference::Kind::slot;
    reference.index = v->slot;
    reference.type = v->type;
  } else if (std::uint16_t index = 0; c_.let(map, parameter.text, index) != nullptr) {
    reference.kind = Reference::Kind::let;
    reference.index = index;
  }
  return reference;
}

void GroupCompiler::target_place(const CompiledMap& map, const TargetClause& node, const fhir::Type* owner,
                                 TargetProgram& out) {
  out.element = Name::intern(node.element);
  if (owner == nullptr || owner->abstract) return;
  std::size_t chosen = 0;
  const fhir::Element* row = owner->find(out.element, &chosen);
  out.owner = owner;
  if (row != nullptr) {
    out.place = Place(*row, out.element, chosen);
    return;
  }
  c_.report(map, Severity::error, node.element_span, kUnknownElement,
            {Argument::name(owner->name.text()), Argument::name(node.element)});
  out.broken = std::make_unique<std::string>(
      rendered(kUnknownElement, {Argument::name(owner->name.text()), Argument::name(node.element)}));
}

void GroupCompiler::prepare_codes(const CompiledMap& map, const TargetClause& node, TargetProgram& out) {
  const auto is_constant = [&](std::size_t i) {
    return i < node.parameters.size() && node.parameters[i].kind == ParameterKind::string;
  };
  if (node.transform == Transform::translate && is_constant(1)) {
    const std::string& url = node.parameters[1].text;
    out.concepts = c_.concepts(map, url);
    if (out.concepts == nullptr) {
      c_.report(map, Severity::error, node.parameters[1].span, kUnknownConceptMap, {Argument::name(url)});
    }
  }
  const bool coded = node.transform == Transform::c || (node.transform == Transform::cc && node.parameters.size() > 1);
  if (coded && is_constant(0)) out.codes = c_.codes(node.parameters[0].text);
}

void GroupCompiler::target_transform(const CompiledMap& map, const TargetClause& node, const Scope& scope,
                                     TargetProgram& out) {
  const auto broken = [&](const Message& message, std::initializer_list<Argument> arguments) {
    c_.report(map, Severity::error, node.span, message, arguments);
    out.broken = std::make_unique<std::string>(rendered(message, arguments));
  };
  const TransformCall* row = find_transform(node.transform);
  const std::string_view code = transform_code(node.transform);
  const bool own =
      node.transform == Transform::create || node.transform == Transform::evaluate || node.transform == Transform::copy;
  if (!own && row->apply == nullptr) return broken(kTransformUnsupported, {Argument::name(code)});
  if (node.parameters.size() < row->min_parameters || node.parameters.size() > row->max_parameters) {
    return broken(kTransformParameters, {Argument::name(code), Argument::name(row->takes)});
  }
  out.apply = row;
  const fhir::Type* focus = nullptr;
  for (const Parameter& p : node.parameters) {
    const Reference reference = parameter(map, p, scope);
    if (reference.kind == Reference::Kind::none) {
      return broken(kUnknownVariable, {Argument::name("source or target"), Argument::name(p.text)});
    }
    focus = reference.type;
    out.parameters.push_back(reference);
  }
  if (node.transform == Transform::create && !node.parameters.empty() &&
      node.parameters[0].kind == ParameterKind::string) {
    out.created = c_.type(map, node.parameters[0].text);
    if (out.created == nullptr) return broken(kUnknownType, {Argument::name(node.parameters[0].text)});
  }
  if (node.transform == Transform::evaluate) {
    out.expression = compile_expression(c_, map, node.expression, focus, !node.parameters.empty(), scope);
  }
  prepare_codes(map, node, out);
}

const fhir::Type* GroupCompiler::target_type(const CompiledMap& map, const RuleNode& rule, const TargetClause& node,
                                             const Scope& scope, TargetProgram& out) {
  const auto definite = [](const fhir::Type* type) { return type != nullptr && type->abstract ? nullptr : type; };
  const bool open = out.place.open;
  const fhir::Type* placed = open ? nullptr : out.place.type;
  if (node.transform == Transform::create) {
    if (out.created != nullptr || definite(placed) != nullptr) return out.created != nullptr ? out.created : placed;
    if (rule.sources.empty()) return nullptr;
    const Scope::Variable* from = scope.find(rule.sources[0].variable, true);
    for (const DefaultGroup& group : map.defaults) {
      if (from != nullptr && group.mode == TypeMode::type_and_types && group.source == from->type)
        return out.created = group.target;
    }
    return nullptr;
  }
  if (node.transform == Transform::none && node.element.empty()) return out.context.type;
  if (node.transform == Transform::none && open) {
    c_.report(map, Severity::error, node.element_span, kNoCreateType, {Argument::name(node.element)});
  }
  return definite(placed);
}

void GroupCompiler::check_value(const CompiledMap& map, const TargetClause& node, const Scope& scope,
                                const TargetProgram& out) {
  if (out.place.row == nullptr || node.transform != Transform::copy || node.parameters.size() != 1) return;
  if (out.place.choice && out.place.row->name == out.element) return;
  const fhir::Type* to = out.place.type;
  const Parameter& p = node.parameters[0];
  const Scope::Variable* v = p.kind == ParameterKind::id ? scope.find(p.text) : nullptr;
  const bool primitive = p.kind != ParameterKind::id || (v != nullptr && is_primitive(v->type));
  if (primitive && is_complex(to))
    c_.report(map, Severity::error, p.span, kPrimitiveIntoComplex, {Argument::name(to->name.text())});
  if (v != nullptr && is_complex(v->type) && is_primitive(to)) {
    c_.report(map, Severity::error, p.span, kComplexIntoPrimitive,
              {Argument::name(v->type->name.text()), Argument::name(to->name.text())});
  }
}

TargetProgram GroupCompiler::target(const CompiledMap& map, const RuleNode& rule, const TargetClause& node,
                                    Scope& scope, Scope& enclosing, std::vector<std::uint16_t>& reset) {
  TargetProgram out;
  out.transform = node.transform;
  if (!node.context.empty()) {
    out.has_context = true;
    if (const Scope::Variable* v = scope.find(node.context, false)) {
      out.context.kind = Reference::Kind::slot;
      out.context.index = v->slot;
      out.context.type = v->type;
      if (!node.element.empty()) target_place(map, node, v->type, out);
    } else {
      c_.report(map, Severity::error, node.span, kUnknownVariable,
                {Argument::name("target"), Argument::name(node.context)});
      out.broken = std::make_unique<std::string>(
          rendered(kUnknownVariable, {Argument::name("target"), Argument::name(node.context)}));
    }
  }
  if (node.transform != Transform::none) target_transform(map, node, scope, out);
  check_value(map, node, scope, out);
  const fhir::Type* type = target_type(map, rule, node, scope, out);
  if (node.list_mode == TargetListMode::share) {
    out.share = true;
    const auto known = std::find_if(enclosing.shares.begin(), enclosing.shares.end(),
                                    [&](const auto& s) { return s.first == node.share; });
    if (known != enclosing.shares.end()) {
      out.share_slot = known->second;
    } else {
      out.share_slot = out_.slots++;
      enclosing.shares.emplace_back(node.share, out.share_slot);
      reset.push_back(out.share_slot);
    }
  }
  if (!node.variable.empty()) {
    out.bind = true;
    out.slot = out_.slots++;
    scope.set(node.variable, false, out.slot, type);
  }
  out.is_broken = out.broken != nullptr;
  if (!out.parameters.empty()) out.first = out.parameters[0];
  return out;
}

}  // namespace schakel::mapping
