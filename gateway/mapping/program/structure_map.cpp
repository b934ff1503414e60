// A parsed map as a StructureMap resource with R5's names (http://hl7.org/fhir/R5/structuremap.html), and a program as
// JSON.

#include "mapping/language/parser.h"
#include "mapping/program/library.h"
#include "syntax/json/emitter.h"

#include <algorithm>
#include <array>

namespace schakel::mapping {

namespace {

using syntax::json::Emitter;

std::string_view code(SourceListMode mode) {
  static constexpr std::array<std::string_view, 6> kCodes{"", "first", "not_first", "last", "not_last", "only_one"};
  return kCodes[static_cast<std::size_t>(mode)];
}

std::string_view code(TargetListMode mode) {
  static constexpr std::array<std::string_view, 5> kCodes{"", "first", "last", "single", "share"};
  return kCodes[static_cast<std::size_t>(mode)];
}

std::string_view code(StructureMode mode) {
  static constexpr std::array<std::string_view, 4> kCodes{"source", "queried", "target", "produced"};
  return kCodes[static_cast<std::size_t>(mode)];
}

// R5's relationship for a relation as written.
std::string_view relationship(std::string_view relation) {
  if (relation == "==") return "equivalent";
  if (relation == "!=") return "not-related-to";
  if (relation == "<=") return "source-is-narrower-than-target";
  if (relation == ">=") return "source-is-broader-than-target";
  return "related-to";
}

// An id from a name: letters, digits, `-` and `.` only (http://hl7.org/fhir/R4/datatypes.html#id).
std::string id_of(std::string_view name) {
  std::string id;
  for (const char c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (plain && id.size() < 64) id += c;
  }
  return id;
}

class Writer {
 public:
  explicit Writer(std::string& out) : json_(out) {}

  void map(const MapNode& map) {
    json_.object().member("resourceType", "StructureMap").member_if("id", id_of(map.name));
    if (!map.concept_maps.empty()) {
      json_.key("contained").array();
      for (const ConceptMapNode& node : map.concept_maps) concept_map(node);
      json_.end();
    }
    json_.member_if("url", map.url)
        .member_if("name", map.name)
        .member_if("title", map.title)
        .member("status", std::string_view(map.status));
    if (map.experimental) json_.member("experimental", *map.experimental);
    json_.member_if("description", map.description.empty() ? map.title : map.description);
    list("structure", map.uses, [this](const UsedStructure& use) {
      json_.member("url", std::string_view(use.url)).member("mode", code(use.mode)).member_if("alias", use.alias);
      json_.member_if("documentation", use.documentation);
    });
    if (!map.imports.empty()) {
      json_.key("import").array();
      for (const Import& import : map.imports) json_.value(std::string_view(import.url));
      json_.end();
    }
    list("const", map.constants, [this](const Constant& c) {
      json_.member("name", std::string_view(c.name)).member("value", std::string_view(c.value.text));
    });
    list("group", map.groups, [this](const GroupNode& g) { group(g); });
    json_.end();
  }

 private:
  template <class Items, class Write>
  void list(std::string_view name, const Items& items, const Write& write) {
    if (items.empty()) return;
    json_.key(name).array();
    for (const auto& item : items) {
      json_.object();
      write(item);
      json_.end();
    }
    json_.end();
  }

  void concept_map(const ConceptMapNode& node) {
    json_.object()
        .member("resourceType", "ConceptMap")
        .member("id", std::string_view(node.id))
        .member("status", "draft");
    std::vector<std::pair<std::string, std::string>> groups;
    for (const ConceptMapNode::Row& row : node.rows) {
      const std::pair<std::string, std::string> group{row.source_system, row.target_system};
      if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
    }
    list("group", groups, [&](const auto& group) {
      json_.member("source", std::string_view(group.first)).member("target", std::string_view(group.second));
      std::vector<std::string> codes;
      for (const ConceptMapNode::Row& row : node.rows) {
        const bool here = row.source_system == group.first && row.target_system == group.second;
        if (here && std::find(codes.begin(), codes.end(), row.source_code) == codes.end())
          codes.push_back(row.source_code);
      }
      list("element", codes, [&](const std::string& source_code) {
        json_.member("code", std::string_view(source_code)).key("target").array();
        for (const ConceptMapNode::Row& row : node.rows) {
          if (row.source_code != source_code || row.source_system != group.first || row.target_system != group.second)
            continue;
          json_.object()
              .member("code", std::string_view(row.target_code))
              .member("relationship", relationship(row.relation))
              .end();
        }
        json_.end();
      });
    });
    json_.end();
  }

