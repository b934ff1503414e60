#include "fhirpath/fhirpath.h"

#include "fhirpath/compiler.h"
#include "fhirpath/parser.h"

#include <new>

namespace schakel::fhirpath {

namespace {

constexpr std::size_t kLongest = 64 * 1024;

tl::expected<ProgramPtr, Error> compile_tree(const Syntax* tree, std::string_view text, const CompileOptions& options,
                                             Error& error) {
  if (tree == nullptr) return tl::unexpected(std::move(error));
  auto program = std::make_shared<Program>();
  if (!Compiler(options, text, *program, error).compile(*tree)) return tl::unexpected(std::move(error));
  return program;
}

}  // namespace

tl::expected<ProgramPtr, Error> compile(std::string_view expression, const CompileOptions& options) {
  if (expression.size() > kLongest)
    return tl::unexpected(Error{ErrorKind::too_costly, "the expression is too long", 0});
  Arena arena(8 * 1024);
  Error error;
  return compile_tree(parse(expression, arena, error), expression, options, error);
}

tl::expected<ProgramPtr, Error> compile_prefix(std::string_view text, const CompileOptions& options,
                                               std::size_t& used) {
  Arena arena(8 * 1024);
  Error error;
  used = 0;
  const Syntax* tree = parse_prefix(text, arena, used, error);
  return compile_tree(tree, text.substr(0, used), options, error);
}

struct Evaluator::Impl {
  Impl(const fhir::Definitions* definitions, Services* services, std::uint64_t steps)
      : machine(definitions, services, steps) {}
  Machine machine;
  Value focus;  // of the run
};

Evaluator::Evaluator(const fhir::Definitions* definitions, Services* services, std::uint64_t steps)
    : impl_(std::make_unique<Impl>(definitions, services, steps)) {}
Evaluator::~Evaluator() = default;

namespace {

Error out_of_memory() { return {ErrorKind::too_costly, "the evaluation takes more memory than the limit allows", 0}; }

Frame start(Machine& m, Value& focus, const Program& program, const Environment& environment) {
  m.start(environment, program.slots());
  if (environment.focus == nullptr) return {environment.focus_values};
  focus = Value::of(*environment.focus);
  return {{&focus, 1}};
}

}  // namespace

tl::expected<std::span<const Value>, Error> Evaluator::run(const Program& program, const Environment& environment) try {
  Machine& m = impl_->machine;
  const Frame frame = start(m, impl_->focus, program, environment);
  Collection out(m.scratch);
  if (!m.evaluate(program.root(), frame, out)) return tl::unexpected(std::move(m.error));
  return out.values();
} catch (const std::bad_alloc&) {
  return tl::unexpected(out_of_memory());
}

tl::expected<Evaluator::Truth, Error> Evaluator::test(const Program& program, const Environment& environment) try {
  Machine& m = impl_->machine;
  const Frame frame = start(m, impl_->focus, program, environment);
  switch (m.truth(program.root(), frame)) {
    case fhirpath::Truth::no: return Truth::no;
    case fhirpath::Truth::yes: return Truth::yes;
    case fhirpath::Truth::empty: return Truth::empty;
    case fhirpath::Truth::failed: break;
  }
  return tl::unexpected(std::move(m.error));
} catch (const std::bad_alloc&) {
  return tl::unexpected(out_of_memory());
}

}  // namespace schakel::fhirpath
