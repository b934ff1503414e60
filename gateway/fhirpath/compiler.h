#pragma once
// Compiler: syntax tree -> typed program, with the static checks. Private to the room; the entry is fhirpath.h.

#include "fhirpath/functions/table.h"
#include "fhirpath/operators/table.h"
#include "fhirpath/paths.h"
#include "fhirpath/shape.h"
#include "fhirpath/syntax_tree.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace schakel::fhirpath {

// A variable of defineVariable().
struct Binding {
  std::string_view name;
  std::uint32_t slot = 0;
  Shape shape;
  const Binding* outer = nullptr;
};

struct Scope {
  Shape focus;
  const Binding* bindings = nullptr;  // grows along a path, so copied for operands and arguments
  std::uint32_t depth = 0;            // lambdas around
};

class Compiler {
 public:
  Compiler(const CompileOptions& options, std::string_view text, Program& program, Error& error)
      : options_(options), text_(text), program_(program), error_(error) {}

  // False: error says why.
  bool compile(const Syntax& root);

 private:
  struct Part {
    Operation* operation = nullptr;  // null: failed
    Shape shape;
    [[nodiscard]] bool good() const { return operation != nullptr; }
  };

  Part expression(const Syntax& s, Scope& scope);
  // In a scope of its own: what it defines is not seen outside.
  Part operand(const Syntax& s, const Scope& scope);
  Part literal(const Syntax& s);
  Part quantity(const Syntax& s);
  Part special(const Syntax& s, const Scope& scope);
  Part variable(const Syntax& s, const Scope& scope);
  // Its index among the caller's variables; their number: it is none of them.
  [[nodiscard]] std::size_t place_of(std::string_view variable) const;
  Part name(const Syntax& s, const Part* input, const Scope& scope);
  Part first_name(const Syntax& s, const Scope& scope);
  Part step(const Syntax& s, const Part* input, const Shape& owner, bool root_type);
  Part path(const Syntax& s, Scope& scope);
  Part index(const Syntax& s, Scope& scope);
  Part unary(const Syntax& s, const Scope& scope);
  Part binary(const Syntax& s, const Scope& scope);
  Part type_operator(const Syntax& s, const Scope& scope);

  // compiler_calls.cpp
  Part call(const Syntax& s, const Part* input, Scope& scope);
  Part table_call(const Syntax& s, const FunctionRow& row, const Part* input, const Scope& scope);
  Part type_call(const Syntax& s, const FunctionRow& row, const Part* input, const Scope& scope);
  Part sort_call(const Syntax& s, const FunctionRow& row, const Part* input, const Scope& scope);
  Part define_variable(const Syntax& s, const FunctionRow& row, const Part* input, Scope& scope);
  Part extra_call(const Syntax& s, const ExtraFunction& extra, const Part* input, const Scope& scope);
  bool constant_text(const Syntax& s, const Scope& scope, std::string_view& text);
  bool check_arity(const Syntax& s, std::size_t least, std::size_t most);
  bool check_input(const Syntax& s, const FunctionRow& row, const Shape& input);
  Shape result_of(const FunctionRow& row, const Shape& input, std::span<const Shape> arguments) const;
  bool keep_pattern(const Syntax& s, const FunctionRow& row, Operation& op);

  void fold(Operation& op);
  bool check_operator(const Syntax& s, const OperatorRow& row, const Shape& left, const Shape& right);
  // `used_by`: is, as or ofType.
  const TypeTest* type_test(const Syntax& s, std::string_view used_by);
  Shape shape_of(const TypeTest& test, const Shape& input) const;

  // Why `owner` has no element of that name, and what may have been meant.
  [[nodiscard]] std::string no_element(const Syntax& s, const Shape& owner, bool first) const;
  [[nodiscard]] std::string no_function(std::string_view name) const;
  [[nodiscard]] std::string no_type(std::string_view text, std::string_view name) const;
  [[nodiscard]] std::string no_variable(std::string_view name, const Scope& scope) const;
  bool check_criterion(const Syntax& s, const Shape& criterion);
  bool check_cast(const Syntax& s, const TypeTest& test, const Shape& input);

  Operation* make(const char* code, const Syntax& s, Evaluate evaluate, EvaluateTruth truth = truth_by_evaluation);
  const char* keep_code(std::string_view code);
  void set_arguments(Operation& op, std::initializer_list<const Operation*> arguments);
  // Sets the input of an operation; the bare focus needs none.
  void set_input(Operation& op, const Part* input);
  Part traced(const Syntax& s, const Scope& scope, Part part);
  Part fail(const Syntax& s, std::string message, ErrorKind kind = ErrorKind::semantic);

  const CompileOptions& options_;
  std::string_view text_;
  Program& program_;
  Error& error_;
  std::uint32_t slots_ = 0;
};

}  // namespace schakel::fhirpath
