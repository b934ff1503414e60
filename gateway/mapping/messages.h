#pragma once
// What the mapping room can say about a map and about a message it cannot map. Texts hold names of the map and of
// definitions only; content of a message is an Argument::value.

#include "tree/issue.h"

namespace schakel::mapping {

// Syntax.
inline constexpr Message kExpected{"fml-expected", "Expected {0}, found {1}"};
inline constexpr Message kBadToken{"fml-token", "Expected {0}"};
inline constexpr Message kUnknownPrefix{"fml-prefix", "`{0}` is no prefix of this concept map"};
inline constexpr Message kConceptMapId{"fml-conceptmap-id", "The id of a concept map must not start with `#`"};
inline constexpr Message kRuleName{"fml-rule-name", "A rule without exactly one source element needs a name"};
inline constexpr Message kTransformName{"fml-transform", "`{0}` is no transform of the mapping language"};

// Meaning, found before anything is run.
inline constexpr Message kUnknownStructure{"fml-structure", "The structure `{0}` is not known"};
inline constexpr Message kUnknownType{"fml-type", "The type `{0}` is not known"};
inline constexpr Message kUnknownVariable{"fml-variable", "There is no {0} variable `{1}` here"};
inline constexpr Message kUnknownElement{"fml-element", "`{0}` has no element `{1}`"};
inline constexpr Message kUnknownGroup{"fml-group", "There is no group `{0}`"};
inline constexpr Message kSeveralGroups{"fml-groups", "There are several groups `{0}`"};
inline constexpr Message kParameterCount{"fml-parameters", "The group `{0}` takes {1} parameters, not {2}"};
inline constexpr Message kParameterType{"fml-parameter-type", "`{0}` is a {1}, the group `{2}` takes a {3}"};
inline constexpr Message kTransformParameters{"fml-transform-parameters", "The transform `{0}` takes {1}"};
inline constexpr Message kTransformUnsupported{"fml-transform-unsupported",
                                               "Nothing defines what the transform `{0}` does"};
inline constexpr Message kComplexIntoPrimitive{"fml-complex", "A `{0}` cannot become a `{1}`"};
inline constexpr Message kBaseInputs{"fml-extends",
                                     "The group `{0}` must have the inputs of the group `{1}` it extends"};
inline constexpr Message kCyclicExtends{"fml-extends-cycle", "The group `{0}` extends itself"};
inline constexpr Message kExpression{"fml-expression", "{0}"};
inline constexpr Message kNoDefaultGroup{"fml-default-group", "There is no default group from `{0}` to `{1}`"};
inline constexpr Message kNoCreateType{"fml-create-type", "The type to create for `{0}` is not determined"};
inline constexpr Message kPrimitiveIntoComplex{"fml-primitive", "A primitive value cannot become a `{0}`"};
inline constexpr Message kUnresolvedImport{"fml-import", "No map matches the import `{0}`"};
inline constexpr Message kUnknownConceptMap{"fml-conceptmap", "The concept map `{0}` is not known"};
inline constexpr Message kNoGroup{"fml-no-group", "The map has no group to start with"};
inline constexpr Message kStartInputs{"fml-start", "The first group must have one source and one target"};
inline constexpr Message kNoTarget{"fml-target", "The map names no target structure that is known"};
inline constexpr Message kDuplicateMap{"fml-duplicate", "The map `{0}` is defined twice"};
inline constexpr Message kDuplicateMessage{"fml-duplicate-message", "Two maps are for the message `{0}`"};
inline constexpr Message kConceptMapFile{"fml-conceptmap-file", "The concept map file cannot be read: {0}"};

// Found while a map runs.
inline constexpr Message kCheckFailed{"map-check", "What the map demands is not met: {0}. It checks {1}"};
// A rule whose name says in words what is wrong, and perhaps where: `PID-3: the patient has no number`.
inline constexpr Message kCheckSaid{"map-check", "{0}"};
inline constexpr Message kMapBroken{"map-broken", "The map `{0}` cannot run: {1}"};
inline constexpr Message kOnlyOne{"map-only-one", "The rule `{0}` takes only one `{1}`, there are {2}"};
inline constexpr Message kRuleFailed{"map-rule", "The rule `{0}` failed: {1}"};
inline constexpr Message kNotANumber{"map-number", "The value `{0}` is no {1}"};
inline constexpr Message kTooCostly{
    "map-too-costly",
    "The message is too large for its map, which takes more than {0} steps or makes more nodes "
    "than are allowed: send it in parts"};
inline constexpr Message kTooDeep{"map-too-deep", "The groups of the map call each other more than {0} deep"};
inline constexpr Message kLogged{"map-log", "{0}: {1}"};

}  // namespace schakel::mapping
