#include "app/fhirpath_case.h"

#include "fhir/model/annotate.h"
#include "fhirpath/decimal.h"
#include "syntax/json/reader.h"
#include "syntax/json/writer.h"
#include "syntax/xml/reader.h"

#include <ctime>
#include <memory>

namespace schakel::app {

namespace {

using fhirpath::Error;
using fhirpath::ErrorKind;
using fhirpath::Value;
using fhirpath::ValueType;

// A document and everything below it.
struct Document {
  Arena arena;
  Tree tree{arena};
};

// `_name` of plain JSON adds id and extensions to `name`, as FHIR's primitives have them.
void merge(Tree& tree, Node& into, Node& from) {
  if (into.kind() == ValueKind::list && from.kind() == ValueKind::list) {
    Node* item = into.first_child();
    for (Node* extra = from.first_child(); extra != nullptr;) {
      Node* next = extra->next();
      if (item == nullptr) {
        tree.detach(*extra);
        tree.adopt(into, *extra);
        tree.set_primitive(*extra, true);
      } else {
        merge(tree, *item, *extra);
        item = item->next();
      }
      extra = next;
    }
    return;
  }
  if (from.first_child() != nullptr && into.kind() == ValueKind::null) {
    tree.clear_value(into);
    tree.set_primitive(into, true);
  }
  for (Node* c = from.first_child(); c != nullptr;) {
    Node* next = c->next();
    tree.detach(*c);
    tree.adopt(into, *c);
    c = next;
  }
}

void merge_underscores(Tree& tree, Node& node) {
  for (Node* c = node.first_child(); c != nullptr;) {
    Node* next = c->next();
    merge_underscores(tree, *c);
    const std::string_view name = c->name().text();
    if (name.size() > 1 && name[0] == '_') {
      tree.detach(*c);
      if (Node* main = node.child(name.substr(1))) {
        merge(tree, *main, *c);
      } else {
        tree.set_name(*c, tree.name(name.substr(1)));
        tree.adopt(node, *c, next);
      }
    }
    c = next;
  }
}

std::string first_issue(const Issues& issues) {
  return issues.empty() ? "unreadable" : text_of(issues.all().front(), true);
}

tl::expected<void, Error> read_plain(std::string_view bytes, Document& document) {
  Issues issues;
  syntax::json::ReadOptions options;
  options.shape = syntax::json::Shape::plain;
  if (!syntax::json::read(bytes, document.tree, issues, options)) {
    return tl::unexpected(Error{ErrorKind::execution, "the document: " + first_issue(issues), 0});
  }
  Node& root = *document.tree.root();
  if (const Node* type = root.child("resourceType"); type != nullptr && type->kind() == ValueKind::string) {
    document.tree.set_type(root, document.tree.name(type->value().reveal()));
  }
  merge_underscores(document.tree, root);
  return {};
}

tl::expected<void, Error> read_fhir(std::string_view bytes, bool xml, const fhir::Definitions* definitions,
                                    Document& document) {
  // A JSON document without a resourceType is no resource, but may be looked into all the same.
  if (!xml && bytes.find("\"resourceType\"") == std::string_view::npos) return read_plain(bytes, document);
  Issues issues;
  const bool readable =
      xml ? syntax::xml::read(bytes, document.tree, issues) : syntax::json::read(bytes, document.tree, issues);
  if (!readable) return tl::unexpected(Error{ErrorKind::execution, "the document: " + first_issue(issues), 0});
  if (definitions != nullptr)
    fhir::annotate(document.tree, *definitions, xml ? fhir::Kinds::from_types : fhir::Kinds::keep);
  return {};
}

// A variable's JSON: plain values are System values, objects with a resourceType resources, other objects plain trees.
struct Variables {
  std::vector<std::unique_ptr<Document>> documents;
  std::vector<std::vector<Value>> values;
  std::vector<fhirpath::Variable> table;
  std::vector<std::unique_ptr<Decimal>> decimals;

  void add(const Node& node, const fhir::Definitions* definitions, std::vector<Value>& out) {
    if (node.kind() == ValueKind::list) {
      for (const Node* c = node.first_child(); c != nullptr; c = c->next()) add(*c, definitions, out);
      return;
    }
    const std::string_view text = node.value().reveal();
    switch (node.kind()) {
      case ValueKind::null: return;
      case ValueKind::string: out.push_back(Value::of_string(text)); return;
      case ValueKind::boolean: out.push_back(Value::of(text == "true")); return;
      case ValueKind::number: {
        std::int64_t n = 0;
        auto d = std::make_unique<Decimal>();
        if (fhirpath::parse_integer(text, n)) {
          out.push_back(Value::of_integer(n));
        } else if (fhirpath::parse_decimal(text, *d)) {
          out.push_back(Value::of_decimal(*d));
          decimals.push_back(std::move(d));
        }
        return;
      }
      default: break;
    }
    if (node.child("resourceType") != nullptr) {
      std::string json;
      syntax::json::WriteOptions options;
      options.shape = syntax::json::Shape::plain;
      syntax::json::write(node, json, options);
      documents.push_back(std::make_unique<Document>());
      Document& own = *documents.back();
      if (read_fhir(own.arena.copy(json), false, definitions, own)) {
        out.push_back(Value::of(*own.tree.root()));
        return;
      }
    }
    out.push_back(Value::of(node));
  }
};

std::int32_t local_zone_minutes() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return static_cast<std::int32_t>(local.tm_gmtoff / 60);
}

const fhir::Type* type_of(const Node* node, const fhir::Definitions* definitions) {
  return node == nullptr || definitions == nullptr || node->type().empty() ? nullptr : definitions->type(node->type());
}

// The type that all of them have; null: none.
const fhir::Type* common_type(std::span<const Value> values, const fhir::Definitions* definitions) {
  const fhir::Type* common = nullptr;
  for (const Value& v : values) {
    const fhir::Type* own = v.is_node() ? type_of(v.node, definitions) : nullptr;
    if (own == nullptr || (common != nullptr && common != own)) return nullptr;
    common = own;
  }
  return common;
}

}  // namespace

