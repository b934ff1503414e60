#include "fhir/model/type_table.h"

#include "fhir/model/names.h"

#include <cctype>
#include <charconv>

namespace schakel::fhir {

namespace {

constexpr std::string_view kSystem = "http://hl7.org/fhirpath/System.";
constexpr std::string_view kFhirType = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";
constexpr std::string_view kJsonName = "http://hl7.org/fhir/tools/StructureDefinition/json-name";
constexpr std::string_view kCoreBase = "http://hl7.org/fhir/StructureDefinition/";

TypeKind kind_of(std::string_view kind) {
  if (kind == "primitive-type") return TypeKind::primitive;
  if (kind == "resource") return TypeKind::resource;
  if (kind == "logical") return TypeKind::logical;
  return TypeKind::complex;
}

// The FHIR type of a use written as a System type.
std::string_view fhir_type_of(const Node& type) {
  const Names& n = names();
  for (const Node* e = type.child(n.extension); e != nullptr; e = e->next_of_same_name()) {
    if (text_at(*e, n.url) != kFhirType) continue;
    const std::string_view url = text_at(*e, n.value_url);
    return url.empty() ? text_at(*e, n.value_uri) : url;
  }
  return {};
}

// What a logical model's element is called in its documents, where a path cannot say it (`PID.3`); else empty.
std::string_view json_name_of(const Node& element) {
  const Names& n = names();
  for (const Node* e = element.child(n.extension); e != nullptr; e = e->next_of_same_name()) {
    if (text_at(*e, n.url) == kJsonName) return text_at(*e, n.value_string);
  }
  return {};
}

std::uint32_t cardinality(std::string_view text, std::uint32_t otherwise) {
  if (text == "*") return Element::kUnbounded;
  std::uint32_t number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool starts_with_path(std::string_view path, std::string_view parent) {
  return path.size() > parent.size() && path.substr(0, parent.size()) == parent && path[parent.size()] == '.';
}

}  // namespace

// One element of a snapshot while its type is being made.
struct TypeTableBuilder::Row {
  const Node* node;
  std::string_view path;
};

bool TypeTableBuilder::add(const Node& sd) {
  const Names& n = names();
  const Node* snapshot = sd.child(n.snapshot);
  if (text_at(sd, n.derivation) == "constraint" || snapshot == nullptr) return false;
  std::vector<Row> rows;
  for (const Node* e = snapshot->child(n.element); e != nullptr; e = e->next_of_same_name()) {
    rows.push_back({e, text_at(*e, n.path)});
  }
  if (rows.empty()) return false;
  const std::string_view url = text_at(sd, n.url);
  if (by_url_.contains(std::string(url))) return false;

  TypeRow type{};
  type.kind = static_cast<std::uint8_t>(kind_of(text_at(sd, n.kind)));
  type.abstract = text_at(sd, n.abstract) == "true" ? 1 : 0;
  type.base_url = strings_.add(text_at(sd, n.base_definition));
  add_elements(rows, 0, url, type);
  return true;
}

// The type whose element is rows[root], then the types of those of its children that have children of their own.
void TypeTableBuilder::add_elements(std::vector<Row>& rows, std::size_t root, std::string_view url,
                                    const TypeRow& type) {
  const std::string_view path = rows[root].path;
  TypeRow row = type;
  row.name = strings_.add(path);
  row.url = strings_.add(url);
  row.first_element = static_cast<std::uint32_t>(elements_.size());
  const bool primitive = type.kind == static_cast<std::uint8_t>(TypeKind::primitive);
  const bool resource = type.kind == static_cast<std::uint8_t>(TypeKind::resource);
  std::vector<std::size_t> backbones;
  for (std::size_t i = root + 1; i < rows.size() && starts_with_path(rows[i].path, path); ++i) {
    std::string_view name = rows[i].path.substr(path.size() + 1);
    if (name.find('.') != std::string_view::npos) continue;
    if (i + 1 < rows.size() && starts_with_path(rows[i + 1].path, rows[i].path)) backbones.push_back(i);
    if (primitive && name == "value") continue;
    const Node& node = *rows[i].node;
    ElementRow element{};
    if (name.size() > 3 && name.substr(name.size() - 3) == "[x]") {
      name.remove_suffix(3);
      element.flags |= ElementRow::kChoice;
    }
    const std::string_view json_name = json_name_of(node);
    element.name = strings_.add(json_name.empty() ? name : json_name);
    element.path = strings_.add(rows[i].path);
    element.min = cardinality(text_at(node, names().min), 0);
    element.max = cardinality(text_at(node, names().max), 1);
    if (text_at(node, names().is_summary) == "true") element.flags |= ElementRow::kSummary;
    if (text_at(node, names().is_modifier) == "true") element.flags |= ElementRow::kModifier;
    if (text_at(node, names().representation) == "xmlAttr") element.flags |= ElementRow::kAttribute;
    element.first_use = static_cast<std::uint32_t>(uses_.size());
    element.use_count = add_uses(rows[i], resource);
    if (!backbones.empty() && backbones.back() == i) {  // its own type instead of BackboneElement or Element
      uses_.resize(element.first_use);
      UseRow use{};
      use.code = strings_.add(node.child(names().type) != nullptr ? text_at(*node.child(names().type), names().code)
                                                                  : "Element");
      use.type_name = element.path;
      uses_.push_back(use);
      element.use_count = 1;
    }
    elements_.push_back(element);
  }
  row.element_count = static_cast<std::uint32_t>(elements_.size()) - row.first_element;
  types_.push_back(row);
  const auto number = static_cast<std::uint32_t>(types_.size());
  by_name_.try_emplace(std::string(path), number);
  if (type.kind != static_cast<std::uint8_t>(TypeKind::backbone)) by_url_.try_emplace(std::string(url), number);
  for (const std::size_t i : backbones) {
    TypeRow inner{};
    inner.kind = static_cast<std::uint8_t>(TypeKind::backbone);
    const Node* base = rows[i].node->child(names().type);
    inner.base_url = strings_.add(base != nullptr ? text_at(*base, names().code) : "Element");
    add_elements(rows, i, url, inner);
  }
}

std::uint32_t TypeTableBuilder::add_uses(const Row& row, bool in_resource) {
  const auto before = static_cast<std::uint32_t>(uses_.size());
  const std::string_view reference = text_at(*row.node, names().content_reference);
  if (!reference.empty()) {
    UseRow use{};
    use.code = strings_.add(reference);
    use.type_name = strings_.add(reference.substr(reference.find('#') + 1));
    uses_.push_back(use);
  }
  for (const Node* t = row.node->child(names().type); t != nullptr; t = t->next_of_same_name())
    add_use(*t, row, in_resource);
  return static_cast<std::uint32_t>(uses_.size()) - before;
}

void TypeTableBuilder::add_use(const Node& type, const Row& row, bool in_resource) {
  const std::string_view code = text_at(type, names().code);
  std::string_view name = code;
  if (code.substr(0, kSystem.size()) == kSystem) {
    name = fhir_type_of(type);
    if (name.empty()) name = "string";
    // 4.0.1 says `string` for Resource.id, against its own text:
    // http://hl7.org/fhir/R4/resource-definitions.html#Resource.id
    if (in_resource && tail(row.path) == row.path && row.path.size() > 3 &&
        row.path.substr(row.path.size() - 3) == ".id")
      name = "id";
  }
  UseRow use{};
  use.code = strings_.add(code);
  use.type_name = strings_.add(name);
  if (row.path.size() > 3 && row.path.substr(row.path.size() - 3) == "[x]") {
    const std::string_view last = row.path.substr(row.path.rfind('.') + 1);
    std::string choice(last.substr(0, last.size() - 3));
    std::string suffix(tail(name));
    if (!suffix.empty()) suffix[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(suffix[0])));
    use.choice_name = strings_.add(choice + suffix);
  }
  const auto list = [this, &type](Name what, std::uint32_t& first, std::uint32_t& count) {
    first = static_cast<std::uint32_t>(lists_.size());
    for (const Node* p = type.child(what); p != nullptr; p = p->next_of_same_name())
      lists_.push_back(strings_.add(p->value().reveal()));
    count = static_cast<std::uint32_t>(lists_.size()) - first;
  };
  list(names().profile, use.first_profile, use.profile_count);
  list(names().target_profile, use.first_target, use.target_count);
  uses_.push_back(use);
}

TypeTable TypeTableBuilder::finish() {
  const auto find = [this](std::uint32_t text) -> std::uint32_t {
    const std::string key(pooled(strings_.bytes(), text));
    if (const auto at = by_name_.find(key); at != by_name_.end()) return at->second;
    if (const auto at = by_url_.find(key); at != by_url_.end()) return at->second;
    if (const auto at = by_url_.find(std::string(kCoreBase) + key); at != by_url_.end()) return at->second;
    return 0;
  };
  for (TypeRow& t : types_) t.base_type = find(t.base_url);
  for (UseRow& u : uses_) u.type = find(u.type_name);
  return {types_, elements_, uses_, lists_, strings_.bytes()};
}

}  // namespace schakel::fhir
