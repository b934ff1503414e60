#include "mapping/program/compiler.h"

#include "fhir/definitions/definitions.h"
#include "mapping/language/parser.h"
#include "mapping/messages.h"
#include "mapping/program/entries.h"

#include <algorithm>

namespace schakel::mapping {

namespace {

// `*` in an import stands for any text.
bool matches(std::string_view pattern, std::string_view url) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == url;
  const std::string_view before = pattern.substr(0, star);
  const std::string_view after = pattern.substr(star + 1);
  return url.size() >= before.size() + after.size() && url.substr(0, before.size()) == before &&
         url.substr(url.size() - after.size()) == after;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view text(const Node* node) { return node == nullptr ? std::string_view{} : node->value().reveal(); }

}  // namespace

const Scope::Variable* Scope::find(std::string_view name, bool source) const {
  for (auto v = variables.rbegin(); v != variables.rend(); ++v) {
    if (v->source == source && v->name == name) return &*v;
  }
  return nullptr;
}

const Scope::Variable* Scope::find(std::string_view name) const {
  const Variable* v = find(name, true);
  return v != nullptr ? v : find(name, false);
}

void Scope::set(std::string_view name, bool source, std::uint16_t slot, const fhir::Type* type) {
  variables.push_back({std::string(name), source, slot, type});
}

void Compiler::report(const CompiledMap& map, Severity severity, Span span, const Message& message,
                      std::initializer_list<Argument> arguments) {
  Issue issue;
  issue.severity = severity;
  issue.type = IssueType::invalid;
  issue.message = &message;
  issue.arguments = arguments;
  if (!reported_.emplace(&map, span.begin, text_of(issue, false)).second) return;
  issue.span = span;
  issue.definition = place_of(map.source.text, map.source.name, span.begin);
  issues_.add(std::move(issue));
}

const fhir::Type* Compiler::type(const CompiledMap& map, std::string_view name) const {
  for (const UsedStructure& use : map.tree.uses) {
    if (use.alias == name) return definitions().type(use.url);
  }
  return definitions().type(name);
}

Compiler::FoundGroup Compiler::group(const CompiledMap& map, std::string_view name) const {
  FoundGroup found;
  const auto look = [&](const CompiledMap& in) {
    for (const GroupNode& node : in.tree.groups) {
      if (node.name != name) continue;
      ++found.count;
      found.map = &in;
      found.node = &node;
    }
  };
  look(map);
  if (found.count != 0) return found;
  for (const CompiledMap* import : map.imports) look(*import);
  return found;
}

std::vector<const fhir::Type*> Compiler::declared(const CompiledMap& map, const GroupNode& node) const {
  std::vector<const fhir::Type*> types;
  for (const GroupInput& input : node.inputs) types.push_back(input.type.empty() ? nullptr : type(map, input.type));
  return types;
}

const GroupProgram* Compiler::instance(const CompiledMap& map, const GroupNode& node,
                                       const std::vector<const fhir::Type*>& types) {
  compiled_.insert(&node);
  Key key{&node, types};
  if (const auto it = instances_.find(key); it != instances_.end()) return it->second;
  GroupProgram* program = library_.groups.emplace_back(std::make_unique<GroupProgram>()).get();
  instances_.emplace(std::move(key), program);
  GroupCompiler(*this, *program).run(map, node, types);
  return program;
}

Reference Compiler::constant(const Parameter& parameter) {
  static constexpr std::array<std::string_view, 8> kTypes{"",        "string", "integer",  "decimal",
                                                          "boolean", "date",   "dateTime", "time"};
  const std::string_view name = kTypes[static_cast<std::size_t>(parameter.kind)];
  Node* const root = library_.constants.root();
  Node* node = library_.constants.create(Name::intern("value"));
  if (root != nullptr) library_.constants.set_root(*root);
  ValueKind kind = ValueKind::string;
  if (parameter.kind == ParameterKind::integer || parameter.kind == ParameterKind::decimal) kind = ValueKind::number;
  if (parameter.kind == ParameterKind::boolean) kind = ValueKind::boolean;
  library_.constants.set_value(*node, kind, library_.constants.keep(parameter.text));
  library_.constants.set_type(*node, Name::intern(name));
  Reference reference;
  reference.kind = Reference::Kind::constant;
  reference.node = node;
  reference.type = definitions().type(name);
  return reference;
}

const Library::Let* Compiler::let(const CompiledMap& map, std::string_view name, std::uint16_t& index) const {
  const auto it = lets_.find(&map);
  if (it == lets_.end()) return nullptr;
  for (const auto& [let, at] : it->second) {
    if (let != name) continue;
    index = at;
    return &library_.lets[at];
  }
  return nullptr;
}

const ConceptTable* Compiler::concepts(const CompiledMap& map, std::string_view url) {
  if (!url.empty() && url[0] == '#') {
    const auto it = map.contained.find(url.substr(1));
    return it == map.contained.end() ? nullptr : &it->second;
  }
  if (const auto it = library_.concepts.find(url); it != library_.concepts.end()) return &it->second;
  const fhir::Definitions::Found found = definitions().find(url, "ConceptMap");
  if (!found) return nullptr;
  return &library_.concepts.emplace(std::string(url), ConceptTable(*found.resource->root)).first->second;
}

const CodeTable* Compiler::codes(std::string_view url) {
  if (const auto it = library_.codes.find(std::string(url)); it != library_.codes.end()) return &it->second;
  if (unknown_codes_.find(url) != unknown_codes_.end()) return nullptr;
  CodeTable table;
  const auto add_system = [&](const Node& root, std::string_view system) {
    const auto walk = [&](const auto& self, const Node& parent) -> void {
      for (const Node* c = parent.child("concept"); c != nullptr; c = c->next_of_same_name()) {
        table.add(system, text(c->child("code")), text(c->child("display")));
        self(self, *c);
      }
    };
    walk(walk, root);
  };
  if (const auto set = definitions().find(url, "ValueSet")) {
    table.set_value_set();
    const Node* compose = set.resource->root->child("compose");
    const Node* include = compose == nullptr ? nullptr : compose->child("include");
    for (; include != nullptr; include = include->next_of_same_name()) {
      const std::string_view system = text(include->child("system"));
      if (include->child("concept") != nullptr) {
        add_system(*include, system);
      } else if (const auto whole = definitions().find(system, "CodeSystem");
                 whole && include->child("filter") == nullptr) {
        add_system(*whole.resource->root, system);
      }
    }
  } else if (const auto system = definitions().find(url, "CodeSystem")) {
    add_system(*system.resource->root, url);
  } else {
    unknown_codes_.emplace(url);
    return nullptr;
  }
  return &library_.codes.emplace(std::string(url), std::move(table)).first->second;
}

void Compiler::resolve_imports(CompiledMap& map) {
  for (const Import& import : map.tree.imports) {
    bool found = false;
    for (const auto& unit : library_.units) {
      if (unit.get() == &map || !matches(import.url, unit->tree.url)) continue;
      found = true;
      if (std::find(map.imports.begin(), map.imports.end(), unit.get()) == map.imports.end())
        map.imports.push_back(unit.get());
    }
    if (!found) report(map, Severity::error, import.span, kUnresolvedImport, {Argument::name(import.url)});
  }
}

void Compiler::resolve_structures(CompiledMap& map) {
  for (const UsedStructure& use : map.tree.uses) {
    const fhir::Type* type = definitions().type(use.url);
    if (type == nullptr) {
      for (const std::string_view url : definitions().list("StructureDefinition")) {
        if (equal_ignoring_case(url, use.url)) type = definitions().type(url);
      }
    }
    if (type == nullptr) report(map, Severity::error, use.span, kUnknownStructure, {Argument::name(use.url)});
    if (use.mode == StructureMode::source && map.source_root == nullptr) map.source_root = type;
    if (use.mode == StructureMode::target && map.target_root == nullptr) map.target_root = type;
  }
  for (const ConceptMapNode& node : map.tree.concept_maps) {
    map.contained.emplace(node.id, ConceptTable(node));
    library_.concepts.emplace(map.tree.url + '#' + node.id, ConceptTable(node));
  }
}

void Compiler::compile_lets(CompiledMap& map) {
  for (const Constant& constant : map.tree.constants) {
    const Scope nothing;
    auto program = compile_expression(*this, map, constant.value, nullptr, false, nothing);
    lets_[&map].emplace_back(constant.name, static_cast<std::uint16_t>(library_.lets.size()));
    library_.lets.push_back({constant.name, std::move(program)});
  }
}

void Compiler::compile_defaults(CompiledMap& map) {
  for (const GroupNode& node : map.tree.groups) {
    if (node.type_mode == TypeMode::none || node.inputs.size() != 2 || !node.inputs[0].source || node.inputs[1].source)
      continue;
    const std::vector<const fhir::Type*> types = declared(map, node);
    if (types[0] == nullptr || types[1] == nullptr) continue;
    map.defaults.push_back({types[0], types[1], node.type_mode, nullptr});
  }
  map.own_defaults = map.defaults.size();
}

void Compiler::share_defaults(CompiledMap& map) {
  for (const CompiledMap* import : map.imports) {
    map.defaults.insert(map.defaults.end(), import->defaults.begin(),
                        import->defaults.begin() + static_cast<std::ptrdiff_t>(import->own_defaults));
  }
}

void Compiler::compile_start(CompiledMap& map) {
  if (map.tree.groups.empty()) {
    map.broken = kNoGroup.english;
    return;
  }
  const GroupNode& node = map.tree.groups[0];
  const auto sources =
      std::count_if(node.inputs.begin(), node.inputs.end(), [](const GroupInput& i) { return i.source; });
  std::vector<const fhir::Type*> types = declared(map, node);
  if (sources == 1 && node.inputs.size() == 2) {
    for (std::size_t i = 0; i < 2; ++i) {
      const fhir::Type*& root = node.inputs[i].source ? map.source_root : map.target_root;
      if (types[i] == nullptr) types[i] = root;
    }
  } else {
    map.broken = kStartInputs.english;
  }
  map.start = instance(map, node, types);
  if (map.target_root == nullptr) map.broken = kNoTarget.english;
}

void Compiler::run() {
  for (auto& unit : library_.units) {
    resolve_imports(*unit);
    resolve_structures(*unit);
    compile_defaults(*unit);
  }
  for (auto& unit : library_.units) {
    share_defaults(*unit);
    compile_lets(*unit);
  }
  // The groups behind defaults are compiled when the table is complete, as they call each other through it.
  for (auto& unit : library_.units) {
    std::size_t at = 0;
    for (const GroupNode& node : unit->tree.groups) {
      if (at < unit->own_defaults && node.type_mode != TypeMode::none && node.inputs.size() == 2) {
        const std::vector<const fhir::Type*> types = declared(*unit, node);
        if (types[0] == unit->defaults[at].source && types[1] == unit->defaults[at].target) {
          unit->defaults[at++].group = instance(*unit, node, types);
        }
      }
    }
  }
  for (auto& unit : library_.units) {
    for (std::size_t i = unit->own_defaults; i < unit->defaults.size(); ++i) {
      DefaultGroup& group = unit->defaults[i];
      for (const CompiledMap* import : unit->imports) {
        for (std::size_t k = 0; k < import->own_defaults; ++k) {
          const DefaultGroup& own = import->defaults[k];
          if (own.source == group.source && own.target == group.target) group.group = own.group;
        }
      }
    }
  }
  for (auto& unit : library_.units) compile_start(*unit);
  // Groups that nothing here calls are checked all the same: maps of other folders may import them.
  for (auto& unit : library_.units) {
    for (const GroupNode& node : unit->tree.groups) {
      if (compiled_.count(&node) == 0) instance(*unit, node, declared(*unit, node));
    }
  }
  find_entry_groups(library_);
  for (auto& group : library_.groups) {
    for (RuleProgram& rule : group->rules) rule.settle();
  }
}

}  // namespace schakel::mapping
