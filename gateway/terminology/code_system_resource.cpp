// FHIR CodeSystem resources -> packed code systems.

#include "terminology/code_system_packer.h"
#include "terminology/nodes.h"

#include <algorithm>
#include <unordered_map>

namespace schakel::terminology {

namespace {

using packed::Kind;
using packed::Role;

struct KindOf {
  std::string_view element;
  Kind kind;
};
constexpr KindOf kKinds[] = {
    {"valueCode", Kind::code},       {"valueString", Kind::text},        {"valueBoolean", Kind::boolean},
    {"valueInteger", Kind::integer}, {"valueDateTime", Kind::date_time}, {"valueDecimal", Kind::decimal},
    {"valueCoding", Kind::coding},
};

// The value of `value[x]` and its kind; null: there is none.
const Node* value_of(const Node& property, Kind& kind) {
  for (const Node* c = property.first_child(); c != nullptr; c = c->next()) {
    for (const KindOf& k : kKinds) {
      if (!(c->name() == k.element)) continue;
      kind = k.kind;
      return c;
    }
  }
  return nullptr;
}

CodeSystemPacker::About about(const Node& resource) {
  CodeSystemPacker::About about;
  about.url = text(resource, "url");
  about.version = text(resource, "version");
  about.name = text(resource, "name");
  about.title = text(resource, "title");
  about.language = text(resource, "language");
  about.supplements = text(resource, "supplements");
  about.whole_value_set = text(resource, "valueSet");
  const std::string_view content = text(resource, "content");
  if (content == "fragment") about.content = CodeSystem::Content::fragment;
  if (content == "supplement") about.content = CodeSystem::Content::supplement;
  if (content == "not-present" || content == "example") about.content = CodeSystem::Content::declared;
  // Absent: "accept codes in any case" (CodeSystem.caseSensitive, comments).
  about.ignores_case = text(resource, "caseSensitive") != "true";
  return about;
}

class Reader {
 public:
  explicit Reader(const Node& resource) : packer_(about(resource)), ignores_case_(about(resource).ignores_case) {
    declare(resource);
    add_concepts(resource);
    for (std::uint32_t row = 0; row < nodes_.size(); ++row) {
      add_designations(row);
      add_properties(row);
    }
  }
  std::string finish() { return packer_.finish(); }

 private:
  // In document order, without recursion: hostile nesting is bounded by the reader, but not by much.
  void add_concepts(const Node& resource) {
    struct Open {
      const Node* next;
      std::uint32_t parent;
    };
    std::vector<Open> open{{resource.child("concept"), CodeSystem::kNone}};
    while (!open.empty()) {
      const Node* node = open.back().next;
      if (node == nullptr) {
        open.pop_back();
        continue;
      }
      const std::uint32_t parent = open.back().parent;
      open.back().next = node->next_of_same_name();
      const std::string_view code = text(*node, "code");
      const std::uint32_t row = packer_.add(code, text(*node, "display"), text(*node, "definition"));
      nodes_.push_back(node);
      by_code_.try_emplace(key(code), row);
      if (parent != CodeSystem::kNone) packer_.set_parent(row, parent);
      if (const Node* inner = node->child("concept")) open.push_back({inner, row});
    }
  }

  void declare(const Node& resource) {
    for (const Node* p = resource.child("property"); p != nullptr; p = p->next_of_same_name())
      packer_.declare(text(*p, "code"), text(*p, "type"), text(*p, "uri"), text(*p, "description"));
    for (const std::string_view name : {"parent", "subsumedBy", "child", "inactive", "notSelectable", "status"})
      packer_.property(name, name == "inactive" || name == "notSelectable" ? "boolean" : "code");
  }

  void add_designations(std::uint32_t row) {
    for (const Node* d = nodes_[row]->child("designation"); d != nullptr; d = d->next_of_same_name()) {
      const Node* use = d->child("use");
      const std::uint32_t coding =
          use == nullptr ? CodeSystem::kNone
                         : packer_.coding(text(*use, "system"), text(*use, "code"), text(*use, "display"));
      packer_.designation(row, text(*d, "language"), text(*d, "value"), coding);
    }
  }

  void add_properties(std::uint32_t row) {
    for (const Node* p = nodes_[row]->child("property"); p != nullptr; p = p->next_of_same_name()) {
      Kind kind = Kind::text;
      const Node* node = value_of(*p, kind);
      if (node == nullptr) continue;
      const std::uint32_t property = packer_.property(text(*p, "code"), "string");
      const std::string_view value = node->has_value()      ? node->value().reveal()
                                     : kind == Kind::coding ? text(*node, "code")
                                                            : std::string_view();
      if (kind == Kind::coding) {
        packer_.coding_value(row, property, packer_.coding(text(*node, "system"), value, text(*node, "display")));
      } else {
        packer_.value(row, property, kind, value);
      }
      note(row, packer_.role(property), value);
    }
  }

  // What a property says of hierarchy and status.
  void note(std::uint32_t row, Role role, std::string_view value) {
    if (role == Role::parent || role == Role::child) {
      const auto at = by_code_.find(key(value));
      if (at == by_code_.end()) return;
      packer_.set_parent(role == Role::parent ? row : at->second, role == Role::parent ? at->second : row);
    }
    if (role == Role::inactive && value == "true") packer_.set_inactive(row);
    if (role == Role::abstract && value == "true") packer_.set_abstract(row);
    if (role == Role::status && (value == "retired" || value == "inactive")) packer_.set_inactive(row);
  }

  [[nodiscard]] std::string key(std::string_view code) const {
    std::string out(code);
    if (ignores_case_) {
      for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return out;
  }

  CodeSystemPacker packer_;
  bool ignores_case_;
  std::vector<const Node*> nodes_;
  std::unordered_map<std::string, std::uint32_t> by_code_;
};

}  // namespace

std::string pack(const Node& code_system) { return Reader(code_system).finish(); }

}  // namespace schakel::terminology
