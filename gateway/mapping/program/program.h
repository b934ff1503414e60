#pragma once
// What a map is compiled to. Everything a name could mean is settled: variables are slots of a frame, elements are
// interned names with their rows, groups are pointers, constants are nodes, FHIRPath is compiled. Programs are
// immutable and shared by threads; the executor (executor.h) only adds a frame per group call.
//
// A group is compiled once for each list of types it is called with, so that what an untyped input can hold is known
// too.

#include "fhir/model/types.h"
#include "fhirpath/fhirpath.h"
#include "mapping/language/syntax_tree.h"
#include "mapping/program/concept_table.h"
#include "mapping/program/place.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::mapping {

class TransformCall;

// Where a value is found at run time. `element` is a frame's slot, `constant` a node of the map, `let` a constant of
// the map that is an expression, evaluated when first used, `organization` what the run was given.
struct Reference {
  enum class Kind : std::uint8_t { none, slot, constant, let, organization };
  Kind kind = Kind::none;
  std::uint16_t index = 0;
  const Node* node = nullptr;        // of a constant
  const fhir::Type* type = nullptr;  // what is known before the run; null: not known
};

// An expression with the variables it mentions, in the order the program wants them.
struct ExpressionProgram {
  fhirpath::ProgramPtr program;  // null: it does not compile; the map's issues say why
  std::vector<Reference> variables;
  bool has_lets = false;       // constants of the map that are expressions are among its variables
  bool reads_whole = false;    // it calls a function of ours, which looks into what it is given
  bool local = true;           // it sees only what is below its focus and variables, and says the same each time
  bool lead_is_focus = false;  // of `lead`
  // `%pid.PID.7.TS.1.v2DateTime()` reads PID.7.TS.1 of a variable first: the origin of what it gives.
  Reference lead;
  std::vector<Name> lead_path;
  // Every name the expression mentions: what below its focus and variables counts as read.
  std::vector<Name> mentioned;
  std::vector<std::string> names;  // of `variables`
  std::string text;
  Span span;
};

struct alignas(64) SourceProgram {
  enum class Kind : std::uint8_t { context, element, everything, search };
  Kind kind = Kind::context;
  SourceListMode list_mode = SourceListMode::all;
  bool by_row = false;  // the type is not known: a choice is found by the row of its children
  bool simple = false;  // the context itself or its children of one name, whatever their type
  std::uint16_t slot = 0;
  Reference context;
  Name element;
  std::uint64_t bit = 0;             // of its name's hash, see NamesBelow
  const fhir::Type* type = nullptr;  // of the items, when known
  std::unique_ptr<ExpressionProgram> where, check, log, search, fallback;
  std::vector<Name> choice_names;  // a choice's children, where the type is known
  std::vector<Name> types;         // `: Type`: names an item may have; empty: any
};

// The first line of memory is all that most targets read besides their place.
struct alignas(64) TargetProgram {
  Transform transform = Transform::none;
  bool has_context = false;
  bool bind = false;
  bool share = false;
  bool is_broken = false;
  std::uint16_t slot = 0;
  Reference context;
  Reference first;  // of the parameters
  // The element, when the context's type is known: valid where the context is of type `owner`.
  const fhir::Type* owner = nullptr;
  Place place;
  std::unique_ptr<ExpressionProgram> expression;
  const TransformCall* apply = nullptr;
  Name element;
  std::uint16_t share_slot = 0;
  std::vector<Reference> parameters;
  const fhir::Type* created = nullptr;     // of create, when it is known
  const ConceptTable* concepts = nullptr;  // of translate, when its map is a constant
  const CodeTable* codes = nullptr;        // of cc and c, when the system is a constant
  std::unique_ptr<std::string> broken;     // why it can only fail; null: it can run
};

struct GroupProgram;
constexpr std::size_t kMostInputs = 16;  // of a group that is called

struct CallProgram {
  const GroupProgram* group = nullptr;
  std::vector<Reference> parameters;
  std::string broken;
};

struct DefaultGroup {
  const fhir::Type* source = nullptr;
  const fhir::Type* target = nullptr;
  TypeMode mode = TypeMode::types;
  const GroupProgram* group = nullptr;
};

// What is only asked for when something is reported.
struct RuleInfo {
  std::string name;
  Span span;
  const std::string* file = nullptr;
  const std::string* text = nullptr;  // of that file
};

struct alignas(64) RuleProgram {
  // What a run reads: the lists below, as settle() found them once the map was compiled.
  std::span<const TargetProgram> run_targets;
  const SourceProgram* source = nullptr;  // the first one
  const RuleProgram* run_rules = nullptr;
  const CallProgram* run_calls = nullptr;
  std::uint16_t source_count = 0;
  std::uint16_t rule_count = 0;
  std::uint16_t call_count = 0;
  bool has_reset = false;
  // `a.b -> c.d`: goes on with the group for the two types. Null `defaults`: it does not.
  const std::vector<DefaultGroup>* defaults = nullptr;

  const GroupProgram* fixed_default = nullptr;  // when the types are known
  std::vector<SourceProgram> sources;
  std::vector<TargetProgram> targets;
  std::vector<RuleProgram> rules;
  std::vector<CallProgram> calls;
  std::vector<std::uint16_t> reset;  // share slots that belong to one item of this rule
  std::unique_ptr<RuleInfo> info;

  // REQUIRES: the lists do not change any more.
  void settle() {
    run_targets = targets;
    source = sources.data();
    source_count = static_cast<std::uint16_t>(sources.size());
    run_rules = rules.data();
    rule_count = static_cast<std::uint16_t>(rules.size());
    run_calls = calls.data();
    call_count = static_cast<std::uint16_t>(calls.size());
    has_reset = !reset.empty();
    for (RuleProgram& rule : rules) rule.settle();
  }
};

struct GroupProgram {
  std::string name;
  std::vector<std::uint16_t> inputs;  // their slots
  std::vector<bool> source;           // of each input: source, else target
  std::vector<const fhir::Type*> types;
  std::uint16_t slots = 0;           // size of the frame
  std::vector<std::uint16_t> reset;  // share slots of the group's own scope
  std::vector<RuleProgram> rules;    // of the groups it extends first
  // The input that is a target Bundle, when all the group does is make entries of it from its other inputs alone: a
  // second call with equal ones adds nothing to a transaction (entries.h).
  static constexpr std::size_t kNoEntries = SIZE_MAX;
  std::size_t entries = kNoEntries;
};

}  // namespace schakel::mapping
