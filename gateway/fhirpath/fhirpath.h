#pragma once
// FHIRPath 2.0.0 (http://hl7.org/fhirpath/N1) with R4's additions: text -> syntax tree -> typed program -> evaluation.
//
//   auto program = compile("name.where(use = 'official').family", {.definitions = d, .context = patient_type});
//   Evaluator evaluator(d, services);            // one per thread, reused
//   auto result = evaluator.run(**program, {.focus = node, .resource = root});
//
// Programs are immutable and shared by threads; an Evaluator is scratch memory of one thread. No global state.

#include "base/result.h"
#include "fhir/definitions/definitions.h"
#include "fhirpath/value.h"
#include "tree/tree.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhirpath {

enum class ErrorKind : std::uint8_t { syntax, semantic, execution, too_costly, not_supported };

// An error of the expression or of what it was applied to; never a crash, never a silent empty.
struct Error {
  ErrorKind kind;
  std::string message;          // names types and elements, never values
  std::uint32_t column = 0;     // from 1, in the expression; 0 unknown
};

// Functions and variables that only one caller has (FML's and ours: `v2DateTime()`, `beSsin()`): extra rows beside the table
// of the language. `apply` gets the focus and the evaluated arguments and appends to `out`.
struct ExtraFunction {
  std::string_view name;
  std::uint8_t min_arguments = 0;
  std::uint8_t max_arguments = 0;
  bool (*apply)(class Evaluator&, std::span<const Value> focus, std::span<const std::span<const Value>> arguments, Collection& out, Error& error);
  std::string_view result_type;  // for the static check; empty: unknown
};

struct CompileOptions {
  const fhir::Definitions* definitions = nullptr;   // null: no types are known, nothing is checked
  const fhir::Type* context = nullptr;              // type of the focus; null: unknown
  bool strict = false;                              // unknown paths and wrong types are errors
  bool check_ordered = false;                       // functions that need order on unordered input are errors
  std::span<const std::string_view> variables;      // names that the caller will supply besides the standard ones
  std::span<const ExtraFunction> functions;
  // FML: a bare identifier at the start of a path that is no child of the focus is the variable of that name
  // (facts/fml-semantics.md section 7).
  bool bare_variables = false;
};

class Program;  // program.h; to_json() prints it stably
using ProgramPtr = std::shared_ptr<const Program>;

tl::expected<ProgramPtr, Error> compile(std::string_view expression, const CompileOptions& options);
// For a host language with embedded expressions (FML): compiles the longest expression at the start of `text` and says in
// `used` how many bytes it took.
tl::expected<ProgramPtr, Error> compile_prefix(std::string_view text, const CompileOptions& options, std::size_t& used);

// What the language asks of others; terminology and validation supply it. A null pointer: that function answers `not_supported`.
struct Services {
  virtual ~Services() = default;
  enum class Answer : std::uint8_t { no, yes, unknown };
  virtual Answer member_of(const Value& code, std::string_view value_set) = 0;
  virtual Answer subsumes(const Value& general, const Value& specific) = 0;
  virtual Answer conforms_to(const Node& node, std::string_view profile) = 0;
  // The node a Reference (or its reference string, canonical, uri) points to: contained, Bundle entry, or null.
  virtual const Node* resolve(const Node& reference, const Node* resource, const Node* root_resource) = 0;
};

struct Variable {
  std::string_view name;
  std::span<const Value> value;
};

struct Environment {
  const Node* focus = nullptr;           // %context; null: empty
  const Node* resource = nullptr;        // %resource
  const Node* root_resource = nullptr;   // %rootResource
  std::span<const Variable> variables;
  std::span<const Value> focus_values;   // instead of `focus`, when the focus is no single node
};

// Thread rule: one thread.
class Evaluator {
 public:
  explicit Evaluator(const fhir::Definitions* definitions, Services* services = nullptr, std::uint64_t steps = 20'000'000);
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  // The result is valid until the next run() of this evaluator; nodes made by the expression live in its scratch arena.
  tl::expected<std::span<const Value>, Error> run(const Program& program, const Environment& environment);
  // The result as one boolean, by the rules for invariants and `where`: empty is `empty`.
  enum class Truth : std::uint8_t { no, yes, empty };
  tl::expected<Truth, Error> test(const Program& program, const Environment& environment);

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace schakel::fhirpath
