#pragma once
// FHIRPath 2.0.0 (http://hl7.org/fhirpath/N1) with R4's additions: text -> syntax tree -> typed program -> evaluation.
//
//   auto program = compile("name.where(use = 'official').family", {.definitions = d, .context = patient_type});
//   Evaluator evaluator(d, services);            // one per thread, reused
//   auto result = evaluator.run(**program, {.focus = node, .resource = root});
//
// Programs are immutable and shared by threads; an Evaluator is scratch memory of one thread. No global state.

#include "base/clock.h"
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
  ErrorKind kind = ErrorKind::execution;
  std::string message;       // names types and elements, never values
  std::uint32_t column = 0;  // from 1, in the expression; 0 unknown
};

// Functions and variables that only one caller has (FML's and ours: `v2DateTime()`, `beSsin()`): extra rows beside the
// table of the language. `apply` gets the focus and the evaluated arguments and appends to `out` (collection.h); texts
// it makes are kept with out.scratch(). False: `error` says why.
struct ExtraFunction {
  std::string_view name;
  std::uint8_t min_arguments = 0;
  std::uint8_t max_arguments = 0;
  bool (*apply)(std::span<const Value> focus, std::span<const std::span<const Value>> arguments, Collection& out,
                Error& error);
  std::string_view result_type;  // `System.String`, `FHIR.dateTime`: for the static check; empty: unknown
  // Whether apply() would give anything, for exists() and empty(); null: only its result tells. REQUIRES: apply()
  // cannot fail.
  bool (*any)(std::span<const Value> focus, std::span<const std::span<const Value>> arguments,
              Scratch& scratch) = nullptr;
};

struct CompileOptions {
  const fhir::Definitions* definitions = nullptr;  // null: no types are known, nothing is checked
  const fhir::Type* context = nullptr;             // type of the focus; null: unknown
  bool no_focus = false;                           // the focus is always empty: bare names are variables
  bool strict = false;                             // unknown paths and wrong types are errors
  bool check_ordered = false;                      // functions that need order on unordered input are errors
  std::span<const std::string_view> variables;     // names that the caller will supply besides the standard ones
  // Of each of `variables`, in their order, one item's type; null: not known. May be shorter: then the rest is not
  // known.
  std::span<const fhir::Type* const> variable_types;
  std::span<const ExtraFunction> functions;
  // `valueQuantity` finds the choice `value` of that type (FML, invariants of careless authors). False: it is an error
  // where the type is known, as a path only has the stem (http://hl7.org/fhir/R4/fhirpath.html#polymorphism).
  bool typed_choice_names = false;
  // `as` on several items filters them, as R4's own invariants (dom-3) and search parameters need; false: an error.
  bool as_filters = false;
  bool trace = false;  // the program reports each step's result to Environment::trace
  // FML: a bare identifier at the start of a path that is no child of the focus is the variable of that name
  // (facts/fml-semantics.md section 7).
  bool bare_variables = false;
};

class Program;  // program.h
// The program as stable JSON: golden files, and people who ask what an expression was compiled to.
std::string to_json(const Program& program);
using ProgramPtr = std::shared_ptr<const Program>;

tl::expected<ProgramPtr, Error> compile(std::string_view expression, const CompileOptions& options);
// For a host language with embedded expressions (FML): compiles the longest expression at the start of `text` and says
// in `used` how many bytes it took.
tl::expected<ProgramPtr, Error> compile_prefix(std::string_view text, const CompileOptions& options, std::size_t& used);

// What the language asks of others; terminology and validation supply it. `unknown` makes the expression end in the
// error `not_supported` (a value set that is not loaded, say), so that its owner can count it as not checked.
struct Services {
  virtual ~Services() = default;
  enum class Answer : std::uint8_t { no, yes, unknown };
  virtual Answer member_of(const Value& code, std::string_view value_set);
  virtual Answer subsumes(const Value& general, const Value& specific);
  virtual Answer conforms_to(const Node& node, std::string_view profile);
  // The resource a reference points to, or null. `from` is the element that holds it (null for a bare string). The
  // default looks where find_reference() does.
  virtual const Node* resolve(std::string_view reference, const Node* from, const Node* resource,
                              const Node* root_resource);
  // Whether the element belongs to that slice of the profile.
  virtual Answer in_slice(const Node& node, std::string_view profile, std::string_view slice);
};

// The resource that a literal reference points to inside the document: contained (`#id`, `#`), or the entry of the
// Bundle `root_resource` by fullUrl, relative `Type/id` against the fullUrl of the entry that holds `resource`. Null:
// none.
const Node* find_reference(std::string_view reference, const Node* resource, const Node* root_resource);

struct Variable {
  std::string_view name;  // need not be set where Environment::variables_in_order
  std::span<const Value> value;
};

// One part of an expression and what it gave, reported after the parts it is made of.
struct TraceStep {
  std::uint32_t column = 0;      // of the name, operator or function that made it
  std::string_view text;         // the part, from its beginning
  std::uint32_t depth = 0;       // criteria and projections around it: where(), select(), all() ...
  std::span<const Value> focus;  // $this
  std::span<const Value> values;
};

// What trace() and CompileOptions::trace report: for people at a terminal, values included.
struct Trace {
  virtual ~Trace() = default;
  virtual void report(std::string_view name, std::span<const Value> values) = 0;  // trace('name')
  virtual void step(const TraceStep& step) = 0;
};

struct Environment {
  const Node* focus = nullptr;          // %context; null: empty
  const Node* resource = nullptr;       // %resource
  const Node* root_resource = nullptr;  // %rootResource
  std::span<const Variable> variables;
  bool variables_in_order = false;      // they are those of CompileOptions::variables, all of them, in that order
  std::span<const Value> focus_values;  // instead of `focus`, when the focus is no single node
  const Clock* clock = nullptr;         // now() and today(); null: the system's
  std::int32_t zone_minutes = 0;        // their zone, minutes east of UTC
  Milliseconds time_limit{10'000};      // besides the evaluator's steps; looked at every some ten thousand steps
  Trace* trace = nullptr;
};

// Thread rule: one thread.
class Evaluator {
 public:
  explicit Evaluator(const fhir::Definitions* definitions, Services* services = nullptr,
                     std::uint64_t steps = 20'000'000);
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  // The result is valid until the next run() or test() of this evaluator; texts made by the expression live in its
  // scratch memory.
  tl::expected<std::span<const Value>, Error> run(const Program& program, const Environment& environment);
  // The result as one boolean, by the rules for invariants and `where`: empty is `empty`.
  enum class Truth : std::uint8_t { no, yes, empty };
  tl::expected<Truth, Error> test(const Program& program, const Environment& environment);

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace schakel::fhirpath
