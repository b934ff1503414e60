#pragma once
// Syntax trees -> programs, with all that can be wrong said on the way. Private to the room.

#include "mapping/program/library.h"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace schakel::mapping {

// What belongs to the compilation of a whole library.
class Compiler {
 public:
  Compiler(Library& library, Issues& issues) : library_(library), issues_(issues) {}

  // Everything. REQUIRES: the units are parsed and registered.
  void run();

  [[nodiscard]] Library& library() { return library_; }
  [[nodiscard]] const fhir::Definitions& definitions() const { return library_.definitions(); }

  // A type by alias of the map's structures, name or url; null: not known.
  [[nodiscard]] const fhir::Type* type(const CompiledMap& map, std::string_view name) const;
  // The group of that name: the map's own one, else that of its imports. `count` says how many there are.
  struct FoundGroup {
    const CompiledMap* map = nullptr;
    const GroupNode* node = nullptr;
    std::size_t count = 0;
  };
  [[nodiscard]] FoundGroup group(const CompiledMap& map, std::string_view name) const;
  // The program for a group with inputs of these types (null: not known); compiled when first asked for.
  const GroupProgram* instance(const CompiledMap& map, const GroupNode& node,
                               const std::vector<const fhir::Type*>& types);
  // The declared types of a group's inputs.
  [[nodiscard]] std::vector<const fhir::Type*> declared(const CompiledMap& map, const GroupNode& node) const;

  const ConceptTable* concepts(const CompiledMap& map, std::string_view url);
  const CodeTable* codes(std::string_view url);
  Reference constant(const Parameter& parameter);
  [[nodiscard]] const Library::Let* let(const CompiledMap& map, std::string_view name, std::uint16_t& index) const;

  // Reported once per place, however many instances of the group have it.
  void report(const CompiledMap& map, Severity severity, Span span, const Message& message,
              std::initializer_list<Argument> arguments);

 private:
  using Key = std::tuple<const GroupNode*, std::vector<const fhir::Type*>>;

  void resolve_imports(CompiledMap& map);
  void resolve_structures(CompiledMap& map);
  void compile_lets(CompiledMap& map);
  void compile_defaults(CompiledMap& map);
  void share_defaults(CompiledMap& map);
  void compile_start(CompiledMap& map);

  Library& library_;
  Issues& issues_;
  std::map<Key, const GroupProgram*> instances_;
  std::set<const GroupNode*> compiled_;
  std::set<std::tuple<const CompiledMap*, std::uint32_t, std::string>> reported_;
  std::map<const CompiledMap*, std::vector<std::pair<std::string, std::uint16_t>>> lets_;
  std::set<std::string, std::less<>> unknown_codes_;
};

// The variables that can be seen at one point of a group.
struct Scope {
  struct Variable {
    std::string name;
    bool source = true;
    std::uint16_t slot = 0;
    const fhir::Type* type = nullptr;
  };
  std::vector<Variable> variables;
  std::vector<std::pair<std::string, std::uint16_t>> shares;

  [[nodiscard]] const Variable* find(std::string_view name, bool source) const;
  // INPUT, then OUTPUT.
  [[nodiscard]] const Variable* find(std::string_view name) const;
  void set(std::string_view name, bool source, std::uint16_t slot, const fhir::Type* type);
};

// One group, with the groups it extends in the same frame.
class GroupCompiler {
 public:
  GroupCompiler(Compiler& compiler, GroupProgram& out) : c_(compiler), out_(out) {}
  void run(const CompiledMap& map, const GroupNode& node, const std::vector<const fhir::Type*>& types);

 private:
  void extend(const CompiledMap& map, const GroupNode& node, Scope& scope, std::vector<const GroupNode*>& open);
  void rules(const CompiledMap& map, const std::vector<RuleNode>& nodes, Scope& scope,
             std::vector<std::uint16_t>& reset, std::vector<RuleProgram>& out);
  RuleProgram rule(const CompiledMap& map, const RuleNode& node, Scope& enclosing, std::vector<std::uint16_t>& reset);
  SourceProgram source(const CompiledMap& map, const SourceClause& node, Scope& scope);
  const fhir::Type* element_type(const CompiledMap& map, const SourceClause& node, const fhir::Type* owner,
                                 SourceProgram& out);
  TargetProgram target(const CompiledMap& map, const RuleNode& rule, const TargetClause& node, Scope& scope,
                       Scope& enclosing, std::vector<std::uint16_t>& reset);
  void target_place(const CompiledMap& map, const TargetClause& node, const fhir::Type* owner, TargetProgram& out);
  void target_transform(const CompiledMap& map, const TargetClause& node, const Scope& scope, TargetProgram& out);
  void prepare_codes(const CompiledMap& map, const TargetClause& node, TargetProgram& out);
  const fhir::Type* target_type(const CompiledMap& map, const RuleNode& rule, const TargetClause& node,
                                const Scope& scope, TargetProgram& out);
  void check_value(const CompiledMap& map, const TargetClause& node, const Scope& scope, const TargetProgram& out);
  CallProgram call(const CompiledMap& map, const DependentCall& node, const Scope& scope);
  void default_group(const CompiledMap& map, const RuleNode& node, const Scope& scope, RuleProgram& out);
  Reference parameter(const CompiledMap& map, const Parameter& parameter, const Scope& scope);

  Compiler& c_;
  GroupProgram& out_;
};

// Compiles an expression of a map; reports what is wrong. `focus`: its type, null if not known. `bare_focus`: there is
// a focus at all.
std::unique_ptr<ExpressionProgram> compile_expression(Compiler& compiler, const CompiledMap& map,
                                                      const Expression& expression, const fhir::Type* focus,
                                                      bool has_focus, const Scope& scope);

}  // namespace schakel::mapping
