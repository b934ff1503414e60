#pragma once
// Program: one StructureDefinition, compiled. Immutable, shared by threads, lives in the arena of the Library that made
// it.
//
// A program is a tree of ElementRules, one per ElementDefinition of the snapshot. Of each rule the *structural* part
// (which children there may be, how often, of which type, in which slice) is data that the walk reads (execute.h);
// everything else is a list of Checks, each a row of rules/table.h with its operand. Other programs (the type's own,
// type.profile, targetProfile) are Links that are resolved when first followed: definitions refer to each other in
// circles.

#include "base/arena.h"
#include "fhir/definitions/definitions.h"
#include "fhir/primitives/primitives.h"
#include "tree/name.h"
#include "tree/node.h"
#include "validation/link.h"

#include <cstdint>
#include <span>
#include <string>

namespace schakel::validation {

struct ElementRule;

// What the rules do with an element, by its type.
enum class TypeRole : std::uint8_t {
  primitive,  // the node has a value; its format is checked by `primitive`
  complex,    // walked by the type's own program, or that of type.profile
  inlined,    // BackboneElement, Element: what there is to know stands in the snapshot
  resource,   // Resource, DomainResource, Patient...: judged by the instance's own type
  unknown,    // no definition of this type is loaded
};

struct TypeRule {
  Name code;  // `HumanName`, `string`, `Reference`; System types by their FHIR type
  const fhir::Type* type = nullptr;
  TypeRole role = TypeRole::unknown;
  fhir::Primitive primitive = fhir::Primitive::none;
  const Link* base = nullptr;  // the type's own definition
  std::span<const Link> profiles;
  std::span<const Link> targets;
};

// One row's work on an element: `rule` indexes rules/table.h, `operand` is that rule's own.
struct Check {
  std::uint16_t rule = 0;
  const void* operand = nullptr;
};

struct Group;
struct Children;

struct ElementRule {
  Name name;              // of the instance's node; a choice has its stem: `value`
  std::string_view path;  // `Observation.value[x]`
  std::string_view id;    // `Observation.component:systolic.value[x]`
  std::string_view slice_name;
  std::string_view label;            // for messages: the name, `[x]` kept, slice after a colon
  const Node* definition = nullptr;  // the ElementDefinition
  const Program* program = nullptr;
  std::uint32_t min = 0;
  std::uint32_t max = 1;
  bool choice = false;
  bool value_required = false;  // the root of a primitive's profile that demands `<type>.value`
  std::span<const TypeRule> types;
  std::span<const Check> checks;
  const Children* children = nullptr;  // those stated inline, or by the contentReference; null: none
};

// ---- slicing (http://hl7.org/fhir/R4/profiling.html#slicing); see rules/slicing.h

enum class StepKind : std::uint8_t { child, extension, resolve, of_type };

struct PathStep {
  StepKind kind = StepKind::child;
  Name name;             // child's stem, type of ofType()
  std::string_view url;  // extension()
};

enum class DiscriminatorKind : std::uint8_t { value, exists, type, profile, position };

// How one slice answers one discriminator. An element matches when what `path` leads to fits.
struct Matcher {
  DiscriminatorKind kind = DiscriminatorKind::value;
  std::string_view text;  // the discriminator's path as written
  std::span<const PathStep> path;
  bool absent = false;                    // there must be nothing at the path
  bool present = false;                   // exists: there must be something
  std::span<const Node* const> patterns;  // value: each must be found among the nodes at the path
  std::string_view equals;                // value: instead of a pattern, this text
  std::string_view value_set;             // value: else a member of this required binding
  std::span<const Name> types;
  std::span<const Link> profiles;
  std::uint32_t first = 0, last = 0;  // position
};

struct Slice {
  const ElementRule* element = nullptr;
  std::span<const Matcher> matchers;
  bool evaluable = true;    // false: it says nothing that the discriminators could tell it by
  bool fallback = false;    // `@default`
  std::int32_t outer = -1;  // the slice this one reslices (`a` of `a/b`), by its index; -1: none
};

enum class SlicingRules : std::uint8_t { open, closed, open_at_end };

struct Slicing {
  SlicingRules rules = SlicingRules::open;
  bool ordered = false;
  std::span<const Slice> slices;
};

// An element with its slices, if it has any.
struct Group {
  const ElementRule* element = nullptr;
  const Slicing* slicing = nullptr;
  std::uint32_t counter = 0;  // of the element; its slices' counters follow
};

struct ChildSlot {
  Name name;  // `valueQuantity`, `value`
  std::uint32_t group = 0;
  std::uint32_t type = 0;  // index into the element's types
};

struct Children {
  std::span<const Group> groups;
  std::span<const ChildSlot> table;  // open addressing, size is a power of two
  std::uint32_t counters = 0;
  bool complete = true;  // a child it does not name is an unknown element

  [[nodiscard]] const ChildSlot* find(Name name) const {
    const std::size_t mask = table.size() - 1;
    for (std::size_t i = name.hash() & mask;; i = (i + 1) & mask) {
      if (table[i].name.empty()) return nullptr;
      if (table[i].name == name) return &table[i];
    }
  }
};

struct Program {
  std::string_view url;
  std::string_view version;
  std::string_view package;
  Name type;                          // StructureDefinition.type
  const Node* definition = nullptr;   // the StructureDefinition
  const ElementRule* root = nullptr;  // null: it has no snapshot, see problem
  std::string_view problem;           // why it cannot be used
  bool constraint = false;            // derivation = constraint
  bool abstract = false;
  bool resource = false;
  bool primitive = false;
  bool extension = false;
  bool modifier = false;  // an extension that may only be a modifierExtension
  std::uint32_t elements = 0;
  std::span<const Check> type_checks;  // of the root's checks those that stand only on a type's own definition
  // The definition it constrains, whose rules its snapshot repeats at least as strictly: validating against this one
  // makes validating against that one superfluous. Null: not proven.
  const Program* implies = nullptr;
};

// The rule of an element by its id (`Bundle.entry:composition.resource`); null if there is none.
const ElementRule* find_element(const Program& program, std::string_view id);

// Stable JSON of a program, for golden tests and people: one line an element.
std::string to_json(const Program& program);

}  // namespace schakel::validation
