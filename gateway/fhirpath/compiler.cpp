#include "fhirpath/compiler.h"

#include "fhirpath/decimal.h"
#include "fhirpath/parser.h"

#include <algorithm>
#include <cstdint>
#include <new>

namespace schakel::fhirpath {

Compiler::Part Compiler::fail(const Syntax& s, std::string message, ErrorKind kind) {
  error_ = {kind, std::move(message), s.column};
  return {};
}

const char* Compiler::keep_code(std::string_view code) {
  char* kept = static_cast<char*>(program_.arena().allocate(code.size() + 1, 1));
  std::copy(code.begin(), code.end(), kept);
  kept[code.size()] = '\0';
  return kept;
}

Operation* Compiler::make(const char* code, const Syntax& s, Evaluate evaluate, EvaluateTruth truth) {
  // On cache lines of its own: evaluating a path reads the first one alone.
  constexpr std::size_t kLine = 64;
  constexpr std::size_t kSize = (sizeof(Operation) + kLine - 1) / kLine * kLine;
  const auto address = reinterpret_cast<std::uintptr_t>(program_.arena().allocate(kSize + kLine, alignof(Operation)));
  auto* op = new (reinterpret_cast<void*>((address + kLine - 1) / kLine * kLine)) Operation();
  op->code = code;
  op->evaluate = evaluate;
  op->truth = truth;
  op->held = held_by(evaluate);
  op->column = s.column;
  return op;
}

void Compiler::set_arguments(Operation& op, std::initializer_list<const Operation*> arguments) {
  const auto all = program_.arena().array<const Operation*>(arguments.size());
  std::size_t i = 0;
  for (const Operation* a : arguments) all[i++] = a;
  op.arguments = all;
}

void Compiler::set_input(Operation& op, const Part* input) {
  op.input = input == nullptr || input->operation->evaluate == evaluate_this ? nullptr : input->operation;
}

Compiler::Part Compiler::traced(const Syntax& s, const Scope& scope, Part part) {
  if (!options_.trace || !part.good()) return part;
  Operation* op = make("trace step", s, evaluate_traced);
  op->input = part.operation;
  op->text = program_.arena().copy(text_.substr(s.begin, s.end - s.begin));
  if (s.kind == SyntaxKind::path) op->column = s.operands[1]->column;
  op->slot = scope.depth;
  return {op, part.shape};
}

bool Compiler::compile(const Syntax& root) {
  Scope scope;
  scope.focus = options_.no_focus ? Shape() : Shape::of(options_.definitions == nullptr ? nullptr : options_.context);
  const Part part = expression(root, scope);
  if (!part.good()) return false;
  program_.set(part.operation, text_, slots_, part.shape.text());
  return true;
}

Compiler::Part Compiler::operand(const Syntax& s, const Scope& scope) {
  Scope own = scope;
  return expression(s, own);
}

Compiler::Part Compiler::expression(const Syntax& s, Scope& scope) {
  switch (s.kind) {
    case SyntaxKind::literal: return literal(s);
    case SyntaxKind::quantity: return quantity(s);
    case SyntaxKind::empty: {
      Shape nothing;
      return {make("nothing", s, evaluate_nothing), nothing};
    }
    case SyntaxKind::name: return traced(s, scope, name(s, nullptr, scope));
    case SyntaxKind::call: return traced(s, scope, call(s, nullptr, scope));
    case SyntaxKind::special: return special(s, scope);
    case SyntaxKind::variable: return traced(s, scope, variable(s, scope));
    case SyntaxKind::path: return traced(s, scope, path(s, scope));
    case SyntaxKind::index: return traced(s, scope, index(s, scope));
    case SyntaxKind::unary: return traced(s, scope, unary(s, scope));
    case SyntaxKind::binary: return traced(s, scope, binary(s, scope));
    case SyntaxKind::type_test: return traced(s, scope, type_operator(s, scope));
  }
  return fail(s, "unknown syntax", ErrorKind::not_supported);
}

Compiler::Part Compiler::literal(const Syntax& s) {
  Operation* op = make("literal", s, evaluate_literal, literal_truth);
  const std::string_view text = program_.arena().copy(s.text);
  std::int64_t n = 0;
  Decimal d;
  switch (s.token) {
    case TokenKind::identifier: op->literal = Value::of(s.text == "true"); break;
    case TokenKind::string: op->literal = Value::of_string(text); break;
    case TokenKind::date: op->literal = Value::of_text(ValueType::date, text); break;
    case TokenKind::date_time: op->literal = Value::of_text(ValueType::date_time, text); break;
    case TokenKind::time: op->literal = Value::of_text(ValueType::time, text); break;
    case TokenKind::long_number:
      if (!parse_integer(s.text, n)) return fail(s, "this number is too large for a Long");
      op->literal = Value::of_long(n);
      break;
    default:
      if (s.text.find('.') != std::string_view::npos) {
        if (!parse_decimal(s.text, d)) return fail(s, "this number has too many digits");
        op->literal = Value::of_decimal(*program_.arena().make<Decimal>(d));
      } else if (!parse_integer(s.text, n)) {
        return fail(s, "this number is too large for an Integer");
      } else {
        op->literal = n > INT32_MAX ? Value::of_long(n) : Value::of_integer(n);
      }
  }
  return {op, Shape::of(op->literal.type)};
}

Compiler::Part Compiler::quantity(const Syntax& s) {
  Operation* op = make("literal", s, evaluate_literal, literal_truth);
  Decimal d;
  if (!parse_decimal(s.text, d)) return fail(s, "this number has too many digits");
  op->literal = Value::of_quantity(*program_.arena().make<Decimal>(d), program_.arena().copy(s.unit),
                                   s.calendar ? UnitKind::calendar : UnitKind::ucum);
  return {op, Shape::of(ValueType::quantity)};
}

Compiler::Part Compiler::special(const Syntax& s, const Scope& scope) {
  if (s.text == "index") return {make("$index", s, evaluate_position), Shape::of(ValueType::integer)};
  if (s.text == "total") return {make("$total", s, evaluate_total), Shape::any()};
  return {make("$this", s, evaluate_this), scope.focus};
}

std::size_t Compiler::place_of(std::string_view variable) const {
  const auto& all = options_.variables;
  return static_cast<std::size_t>(std::find(all.begin(), all.end(), variable) - all.begin());
}

Compiler::Part Compiler::variable(const Syntax& s, const Scope& scope) {
  for (const Binding* b = scope.bindings; b != nullptr; b = b->outer) {
    if (b->name != s.text) continue;
    Operation* op = make("variable", s, evaluate_slot);
    op->slot = b->slot;
    op->text = program_.arena().copy(s.text);
    return {op, b->shape};
  }
  const auto constant = [&](std::string text) {
    Operation* op = make("literal", s, evaluate_literal, literal_truth);
    op->literal = Value::of_string(program_.arena().copy(text));
    return Part{op, Shape::of(ValueType::string)};
  };
  const std::size_t place = place_of(s.text);
  const bool supplied = place < options_.variables.size();
  const fhir::Type* type =
      supplied && place < options_.variable_types.size() ? options_.variable_types[place] : nullptr;
  if (!supplied || s.text == "context") {
    if (s.text == "ucum") return constant("http://unitsofmeasure.org");
    if (s.text == "sct") return constant("http://snomed.info/sct");
    if (s.text == "loinc") return constant("http://loinc.org");
    if (s.text.starts_with("vs-")) return constant("http://hl7.org/fhir/ValueSet/" + std::string(s.text.substr(3)));
    if (s.text.starts_with("ext-"))
      return constant("http://hl7.org/fhir/StructureDefinition/" + std::string(s.text.substr(4)));
    if (s.text == "context" || s.text == "resource" || s.text == "rootResource") {
      Operation* op = make("environment", s, evaluate_environment);
      op->text = program_.arena().copy(s.text);
      return {op, s.text == "context" ? Shape::of(options_.definitions == nullptr ? nullptr : options_.context)
                                      : Shape::any(false)};
    }
  }
  if (s.text == "terminologies" || s.text == "server" || s.text == "factory") {
    return fail(s, "%" + std::string(s.text) + " is not supported", ErrorKind::not_supported);
  }
  if (!supplied && !options_.bare_variables) {
    return fail(s, no_variable(s.text, scope));
  }
  Operation* op = make("variable", s, evaluate_variable);
  op->text = program_.arena().copy(s.text);
  op->slot = static_cast<std::uint32_t>(place);
  const bool known = type != nullptr && options_.definitions != nullptr;
  Shape shape = known ? Shape::of(type) : Shape::any();
  shape.unknown = !known || type->abstract;
  return {op, shape};
}

Compiler::Part Compiler::name(const Syntax& s, const Part* input, const Scope& scope) {
  if (input == nullptr) return first_name(s, scope);
  return step(s, input, input->shape, false);
}

// The first name of a path is an element of the focus, or its type: `Patient.name`.
Compiler::Part Compiler::first_name(const Syntax& s, const Scope& scope) {
  const fhir::Type* named = options_.definitions == nullptr ? nullptr : options_.definitions->type(s.text);
  const bool capital = !s.text.empty() && s.text[0] >= 'A' && s.text[0] <= 'Z';
  bool is_element = scope.focus.unknown;
  bool is_type = named != nullptr && scope.focus.size() != 0 && !scope.focus.unknown;
  for (const StaticType& t : scope.focus) {
    if (t.system) {
      is_type = false;
      continue;
    }
    if (t.fhir->find(Name::intern(s.text)) != nullptr || t.fhir->abstract) is_element = true;
    if (named == nullptr || !t.fhir->is_a(*named)) is_type = false;
  }
  if (is_type) return {make("$this", s, evaluate_this), scope.focus};
  const bool may_be_variable = options_.bare_variables && place_of(s.text) < options_.variables.size();
  // Certainly no element of the focus: the variable of that name.
  if (!is_element && may_be_variable) return variable(s, scope);
  if (!is_element && capital && named != nullptr && options_.strict) {
    return fail(s, "the focus is " + scope.focus.text() + ", not " + std::string(s.text));
  }
  // A type of another branch, or one that only the data will tell.
  const bool may_be_type = capital && (named != nullptr || scope.focus.unknown || options_.definitions == nullptr);
  if (may_be_type && named != nullptr && !is_element) {
    Part part = step(s, nullptr, Shape::any(), true);
    return part;
  }
  Part part = step(s, nullptr, scope.focus, may_be_type);
  if (part.good() && may_be_type && named != nullptr) {
    part.shape = Shape::of(named);
    part.shape.unknown = named->abstract;
    part.shape.many = scope.focus.many;
  } else if (part.good() && may_be_type) {
    part.shape = Shape::any();
  }
  if (part.good() && may_be_variable) {
    part.operation->code = "path or variable";
    part.operation->evaluate = evaluate_path_or_variable;
    part.operation->text = program_.arena().copy(s.text);
    part.operation->slot = static_cast<std::uint32_t>(place_of(s.text));
    part.shape = Shape::any();
  }
  return part;
}

Compiler::Part Compiler::step(const Syntax& s, const Part* input, const Shape& owner, bool root_type) {
  const Name element_name = Name::intern(s.text);
  const ChildShape child = child_of(owner, element_name);
  if (child.typed_choice != nullptr && !options_.typed_choice_names) {
    return fail(s, "'" + std::string(s.text) + "' is not the name of an element: the choice is '" +
                       std::string(child.typed_choice->name.text()) + "' (" + owner.text() +
                       "), its type is asked with ofType()");
  }
  // Where the expression itself says the type, there is no doubt that the element is wrong.
  if (!child.found && owner.size() != 0 && (options_.strict || owner.stated)) {
    return fail(s, no_element(s, owner, input == nullptr));
  }
  // `value` of anything that is not known to be a primitive means the element of that name only.
  const bool value = s.text == "value" && (child.of_primitive || options_.bare_variables);
  const Step own{element_name, child.element, child.maybe_choice, root_type, value, s.text == "resourceType"};
  const Operation* before = input == nullptr ? nullptr : input->operation;
  const bool fuse = before != nullptr && is_path(*before) && !options_.trace;
  const std::size_t earlier = fuse ? before->steps.size() : 0;
  const auto steps = program_.arena().array<Step>(earlier + 1);
  for (std::size_t i = 0; i < earlier; ++i) steps[i] = before->steps[i];
  steps[earlier] = own;
  Operation* op = make("path", s, evaluate_path);
  op->steps = steps;
  if (fuse) {
    op->input = before->input;
  } else {
    set_input(*op, input);
  }
  Part part{op, child.found ? child.shape : Shape::any(owner.many)};
  return part;
}

Compiler::Part Compiler::path(const Syntax& s, Scope& scope) {
  Part left = expression(*s.operands[0], scope);
  if (!left.good()) return left;
  const Syntax& right = *s.operands[1];
  if (right.kind == SyntaxKind::name) return name(right, &left, scope);
  if (right.kind == SyntaxKind::call) return call(right, &left, scope);
  if (right.text == "this") return left;
  return fail(right, "'$" + std::string(right.text) + "' cannot stand after a dot");
}

Compiler::Part Compiler::index(const Syntax& s, Scope& scope) {
  Part left = expression(*s.operands[0], scope);
  if (!left.good()) return left;
  const Part at = operand(*s.operands[1], scope);
  if (!at.good()) return at;
  if (options_.check_ordered && !left.shape.ordered) return fail(s, "an index needs an ordered collection");
  Operation* op = make("index", s, evaluate_index);
  set_input(*op, &left);
  set_arguments(*op, {at.operation});
  left.shape.many = false;
  return {op, left.shape};
}

Compiler::Part Compiler::unary(const Syntax& s, const Scope& scope) {
  const Part inner = operand(*s.operands[0], scope);
  if (!inner.good()) return inner;
  const bool minus = s.text == "-";
  // A signed number is a literal.
  if (inner.operation->evaluate == evaluate_literal && minus) {
    Value& v = inner.operation->literal;
    if (v.type == ValueType::integer || v.type == ValueType::long_integer) {
      v.integer = -v.integer;
      if (v.type == ValueType::long_integer && s.operands[0]->token == TokenKind::number && v.integer == INT32_MIN)
        v.type = ValueType::integer;
      return {inner.operation, Shape::of(v.type)};
    }
    if (v.type == ValueType::decimal || v.type == ValueType::quantity) {
      v.decimal = program_.arena().make<Decimal>(Decimal{-v.decimal->coefficient, v.decimal->scale});
      return inner;
    }
  }
  Operation* op = make(minus ? "negative" : "positive", s, minus ? evaluate_negative : evaluate_positive);
  set_arguments(*op, {inner.operation});
  return {op, inner.shape};
}

namespace {

Shape arithmetic_shape(const Shape& left, const Shape& right) {
  // The types of the operands in System terms; a node's type becomes its value's.
  Shape s;
  s.unknown = true;
  if (left.size() == 1 && right.size() == 1 && !left.unknown && !right.unknown && left.begin()->system &&
      right.begin()->system) {
    const ValueType a = left.begin()->system_type;
    const ValueType b = right.begin()->system_type;
    if (a == b) return Shape::of(a);
  }
  return s;
}

bool is_constant(const Operation& op) { return op.evaluate == evaluate_literal || op.evaluate == evaluate_constants; }

}  // namespace

// A union of literals is made once, here.
void Compiler::fold(Operation& op) {
  Machine machine(nullptr, nullptr, 100'000);
  const Environment environment;
  machine.start(environment, 0);
  Collection out(machine.scratch);
  if (!op.evaluate(machine, op, {}, out)) return;
  const auto kept = program_.arena().array<Value>(out.size());
  for (std::size_t i = 0; i < out.size(); ++i) kept[i] = out[i];
  op.constants = kept;
  op.evaluate = evaluate_constants;
  op.held = held_by(evaluate_constants);
}

bool Compiler::check_operator(const Syntax& s, const OperatorRow& row, const Shape& left, const Shape& right) {
  const bool of_single = row.group == OperatorGroup::arithmetic || row.group == OperatorGroup::order ||
                         row.group == OperatorGroup::concatenation;
  if (options_.strict && !options_.bare_variables && of_single &&
      ((left.many && !left.unknown) || (right.many && !right.unknown))) {
    fail(s, "operator '" + std::string(s.text) + "' works on single items, but there may be several here");
    return false;
  }
  const Kinds a = kinds_of(left);
  const Kinds b = kinds_of(right);
  if (a.unknown || b.unknown) return true;
  const auto only_moment = [](const Kinds& k) {
    return k.moment && !k.number && !k.text && !k.quantity && !k.other && !k.boolean;
  };
  const auto only_number = [](const Kinds& k) {
    return k.number && !k.moment && !k.text && !k.quantity && !k.other && !k.boolean;
  };
  const std::string both =
      "operator '" + std::string(s.text) + "' cannot be applied to " + left.text() + " and " + right.text();
  if (row.group == OperatorGroup::arithmetic && only_moment(a) && only_number(b)) {
    fail(s, both + ": a date or time needs a quantity with a unit");
    return false;
  }
  if (!options_.strict) return true;
  if (row.group == OperatorGroup::arithmetic || row.group == OperatorGroup::order) {
    const bool numbers = (a.number || a.quantity) && (b.number || b.quantity);
    const bool texts = a.text && b.text && (row.group == OperatorGroup::order || s.text == "+");
    const bool moments = row.group == OperatorGroup::order
                             ? a.moment && b.moment
                             : (a.moment && b.quantity) || (s.text == "+" && a.quantity && b.moment);
    if (!numbers && !texts && !moments) {
      fail(s, both);
      return false;
    }
  }
  return true;
}

Compiler::Part Compiler::binary(const Syntax& s, const Scope& scope) {
  const OperatorRow* row = find_operator(s.text);
  const Part left = operand(*s.operands[0], scope);
  if (!left.good()) return left;
  const Part right = operand(*s.operands[1], scope);
  if (!right.good()) return right;
  if (row == nullptr)
    return fail(s, "operator '" + std::string(s.text) + "' is not supported", ErrorKind::not_supported);
  if (!check_operator(s, *row, left.shape, right.shape)) return {};
  Operation* op = make(row->text.data(), s, row->evaluate, row->truth);
  set_arguments(*op, {left.operation, right.operation});
  if (row->group == OperatorGroup::union_of && is_constant(*left.operation) && is_constant(*right.operation)) fold(*op);
  Shape shape = Shape::of(ValueType::boolean);
  if (row->group == OperatorGroup::union_of) {
    shape = left.shape;
    shape.add(right.shape);
    shape.many = true;
    shape.ordered = false;
  } else if (row->group == OperatorGroup::concatenation) {
    shape = Shape::of(ValueType::string);
  } else if (row->group == OperatorGroup::arithmetic) {
    shape = s.text == "/" ? Shape::any(false) : arithmetic_shape(left.shape, right.shape);
  }
  return {op, shape};
}

}  // namespace schakel::fhirpath
