// FHIRPath inside a map: variables from slots, results to values.

#include "mapping/executor/executor.h"

#include <array>
#include <charconv>

namespace schakel::mapping {

bool Executor::prepare(const ExpressionProgram& expression, const Slot* focus, std::string& error) {
  if (expression.program == nullptr) {
    error = "its expression does not compile";
    return false;
  }
  const std::size_t count = expression.variables.size();
  if (values_.size() < count) {
    values_.resize(count);
    variables_.resize(count);
  }
  // Constants of the map are expressions too: evaluated before this one takes the scratch lists.
  if (expression.has_lets) {
    for (const Reference& variable : expression.variables) {
      if (variable.kind == Reference::Kind::let) static_cast<void>(value(variable));
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const Node* const node = value(expression.variables[i]).node;
    if (node != nullptr) values_[i] = fhirpath::Value::of(*node);
    variables_[i].value = {values_.data() + i, node == nullptr ? 0U : 1U};
  }
  environment_.focus = focus != nullptr ? focus->node : nullptr;
  environment_.variables = {variables_.data(), count};
  if (reads_.on()) note_reads(expression, focus);
  return true;
}

void Executor::note_reads(const ExpressionProgram& expression, const Slot* focus) {
  for (const Reference& variable : expression.variables) {
    const Slot slot = value(variable);
    if (slot.node == nullptr) continue;
    // `%xcn.v2Person()` reads all of it; where names follow (`%msg.EVN.v2Words()`), only what bears them.
    const bool direct = expression.lead_path.empty() && expression.lead.kind == Reference::Kind::slot &&
                        variable.kind == Reference::Kind::slot && expression.lead.index == variable.index;
    reads_.expression(*slot.node, expression.mentioned, expression.reads_whole && direct, expression.reads_whole);
  }
  if (focus == nullptr) return;
  const bool direct = expression.lead_is_focus && expression.lead_path.empty();
  reads_.expression(*focus->node, expression.mentioned, expression.reads_whole && direct, expression.reads_whole);
}

bool Executor::evaluate(const ExpressionProgram& expression, const Slot* focus,
                        std::span<const fhirpath::Value>& result, std::string& error) {
  if (!prepare(expression, focus, error)) return false;
  auto got = evaluator_.run(*expression.program, environment_);
  if (!got) {
    error = "`" + expression.text + "`: " + got.error().message;
    return false;
  }
  result = *got;
  return true;
}

Made Executor::made_of(const fhirpath::Value& value, const ExpressionProgram& expression, const Slot* focus) {
  using fhirpath::ValueType;
  Made made;
  Slot start;
  if (!expression.lead_is_focus) {
    start = this->value(expression.lead);
  } else if (focus != nullptr) {
    start = *focus;
  }
  const Node* lead = start.node;
  for (const Name name : expression.lead_path) {
    const Node* next = lead == nullptr ? nullptr : lead->child(name);
    if (next == nullptr) break;
    lead = next;
  }
  made.origin = start.of_source ? lead : origin_of(lead);
  const auto text = [&](std::string_view bytes, const fhir::Type* type) {
    made.kind = bytes.empty() ? Made::Kind::nothing : Made::Kind::text;
    made.text = builder_.tree().keep(bytes);
    made.type = type;
  };
  switch (value.type) {
    case ValueType::node:
      made.kind = Made::Kind::copy;
      made.node = value.node;
      made.type = builder_.type_of(*value.node, nullptr);
      if (const Node* own = origin_of(value.node)) made.origin = own;
      reads_.whole(*value.node);
      break;
    case ValueType::boolean: text(value.boolean ? "true" : "false", types_.boolean); break;
    case ValueType::integer:
    case ValueType::long_integer: {
      std::array<char, 24> digits;
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value.integer).ptr;
      text({digits.data(), static_cast<std::size_t>(end - digits.data())}, types_.integer);
      break;
    }
    case ValueType::decimal: text(fhirpath::to_text(value), types_.decimal); break;
    case ValueType::string: text(value.text, types_.string); break;
    case ValueType::date: text(value.text, types_.date); break;
    case ValueType::date_time: text(value.text, types_.date_time); break;
    case ValueType::time: text(value.text, types_.time); break;
    case ValueType::type_info: text(value.text, types_.string); break;
    case ValueType::quantity: made = quantity_of(value, made.origin); break;
  }
  return made;
}

Made Executor::quantity_of(const fhirpath::Value& value, const Node* origin) {
  Made made;
  made.kind = Made::Kind::fresh;
  made.type = types_.quantity;
  made.origin = origin;
  Node* node = builder_.detached(types_.quantity, names::kValue, origin);
  made.node = node;
  Tree& tree = builder_.tree();
  builder_.add(*node, types_.quantity, names::kValue,
               tree.keep(fhirpath::to_text(fhirpath::Value::of_decimal(*value.decimal))), origin);
  if (value.text.empty()) return made;
  const std::string_view unit = tree.keep(value.text);
  builder_.add(*node, types_.quantity, names::kUnit, unit, origin);
  if (value.unit == fhirpath::UnitKind::calendar) return made;
  builder_.add(*node, types_.quantity, names::kSystem, "http://unitsofmeasure.org", origin);
  builder_.add(*node, types_.quantity, names::kCode, unit, origin);
  return made;
}

std::string Executor::random_uuid() {
  std::array<std::uint32_t, 4> words{};
  for (std::uint32_t& word : words) word = random_();
  words[1] = (words[1] & 0xFFFF0FFFU) | 0x4000U;  // version 4, RFC 4122 section 4.4
  words[2] = (words[2] & 0x3FFFFFFFU) | 0x80000000U;
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) out += '-';
    out += kHex[(words[i / 8] >> (28 - 4 * (i % 8))) & 0xF];
  }
  return out;
}

}  // namespace schakel::mapping
