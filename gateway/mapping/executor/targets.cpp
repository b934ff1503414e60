// The target side of a rule: where a value goes, what is made, what a variable is bound to.

#include "mapping/executor/executor.h"
#include "mapping/messages.h"
#include "mapping/transforms/scope.h"
#include "mapping/transforms/table.h"

namespace schakel::mapping {

// The place as it was compiled where the context is of the type that was expected, else one in `own`. Null: it failed.
const Place* Executor::find_place(const RuleProgram& rule, const TargetProgram& target, const Slot& context,
                                  Place& own) {
  if (target.place.row != nullptr && target.owner == context.type) return &target.place;
  const fhir::Type* type = builder_.type_of(*context.node, context.type);
  std::size_t chosen = 0;
  const fhir::Element* row = type == nullptr ? nullptr : type->find(target.element, &chosen);
  if (row == nullptr) {
    fail(rule, kUnknownElement,
         {Argument::name(type == nullptr ? "A type that is not known" : type->name.text()),
          Argument::name(target.element.text())});
    return nullptr;
  }
  own = Place(*row, target.element, chosen);
  return &own;
}

bool Executor::created_type(const RuleProgram& rule, const TargetProgram& target, const Place* place,
                            const fhir::Type*& type) {
  type = target.created;
  if (type != nullptr) return true;
  if (!target.parameters.empty()) {
    const Slot wanted = value(target.parameters[0]);
    const std::string_view name = wanted.node == nullptr ? std::string_view{} : wanted.node->value().reveal();
    type = library_.definitions().type(name);
    return type != nullptr || fail(rule, kUnknownType, {Argument::name("given by a variable")});
  }
  if (place != nullptr && !place->open && place->type != nullptr && !place->type->abstract) {
    type = place->type;
    return true;
  }
  const Slot& from = slot(rule.source->slot);
  const fhir::Type* source = from.node == nullptr ? nullptr : builder_.type_of(*from.node, from.type);
  if (rule.defaults != nullptr && source != nullptr) {
    for (const DefaultGroup& group : *rule.defaults) {
      if (group.mode != TypeMode::type_and_types || group.source != source) continue;
      type = group.target;
      return true;
    }
  }
  return fail(rule, kNoCreateType, {Argument::name(target.element.text())});
}

bool Executor::create(const RuleProgram& rule, const TargetProgram& target, const Slot& context, Slot& stored) {
  const fhir::Type* type = nullptr;
  if (!target.has_context || target.element.empty()) {
    if (!created_type(rule, target, nullptr, type)) return false;
    stored = {builder_.detached(type, type->name, origin_), type};
    return true;
  }
  Place own;
  const Place* place = find_place(rule, target, context, own);
  if (place == nullptr || !created_type(rule, target, place, type)) return false;
  if (place->open) {
    Made made;
    made.kind = Made::Kind::fresh;
    made.type = type;
    std::string error;
    own = *place;
    if (!builder_.choose(own, made, error)) return fail_rule(rule, error);
    place = &own;
  }
  Node* node = builder_.child(const_cast<Node&>(*context.node), *place, type, origin_);
  stored = {node, type};
  return true;
}

// `= v`, `= 'text'`, copy(v): a deep copy; ids and children of any type come along.
void Executor::copy(const TargetProgram& target, Made& made) {
  const Reference& from = target.first;
  const Slot slot = value(from);
  if (slot.node == nullptr) return;
  made.kind = Made::Kind::copy;
  made.node = slot.node;
  made.type = slot.type;
  if (from.kind != Reference::Kind::constant) made.origin = origin_of(slot);
  reads_.whole(*slot.node);
}

bool Executor::make(const RuleProgram& rule, const TargetProgram& target, Made& made) {
  if (target.transform == Transform::evaluate) {
    const Slot focus = value(target.first);
    std::span<const fhirpath::Value> values;
    std::string error;
    if (!evaluate(*target.expression, focus.node == nullptr ? nullptr : &focus, values, error))
      return fail_rule(rule, error);
    if (values.size() > 1) return fail_rule(rule, "the expression gives more than one value");
    if (!values.empty()) made = made_of(values[0], *target.expression, focus.node == nullptr ? nullptr : &focus);
    return true;
  }
  if (target.transform == Transform::copy) {
    copy(target, made);
    return true;
  }
  TransformScope scope(*this, target);
  return target.apply->apply(scope, made) || fail_rule(rule, scope.error());
}

bool Executor::run_target(const RuleProgram& rule, const TargetProgram& target) {
  if (target.is_broken) return fail_rule(rule, *target.broken);
  Slot context;
  if (target.has_context) {
    context = value(target.context);
    // Its variable holds nothing (no translation was found): there is nothing to put anything into.
    if (context.node == nullptr) {
      if (target.bind) slot(target.slot) = {};
      return true;
    }
  }
  if (target.share && slot(target.share_slot).node != nullptr) {
    if (target.bind) slot(target.slot) = slot(target.share_slot);
    return true;
  }
  Slot stored;
  if (target.transform == Transform::create) {
    if (!create(rule, target, context, stored)) return false;
  } else if (target.transform == Transform::none) {
    stored = context;
    if (!target.element.empty()) {
      Place own;
      const Place* place = find_place(rule, target, context, own);
      if (place == nullptr) return false;
      if (place->open) return fail(rule, kNoCreateType, {Argument::name(target.element.text())});
      stored.node = builder_.child(const_cast<Node&>(*context.node), *place, nullptr, origin_);
      stored.type = builder_.type_of(*stored.node, place->type);
    }
  } else {
    Made made;
    if (!make(rule, target, made)) return false;
    if (made.kind != Made::Kind::nothing && target.has_context) {
      if (!put(rule, target, context, made, stored)) return false;
    } else if (made.kind == Made::Kind::text) {
      Node* node = builder_.detached(made.type, names::kValue, made.origin != nullptr ? made.origin : origin_);
      builder_.set_text(*node, made.type, made.text);
      stored = {node, made.type};
    } else if (made.node != nullptr) {
      stored = {made.node, builder_.type_of(*made.node, made.type)};
    }
  }
  if (target.bind) slot(target.slot) = stored;
  if (target.share) slot(target.share_slot) = stored;
  return true;
}

bool Executor::put(const RuleProgram& rule, const TargetProgram& target, const Slot& context, const Made& made,
                   Slot& stored) {
  auto& parent = const_cast<Node&>(*context.node);
  if (target.element.empty()) return put_into(rule, context, made);
  Place own;
  const Place* place = find_place(rule, target, context, own);
  if (place == nullptr) return false;
  if (place->primitive && !place->open && place->kind == ValueKind::string) {
    // Most of all: a text, which can stand there whatever it is.
    const std::string_view text = made.kind == Made::Kind::text ? made.text : made.node->value().reveal();
    if (text.empty()) return true;
    const bool is_code = place->type != nullptr && place->type->primitive == fhir::Primitive::code;
    if (!is_code || Builder::is_code(text)) {
      const Node* const from = made.origin != nullptr ? made.origin : origin_;
      Node* const node = builder_.child(parent, *place, nullptr, from);
      builder_.tree().set_origin(*node, from);
      builder_.tree().set_value(*node, ValueKind::string, text);
      stored = {node, place->type};
      return true;
    }
  }
  Node* node = nullptr;
  std::string error;
  std::string_view bad;
  if (place->open) {
    own = *place;
    if (!builder_.choose(own, made, error)) return fail_rule(rule, error);
    place = &own;
  }
  if (!builder_.store(parent, *place, made, origin_, node, error, bad)) {
    if (bad.empty()) return fail_rule(rule, error);
    return fail(rule, kNotANumber, {Argument::value(DataText(bad)), Argument::name(error)});
  }
  if (target.bind || target.share)
    stored = {node, node == nullptr ? nullptr : builder_.type_of(*node, node->resource() ? nullptr : place->type)};
  return true;
}

// `tgt = v`: the value of the context itself.
bool Executor::put_into(const RuleProgram& rule, const Slot& context, const Made& made) {
  auto& node = const_cast<Node&>(*context.node);
  const fhir::Type* type = builder_.type_of(node, context.type);
  if (type != nullptr && type->kind != fhir::TypeKind::primitive) {
    if (made.kind != Made::Kind::text && made.node != &node) builder_.copy_into(*made.node, node, type);
    return true;
  }
  const std::string_view text = made.kind == Made::Kind::text ? made.text : made.node->value().reveal();
  if (text.empty() || builder_.set_text(node, type, text)) return true;
  return fail(rule, kNotANumber,
              {Argument::value(DataText(text)), Argument::name(type == nullptr ? "value" : type->name.text())});
}

}  // namespace schakel::mapping
