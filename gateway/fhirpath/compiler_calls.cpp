// Functions and types: arity, inputs, results, and the few whose arguments are more than expressions.

#include "fhirpath/compiler.h"
#include "fhirpath/extra.h"

#include <algorithm>
#include <vector>

namespace schakel::fhirpath {

namespace {

std::string arity_text(std::size_t least, std::size_t most) {
  if (least == most) return std::to_string(least) + (least == 1 ? " argument" : " arguments");
  return std::to_string(least) + " to " + std::to_string(most) + " arguments";
}

// A key of sort(): its operand, ascending or descending by the flag.
bool evaluate_key(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  return m.evaluate(*op.input, f, out);
}

// Functions of one value: text, numbers, conversions.
bool takes_single(const FunctionRow& row) {
  if (row.takes == Takes::text) return row.name != "join";
  return row.takes == Takes::number || row.name.starts_with("to") || row.name.starts_with("convertsTo");
}

bool system_type_named(std::string_view name, ValueType& type) {
  for (const ValueType t :
       {ValueType::boolean, ValueType::integer, ValueType::long_integer, ValueType::decimal, ValueType::string,
        ValueType::date, ValueType::date_time, ValueType::time, ValueType::quantity}) {
    if (system_name(t) == name) {
      type = t;
      return true;
    }
  }
  return false;
}

}  // namespace

bool Compiler::check_arity(const Syntax& s, std::size_t least, std::size_t most) {
  const std::size_t n = s.operands.size();
  if (n >= least && n <= most) return true;
  fail(s, std::string(s.text) + "() takes " + arity_text(least, most) + ", found " + std::to_string(n));
  return false;
}

bool Compiler::check_input(const Syntax& s, const FunctionRow& row, const Shape& input) {
  if (row.ordered && options_.check_ordered && !input.ordered) {
    fail(s, std::string(s.text) + "() needs an ordered collection; the order of this one is not defined");
    return false;
  }
  // In a map an item's cardinality is the message's: what has several after all is an error of that run.
  if (options_.strict && !options_.bare_variables && input.many && !input.unknown && takes_single(row)) {
    fail(s, std::string(s.text) + "() works on a single item, but there may be several here");
    return false;
  }
  const Kinds k = kinds_of(input);
  if (k.unknown) return true;
  bool fits = true;
  switch (row.takes) {
    case Takes::text: {
      // Elements whose FHIR form is text count, dates among them.
      fits = k.text;
      for (const StaticType& t : input) fits = fits || (!t.system && k.moment);
      break;
    }
    case Takes::number: fits = k.number || k.quantity; break;
    case Takes::boolean: fits = k.boolean; break;
    case Takes::moment: fits = k.moment || k.text; break;
    case Takes::quantity: fits = k.quantity || k.number; break;
    default: break;
  }
  if (fits) return true;
  fail(s, std::string(s.text) + "() cannot be applied to " + input.text());
  return false;
}

Compiler::Part Compiler::call(const Syntax& s, const Part* input, Scope& scope) {
  for (const ExtraFunction& extra : options_.functions) {
    if (extra.name == s.text) return extra_call(s, extra, input, scope);
  }
  const FunctionRow* row = find_function(s.text);
  if (row == nullptr) return fail(s, no_function(s.text));
  if (!check_arity(s, row->least, row->most)) return {};
  const Shape& shape = input == nullptr ? scope.focus : input->shape;
  if (!check_input(s, *row, shape)) return {};
  if (row->type_argument) return type_call(s, *row, input, scope);
  if (row->name == "sort") return sort_call(s, *row, input, scope);
  if (row->name == "defineVariable") return define_variable(s, *row, input, scope);
  return table_call(s, *row, input, scope);
}

Compiler::Part Compiler::table_call(const Syntax& s, const FunctionRow& row, const Part* input, const Scope& scope) {
  const Shape shape = input == nullptr ? scope.focus : input->shape;
  Operation* op = make(row.name.data(), s, row.evaluate, row.truth);
  set_input(*op, input);
  const auto arguments = program_.arena().array<const Operation*>(s.operands.size());
  std::vector<Shape> shapes;
  for (std::size_t i = 0; i < s.operands.size(); ++i) {
    Scope inner = scope;
    if ((row.lambdas >> i & 1) != 0) {
      inner.focus = shape;
      if (!row.whole) {
        inner.focus.many = false;
        ++inner.depth;
      }
    }
    const Part argument = expression(*s.operands[i], inner);
    if (!argument.good()) return argument;
    arguments[i] = argument.operation;
    shapes.push_back(argument.shape);
  }
  op->arguments = arguments;
  if (row.name == "iif" && !check_criterion(s, shapes[0])) return {};
  if (!keep_pattern(s, row, *op)) return {};
  // where(x).exists() stops at the first hit.
  if (row.name == "exists" && arguments.empty() && op->input != nullptr &&
      std::string_view(op->input->code) == "where") {
    op->arguments = op->input->arguments;
    op->input = op->input->input;
  }
  return {op, result_of(row, shape, shapes)};
}

// What is no Boolean for certain would always hold, as a single item counts as true: a mistake, not a criterion.
bool Compiler::check_criterion(const Syntax& s, const Shape& criterion) {
  if (criterion.unknown || criterion.size() == 0) return true;
  for (const StaticType& t : criterion) {
    if (!t.system || t.system_type == ValueType::boolean) return true;
  }
  fail(*s.operands[0], std::string(s.text) + "() needs a Boolean to decide on, not " + criterion.text());
  return false;
}

bool Compiler::keep_pattern(const Syntax& s, const FunctionRow& row, Operation& op) {
  const bool full = row.name == "matches" || row.name == "matchesFull";
  if (!full && row.name != "replaceMatches") return true;
  if (op.arguments.size() > (full ? 1U : 2U) || op.arguments[0]->evaluate != evaluate_literal ||
      op.arguments[0]->literal.type != ValueType::string) {
    return true;
  }
  std::string problem;
  op.pattern = program_.keep_pattern(op.arguments[0]->literal.text, problem);
  if (op.pattern != nullptr) return true;
  fail(*s.operands[0], std::string(row.name) + "(): " + problem, ErrorKind::not_supported);
  return false;
}

Shape Compiler::result_of(const FunctionRow& row, const Shape& input, std::span<const Shape> arguments) const {
  const auto single = [](Shape s) {
    s.many = false;
    return s;
  };
  const auto several = [](Shape s) {
    s.many = true;
    return s;
  };
  const auto fhir_type = [&](std::string_view name) {
    return Shape::of(options_.definitions == nullptr ? nullptr : options_.definitions->type(name));
  };
  switch (row.gives) {
    case Gives::boolean: return Shape::of(ValueType::boolean);
    case Gives::integer: return Shape::of(ValueType::integer);
    case Gives::long_integer: return Shape::of(ValueType::long_integer);
    case Gives::decimal: return Shape::of(ValueType::decimal);
    case Gives::string: return Shape::of(ValueType::string);
    case Gives::strings: return several(Shape::of(ValueType::string));
    case Gives::date: return Shape::of(ValueType::date);
    case Gives::date_time: return Shape::of(ValueType::date_time);
    case Gives::time: return Shape::of(ValueType::time);
    case Gives::quantity: return Shape::of(ValueType::quantity);
    case Gives::type_info: return several(Shape::of(ValueType::type_info));
    case Gives::input: return input;
    case Gives::input_single: return single(input);
    case Gives::argument: {
      Shape s = several(arguments[0]);
      s.ordered = input.ordered && arguments[0].ordered;
      return s;
    }
    case Gives::argument_single: return single(arguments[0]);
    case Gives::combined: {
      Shape s = several(input);
      s.add(arguments[0]);
      return s;
    }
    case Gives::branches: {
      Shape s = arguments[1];
      if (arguments.size() > 2) s.add(arguments[2]);
      s.many = s.many || (arguments.size() > 2 && arguments[2].many);
      return s;
    }
    case Gives::children:
    case Gives::descendants: {
      Shape s = Shape::any();
      s.ordered = false;
      return s;
    }
    case Gives::extensions: return several(fhir_type("Extension"));
    case Gives::resources: return Shape::any(input.many);
    case Gives::anything: break;
  }
  return Shape::any();
}

Compiler::Part Compiler::type_call(const Syntax& s, const FunctionRow& row, const Part* input, const Scope& scope) {
  const TypeTest* test = type_test(*s.operands[0], row.name);
  if (test == nullptr) return {};
  const Shape shape = input == nullptr ? scope.focus : input->shape;
  if (row.name != "is" && !check_cast(s, *test, shape)) return {};
  Operation* op = make(row.name.data(), s, row.evaluate, row.truth);
  set_input(*op, input);
  op->type = test;
  op->flag = row.name == "as" && options_.as_filters;
  return {op, row.name == "is" ? Shape::of(ValueType::boolean) : shape_of(*test, shape)};
}

Compiler::Part Compiler::type_operator(const Syntax& s, const Scope& scope) {
  const Part left = operand(*s.operands[0], scope);
  if (!left.good()) return left;
  const TypeTest* test = type_test(*s.operands[1], s.text);
  if (test == nullptr) return {};
  const bool is = s.text == "is";
  if (!is && !check_cast(s, *test, left.shape)) return {};
  Operation* op = make(is ? "is" : "as", s, is ? evaluate_is : evaluate_as, is ? truth_is : truth_by_evaluation);
  set_arguments(*op, {left.operation});
  op->type = test;
  op->flag = !is && options_.as_filters;
  return {op, is ? Shape::of(ValueType::boolean) : shape_of(*test, left.shape)};
}

Shape Compiler::shape_of(const TypeTest& test, const Shape& input) const {
  Shape s;
  s.many = input.many;
  s.ordered = input.ordered;
  if (test.system && (!test.fhir || test.type == nullptr)) s.add(StaticType{true, test.system_type, nullptr});
  if (test.fhir && test.type != nullptr) s.add(StaticType{false, ValueType::boolean, test.type});
  s.unknown = test.fhir && test.type == nullptr;
  s.stated = !s.unknown;
  return s;
}

const TypeTest* Compiler::type_test(const Syntax& s, std::string_view used_by) {
  const bool is = used_by == "is";
  const bool of_type = used_by == "ofType";
  std::string_view space;
  std::string_view name;
  if (s.kind == SyntaxKind::name) {
    name = s.text;
  } else if (s.kind == SyntaxKind::path && s.operands[0]->kind == SyntaxKind::name &&
             s.operands[1]->kind == SyntaxKind::name) {
    space = s.operands[0]->text;
    name = s.operands[1]->text;
  } else {
    fail(s, "expected the name of a type");
    return nullptr;
  }
  if (!space.empty() && space != "System" && space != "FHIR") {
    fail(s, "expected a type of System or FHIR, found the namespace '" + std::string(space) + "'");
    return nullptr;
  }
  TypeTest test;
  test.text = program_.arena().copy(text_.substr(s.begin, s.end - s.begin));
  if (space != "FHIR") test.system = system_type_named(name, test.system_type);
  if (space != "System") {
    test.name = Name::intern(name);
    test.type = options_.definitions == nullptr ? nullptr : options_.definitions->type(name);
    test.fhir = options_.definitions == nullptr || test.type != nullptr;
  }
  // `is` may ask for a System type that does not exist: nothing is of it (HL7's suite, Patient.is(System.Patient)).
  test.convert = of_type && space == "System" && test.system;
  if (!test.system && !test.fhir && (space != "System" || !is || options_.strict)) {
    fail(s, no_type(test.text, name));
    return nullptr;
  }
  return program_.arena().make<TypeTest>(test);
}

Compiler::Part Compiler::sort_call(const Syntax& s, const FunctionRow& row, const Part* input, const Scope& scope) {
  const Shape shape = input == nullptr ? scope.focus : input->shape;
  Operation* op = make(row.name.data(), s, row.evaluate, row.truth);
  set_input(*op, input);
  const auto arguments = program_.arena().array<const Operation*>(s.operands.size());
  for (std::size_t i = 0; i < s.operands.size(); ++i) {
    Scope inner = scope;
    inner.focus = shape;
    inner.focus.many = false;
    ++inner.depth;
    const Syntax* key = s.operands[i];
    // A minus before the key means descending, whatever its type; so does `desc` after it.
    const bool directed = key->kind == SyntaxKind::unary && key->text != "+";
    const bool descending = directed && key->text != "asc";
    const Part part = expression(directed ? *key->operands[0] : *key, inner);
    if (!part.good()) return part;
    Operation* wrapped = make(descending ? "descending" : "ascending", *key, evaluate_key);
    wrapped->input = part.operation;
    wrapped->flag = descending;
    arguments[i] = wrapped;
  }
  op->arguments = arguments;
  Shape result = shape;
  result.ordered = true;
  return {op, result};
}

// The name has to be known here, so that every use of it can be checked: a literal, or an expression that does not look
// at data.
bool Compiler::constant_text(const Syntax& s, const Scope& scope, std::string_view& text) {
  if (s.kind == SyntaxKind::literal && s.token == TokenKind::string) {
    text = program_.arena().copy(s.text);
    return true;
  }
  Scope inner = scope;
  inner.focus = Shape::any(false);
  const Part part = expression(s, inner);
  if (!part.good()) return false;
  Machine machine(nullptr, nullptr, 10'000);
  const Value focus = Value::of(true);
  Environment environment;
  environment.focus_values = {&focus, 1};
  machine.start(environment, slots_);
  Collection out(machine.scratch);
  if (!machine.evaluate(*part.operation, {environment.focus_values}, out) || out.size() != 1 ||
      out[0].type != ValueType::string) {
    fail(s, "defineVariable() needs a name that is known without data");
    return false;
  }
  text = program_.arena().copy(out[0].text);
  return true;
}

Compiler::Part Compiler::define_variable(const Syntax& s, const FunctionRow& row, const Part* input, Scope& scope) {
  std::string_view name;
  if (!constant_text(*s.operands[0], scope, name)) return {};
  for (const std::string_view system :
       {"context", "resource", "rootResource", "ucum", "sct", "loinc", "terminologies", "server", "factory"}) {
    if (name == system) return fail(s, "defineVariable(): %" + std::string(name) + " is a variable of the language");
  }
  bool taken = name.starts_with("vs-") || name.starts_with("ext-");
  for (const std::string_view v : options_.variables) taken = taken || v == name;
  for (const Binding* b = scope.bindings; b != nullptr; b = b->outer) taken = taken || b->name == name;
  if (taken) return fail(s, "defineVariable(): %" + std::string(name) + " is defined already");
  const Shape shape = input == nullptr ? scope.focus : input->shape;
  Operation* op = make(row.name.data(), s, row.evaluate, row.truth);
  set_input(*op, input);
  op->text = name;
  Shape value = shape;
  if (s.operands.size() > 1) {
    Scope inner = scope;
    inner.focus = shape;
    const Part argument = expression(*s.operands[1], inner);
    if (!argument.good()) return argument;
    set_arguments(*op, {argument.operation});
    value = argument.shape;
  }
  op->slot = slots_++;
  Binding* binding = program_.arena().make<Binding>();
  binding->name = name;
  binding->slot = op->slot;
  binding->shape = value;
  binding->outer = scope.bindings;
  scope.bindings = binding;
  return {op, shape};
}

Compiler::Part Compiler::extra_call(const Syntax& s, const ExtraFunction& extra, const Part* input,
                                    const Scope& scope) {
  if (!check_arity(s, extra.min_arguments, extra.max_arguments)) return {};
  Operation* op = make(keep_code(extra.name), s, evaluate_extra);
  // The row belongs to the caller; the program keeps its own copy of it.
  op->extra = program_.arena().make<ExtraFunction>(extra);
  set_input(*op, input);
  const auto arguments = program_.arena().array<const Operation*>(s.operands.size());
  for (std::size_t i = 0; i < s.operands.size(); ++i) {
    const Part argument = operand(*s.operands[i], scope);
    if (!argument.good()) return argument;
    arguments[i] = argument.operation;
  }
  op->arguments = arguments;
  // A caller's function works item by item, or makes one of all: never more than it was given.
  const bool many = input != nullptr ? input->shape.many : scope.focus.many;
  Shape shape = Shape::any(many);
  ValueType system = ValueType::boolean;
  if (extra.result_type.starts_with("System.") && system_type_named(extra.result_type.substr(7), system)) {
    shape = Shape::of(system);
    shape.many = many;
  } else if (extra.result_type.starts_with("FHIR.") && options_.definitions != nullptr) {
    shape = Shape::of(options_.definitions->type(extra.result_type.substr(5)));
    shape.many = many;
  }
  return {op, shape};
}

}  // namespace schakel::fhirpath
