#pragma once
// Run: one pass over an annotated tree. Run<false> answers yes or no, makes no issue, allocates nothing once its Work
// is warm and stops at the first error; Run<true> visits everything and reports. Both are the same code (architecture
// decision 9).
//
// Every check returns true when it found no error; warnings and information leave the answer true.
// Thread rule: one thread; a Run uses the Work of its session.

#include "base/limits.h"
#include "fhirpath/fhirpath.h"
#include "tree/issue.h"
#include "validation/codes.h"
#include "validation/library.h"
#include "validation/references.h"
#include "validation/validator.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace schakel::validation {

// Which (node, program) pairs were judged in this validation. A pair that is still being judged counts as good, so
// resources that refer to each other in a circle end.
class Memo {
 public:
  enum class State : std::uint8_t { fresh, running, good, bad };
  void clear();
  State& at(const void* node, const void* program);

 private:
  struct Entry {
    const void* node = nullptr;
    const void* program = nullptr;
    std::uint32_t round = 0;
    State state = State::fresh;
  };
  void grow();
  std::vector<Entry> entries_;
  std::size_t used_ = 0;
  std::uint32_t round_ = 0;
};

// Scratch of one session, reused from message to message.
struct Work {
  Work(const Library& library, const Limits& limits);
  ~Work();

  // `tree`: null when nothing is reported, so that nodes of any document may be asked about.
  void begin(const Tree* tree, const Options& options);
  // The program of a canonical that came with a message (meta.profile, Extension.url); null when not loaded.
  const Program* program(std::string_view canonical);
  const Program* program_of_type(Name type);
  tl::expected<fhirpath::Evaluator::Truth, fhirpath::Error> evaluate(const fhirpath::Program& program,
                                                                     const fhirpath::Environment& environment);
  // Whether the expression's result contains this very node.
  bool selects(const fhirpath::Program& program, const fhirpath::Environment& environment, const Node& node);
  // Compiled on first use; the text is a definition's. Null: it does not compile.
  const fhirpath::Program* context_expression(std::string_view expression);
  // A loaded code system that only adds to another one.
  bool is_supplement(std::string_view system);
  // Texts that came with the message are copied, a few of them.
  void count_unknown_profile(std::string_view canonical);
  void count_unknown_system(std::string_view system);
  void count_not_checked(std::string_view kind, std::string_view what);

  const Library& library;
  const Limits& limits;
  const Options* options = nullptr;
  const Tree* tree = nullptr;
  References references;
  std::unique_ptr<fhirpath::Services> services;
  std::vector<std::unique_ptr<fhirpath::Evaluator>> evaluators;  // one for each nesting of conformsTo()
  std::size_t evaluating = 0;
  bool led_outside = false;  // a resolve() met a reference that leads out of the document
  std::vector<std::uint32_t> counters;
  Memo memo[2];  // fast, explain
  std::uint64_t steps = 0;
  std::uint32_t references_followed = 0;  // nesting
  struct Uncertain {
    std::string_view kind, what;  // live as long as the library's definitions
    std::uint32_t count;
  };
  std::vector<Uncertain> uncertain;
  std::vector<const Node*> nodes;  // a stack of lists
  // Which concepts were met under which value sets, and displays that their code systems do not have (rules/coding.h).
  struct Bound {
    const Node* node;
    std::string_view value_set;
    const Node* profile;  // the StructureDefinition that states the binding
  };
  std::vector<Bound> bound;
  struct DoubtfulDisplay {
    const Node* display;
    const ElementRule* element;
    const Node* resource;
  };
  std::vector<DoubtfulDisplay> doubtful_displays;
  std::unordered_set<std::string> said;  // texts and places already reported

 private:
  std::unordered_map<std::string_view, const Program*> by_canonical_;
  std::unordered_map<const char*, const Program*> by_type_;
  std::unordered_map<const char*, fhirpath::ProgramPtr> context_expressions_;
  std::unordered_map<std::string_view, bool> supplements_;  // of loaded code systems, by their own url
  std::unordered_set<std::string_view> not_code_systems_;   // texts of the message at work
  Arena foreign_{1024};
};

template <bool kExplain>
class Run {
 public:
  Run(Work& work, Issues* issues) : work_(work), issues_(issues) {}

  // A whole resource: `programs` (none: the base definition of its type), then meta.profile.
  bool resource(const Node& node, std::span<const Program* const> programs, const ElementRule* from);
  bool program(const Node& node, const Program& program);
  bool element(const Node& node, const ElementRule& element, std::size_t type_index);
  bool children(const Node& node, const Children& children, const ElementRule& owner);
  // Several profiles of which one must fit. True also when there are none.
  bool any_program(const Node& node, const ElementRule& element, std::span<const Link> profiles);

  // Judges without reporting, whatever this run does.
  [[nodiscard]] bool conforms(const Node& node, const Program& program);

  // One FHIRPath evaluation. conformsTo() comes back into this session, so each nesting has an evaluator of its own.
  tl::expected<fhirpath::Evaluator::Truth, fhirpath::Error> evaluate(const fhirpath::Program& program,
                                                                     const fhirpath::Environment& environment) {
    return work_.evaluate(program, environment);
  }

  // ---- what rules report. `arguments` is a callable that gives std::vector<Argument>; only an explaining run calls
  // it.
  template <class Arguments>
  bool error(const Node& at, const ElementRule* by, IssueType type, const Message& message, Arguments&& arguments) {
    if constexpr (kExplain) report(Severity::error, at, by, type, message, arguments());
    return false;
  }
  template <class Arguments>
  bool warning(const Node& at, const ElementRule* by, IssueType type, const Message& message, Arguments&& arguments) {
    if constexpr (kExplain) report(Severity::warning, at, by, type, message, arguments());
    return true;
  }
  template <class Arguments>
  bool information(const Node& at, const ElementRule* by, IssueType type, const Message& message,
                   Arguments&& arguments) {
    if constexpr (kExplain) report(Severity::information, at, by, type, message, arguments());
    return true;
  }
  // For issues whose path or place is not the node's own.
  void report(Severity severity, const Node& at, const ElementRule* by, IssueType type, const Message& message,
              std::vector<Argument> arguments, std::string_view below = {});

  [[nodiscard]] Work& work() const { return work_; }
  [[nodiscard]] const Options& options() const { return *work_.options; }
  [[nodiscard]] const Library& library() const { return work_.library; }
  // %resource and %rootResource of where the run is.
  [[nodiscard]] const Node* current_resource() const { return resource_; }
  [[nodiscard]] const Node* root_resource() const { return root_; }
  void set_resources(const Node* resource, const Node* root) {
    resource_ = resource;
    root_ = root;
  }

 private:
  friend class Run<!kExplain>;
  // The whole definition, or the element of it that a link names.
  bool part(const Node& node, const Program& program, std::string_view element);
  // What a profile of the type leaves to the type's own definition; for a fast pass.
  bool type_checks(const Node& node, const Program& program);
  bool nested_resource(const Node& node, const ElementRule& element, const TypeRule& type);
  bool typed(const Node& node, const ElementRule& element, const TypeRule& type);
  bool cardinality(const Node& node, const Children& children, std::size_t base);

  Work& work_;
  Issues* issues_;
  const Node* resource_ = nullptr;
  const Node* root_ = nullptr;
};

extern template class Run<false>;
extern template class Run<true>;

inline std::vector<Argument> no_arguments() { return {}; }

}  // namespace schakel::validation