std::string_view kind_text(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::syntax: return "syntax";
    case ErrorKind::semantic: return "semantic";
    case ErrorKind::too_costly: return "too-costly";
    case ErrorKind::not_supported: return "not-supported";
    case ErrorKind::execution: break;
  }
  return "execution";
}

namespace {

std::string type_text(const Value& v) {
  if (!v.is_node() || !v.node->type().empty() || !v.node->has_value()) return fhirpath::type_name(v);
  switch (v.node->kind()) {
    case ValueKind::boolean: return "System.Boolean";
    case ValueKind::number:
      return v.node->value().reveal().find_first_of(".eE") == std::string_view::npos ? "System.Integer"
                                                                                     : "System.Decimal";
    default: return "System.String";
  }
}

}  // namespace

void append_value(const Value& v, syntax::json::Emitter& json) {
  switch (v.type) {
    case ValueType::boolean: json.value(v.boolean); return;
    case ValueType::integer:
    case ValueType::long_integer: json.value(v.integer); return;
    case ValueType::decimal: json.raw(fhirpath::to_text(*v.decimal)); return;
    case ValueType::quantity:
      json.object().key("value").raw(fhirpath::to_text(*v.decimal));
      json.member(v.unit == fhirpath::UnitKind::calendar ? "unit" : "code", v.text).end();
      return;
    case ValueType::type_info: {
      const std::size_t dot = v.text.find('.');
      json.object().member("namespace", v.text.substr(0, dot)).member("name", v.text.substr(dot + 1)).end();
      return;
    }
    case ValueType::node: {
      if (v.node->primitive() && !v.node->has_value()) {
        json.null();
        return;
      }
      std::string text;
      syntax::json::WriteOptions options;
      options.shape = v.node->type().empty() ? syntax::json::Shape::plain : syntax::json::Shape::fhir;
      syntax::json::write(*v.node, text, options);
      json.raw(text);
      return;
    }
    default: json.value(v.text);
  }
}

void append_values(std::span<const Value> values, syntax::json::Emitter& json) {
  json.array();
  for (const Value& v : values) {
    json.object().key("type");
    const std::string type = type_text(v);
    if (type.empty()) {
      json.null();
    } else {
      json.value(type);
    }
    json.key("value");
    append_value(v, json);
    json.end();
  }
  json.end();
}

tl::expected<void, Error> evaluate_case(const FhirpathCase& one, const fhir::Definitions* definitions,
                                        fhirpath::Services* services, fhirpath::Trace* trace,
                                        syntax::json::Emitter& json) {
  Document document;
  if (one.has_document) {
    auto read =
        one.plain ? read_plain(one.document, document) : read_fhir(one.document, one.xml, definitions, document);
    if (!read) return read;
  }
  const fhir::Definitions* known = one.plain ? nullptr : definitions;
  Variables variables;
  std::vector<std::string_view> names;
  variables.values.resize(one.variables.size());
  for (std::size_t i = 0; i < one.variables.size(); ++i) {
    variables.documents.push_back(std::make_unique<Document>());
    Document& own = *variables.documents.back();
    if (auto read = read_plain(own.arena.copy(one.variables[i].second), own); !read) return read;
    variables.add(*own.tree.root(), known, variables.values[i]);
    variables.table.push_back({one.variables[i].first, variables.values[i]});
    names.emplace_back(one.variables[i].first);
  }
  fhirpath::CompileOptions options;
  options.definitions = known;
  options.context = type_of(document.tree.root(), known);
  options.strict = one.strict;
  options.check_ordered = one.check_ordered;
  options.variables = names;
  options.trace = trace != nullptr;
  fhirpath::Environment environment;
  environment.focus = environment.resource = environment.root_resource = document.tree.root();
  environment.variables = variables.table;
  environment.zone_minutes = local_zone_minutes();
  environment.trace = trace;
  fhirpath::Evaluator context_evaluator(known, services);
  if (!one.context.empty()) {
    auto program = fhirpath::compile(one.context, options);
    if (!program) return tl::unexpected(std::move(program.error()));
    const auto focus = context_evaluator.run(**program, environment);
    if (!focus) return tl::unexpected(focus.error());
    environment.focus = nullptr;
    environment.focus_values = *focus;
    options.context = common_type(*focus, known);
  }
  auto program = fhirpath::compile(one.expression, options);
  if (!program) return tl::unexpected(std::move(program.error()));
  fhirpath::Evaluator evaluator(known, services);
  const auto result = evaluator.run(**program, environment);
  if (!result) return tl::unexpected(result.error());
  // A primitive that only has an id or extensions has no value that could be printed.
  std::vector<Value> printed;
  for (const Value& v : *result) {
    if (!v.is_node() || v.node->has_value() || !v.node->primitive()) printed.push_back(v);
  }
  append_values(printed, json);
  return {};
}

}  // namespace schakel::app
