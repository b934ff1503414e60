#pragma once
// The syntax tree of one map text (http://hl7.org/fhir/R4/mapping-language.html, R5's metadata lines included), as its
// author wrote it: names are not resolved, expressions are text. Spans are byte offsets in that text.

#include "tree/node.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace schakel::mapping {

// A FHIRPath expression as it stands in the map: `text` is what to compile (an outer pair of parentheses stripped,
// strings in double quotes rewritten to single ones); empty text: there is none.
struct Expression {
  std::string text;
  Span span;
  [[nodiscard]] bool empty() const { return text.empty(); }
};

enum class ParameterKind : std::uint8_t { id, string, integer, decimal, boolean, date, date_time, time };

struct Parameter {
  ParameterKind kind = ParameterKind::id;
  std::string text;  // unescaped; an id has no `%`
  Span span;
};

enum class Transform : std::uint8_t {
  none,
  create,
  copy,
  truncate,
  escape,
  cast,
  append,
  translate,
  reference,
  date_op,
  uuid,
  pointer,
  evaluate,
  cc,
  c,
  qty,
  id,
  cp,
};

enum class SourceListMode : std::uint8_t { all, first, not_first, last, not_last, only_one };
enum class TargetListMode : std::uint8_t { none, first, last, single, share };

struct SourceClause {
  Span span;
  std::string context;  // name of a variable; empty with `search`
  std::string element;  // `name`, `*`; empty: the context itself
  Span element_span;
  Expression search;
  std::string type;  // `: Type`
  Span type_span;
  std::optional<std::int64_t> min;
  std::string max;      // `3`, `*`; empty: not said
  Expression fallback;  // default
  SourceListMode list_mode = SourceListMode::all;
  std::string variable;
  Expression where;
  Expression check;
  Expression log;
};

struct TargetClause {
  Span span;
  std::string context;  // empty: a transform without a place (`evaluate(..) as x`)
  std::string element;
  Span element_span;
  Transform transform = Transform::none;
  std::vector<Parameter> parameters;
  Expression expression;  // of evaluate
  std::string variable;
  TargetListMode list_mode = TargetListMode::none;
  std::string share;  // id of `share`
};

struct DependentCall {
  Span span;
  std::string name;
  std::vector<Parameter> parameters;
};

struct RuleNode {
  Span span;
  std::string name;
  std::vector<SourceClause> sources;
  std::vector<TargetClause> targets;
  std::vector<RuleNode> rules;
  std::vector<DependentCall> calls;
  std::string documentation;
};

struct GroupInput {
  Span span;
  std::string name;
  std::string type;  // alias or type name; empty: any
  Span type_span;
  bool source = true;
};

enum class TypeMode : std::uint8_t { none, types, type_and_types };

struct GroupNode {
  Span span;
  std::string name;
  std::string extends;
  Span extends_span;
  TypeMode type_mode = TypeMode::none;
  std::vector<GroupInput> inputs;
  std::vector<RuleNode> rules;
  std::string documentation;
};

enum class StructureMode : std::uint8_t { source, queried, target, produced };

struct UsedStructure {
  Span span;
  std::string url;
  std::string alias;
  StructureMode mode = StructureMode::source;
  std::string documentation;
};

struct Import {
  Span span;
  std::string url;  // may hold one `*`
};

// conceptmap "id" { prefix s = "..." ... s:a == t:b }
struct ConceptMapNode {
  struct Row {
    std::string source_system, source_code, target_system, target_code;
    std::string relation;  // as written: `==`
    Span span;
  };
  Span span;
  std::string id;
  std::vector<std::pair<std::string, std::string>> provided;  // source system -> `unmapped ... = provided`
  std::vector<Row> rows;
};

struct Constant {
  Span span;
  std::string name;
  Expression value;
};

struct MapNode {
  std::string url;
  std::string name;
  std::string title;
  std::string status = "draft";
  std::string description;
  std::optional<bool> experimental;
  std::vector<std::pair<std::string, std::string>> metadata;  // every `/// key = 'value'`, in order
  std::vector<UsedStructure> uses;
  std::vector<Import> imports;
  std::vector<ConceptMapNode> concept_maps;
  std::vector<Constant> constants;
  std::vector<GroupNode> groups;
};

// `dateOp`: as the language writes a transform's name, and back; Transform::none for a name it does not have.
std::string_view transform_code(Transform transform);
Transform transform_of(std::string_view code);

}  // namespace schakel::mapping