  void group(const GroupNode& g) {
    json_.member("name", std::string_view(g.name)).member_if("extends", g.extends);
    if (g.type_mode == TypeMode::types) json_.member("typeMode", "types");
    if (g.type_mode == TypeMode::type_and_types) json_.member("typeMode", "type-and-types");
    json_.member_if("documentation", g.documentation);
    list("input", g.inputs, [this](const GroupInput& input) {
      json_.member("name", std::string_view(input.name))
          .member_if("type", input.type)
          .member("mode", input.source ? "source" : "target");
    });
    list("rule", g.rules, [this](const RuleNode& r) { rule(r); });
  }

  void rule(const RuleNode& r) {
    json_.member_if("name", r.name);
    list("source", r.sources, [this](const SourceClause& s) { source(s); });
    list("target", r.targets, [this](const TargetClause& t) { target(t); });
    list("rule", r.rules, [this](const RuleNode& child) { rule(child); });
    list("dependent", r.calls, [this](const DependentCall& call) {
      json_.member("name", std::string_view(call.name));
      parameters(call.parameters, {});
    });
    json_.member_if("documentation", r.documentation);
  }

  void source(const SourceClause& s) {
    json_.member("context", s.search.empty() ? std::string_view(s.context) : std::string_view("@search"));
    if (s.min) json_.member("min", *s.min);
    json_.member_if("max", s.max).member_if("type", s.type).member_if("defaultValue", s.fallback.text);
    json_.member_if("element", s.search.empty() ? s.element : s.search.text).member_if("listMode", code(s.list_mode));
    json_.member_if("variable", s.variable).member_if("condition", s.where.text).member_if("check", s.check.text);
    json_.member_if("logMessage", s.log.text);
  }

  void target(const TargetClause& t) {
    json_.member_if("context", t.context).member_if("element", t.element).member_if("variable", t.variable);
    if (t.list_mode != TargetListMode::none) json_.key("listMode").array().value(code(t.list_mode)).end();
    json_.member_if("listRuleId", t.share).member_if("transform", transform_code(t.transform));
    parameters(t.parameters,
               t.transform == Transform::evaluate ? std::string_view(t.expression.text) : std::string_view{});
  }

  void parameters(const std::vector<Parameter>& parameters, std::string_view expression) {
    static constexpr std::array<std::string_view, 8> kNames{"valueId",       "valueString",  "valueInteger",
                                                            "valueDecimal",  "valueBoolean", "valueDate",
                                                            "valueDateTime", "valueTime"};
    if (parameters.empty() && expression.empty()) return;
    json_.key("parameter").array();
    for (const Parameter& p : parameters) {
      json_.object().key(kNames[static_cast<std::size_t>(p.kind)]);
      const bool raw =
          p.kind == ParameterKind::integer || p.kind == ParameterKind::decimal || p.kind == ParameterKind::boolean;
      raw ? json_.raw(p.text) : json_.value(std::string_view(p.text));
      json_.end();
    }
    if (!expression.empty()) json_.object().member("valueString", expression).end();
    json_.end();
  }

  Emitter json_;
};

}  // namespace

std::string to_structure_map(const MapNode& map) {
  std::string out;
  Writer(out).map(map);
  return out;
}

std::string CompiledMap::structure_map() const { return to_structure_map(tree); }

}  // namespace schakel::mapping
