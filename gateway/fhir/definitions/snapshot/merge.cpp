#include "fhir/definitions/snapshot/merge.h"

#include "fhir/definitions/snapshot/elements.h"
#include "fhir/model/names.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace schakel::fhir::snapshot {

namespace {

constexpr std::string_view kDefinitions = "http://hl7.org/fhir/StructureDefinition/";
constexpr std::string_view kTools = "http://hl7.org/fhir/tools/StructureDefinition/";
constexpr std::string_view kSystem = "http://hl7.org/fhirpath/System.";

// Extensions of a base element that say something of it alone.
bool is_inherited(std::string_view url) {
  static constexpr std::array<std::string_view, 13> kOwn{"structuredefinition-standards-status",
                                                         "structuredefinition-fmm",
                                                         "structuredefinition-wg",
                                                         "structuredefinition-category",
                                                         "structuredefinition-normative-version",
                                                         "structuredefinition-explicit-type-name",
                                                         "structuredefinition-security-category",
                                                         "elementdefinition-isCommonBinding",
                                                         "structuredefinition-isCommonBinding",
                                                         "binding-definition",
                                                         "no-binding",
                                                         "obligation-profile",
                                                         "structuredefinition-summary"};
  for (const std::string_view base : {kDefinitions, kTools}) {
    if (url.substr(0, base.size()) == base &&
        std::find(kOwn.begin(), kOwn.end(), url.substr(base.size())) != kOwn.end())
      return false;
  }
  return true;
}

std::string appended(std::string_view base, std::string_view stated) {
  if (stated.substr(0, 3) != "...") return std::string(stated);
  return std::string(base) + "\r\n" + std::string(stated.substr(3));
}

int strength_rank(std::string_view strength) {
  static constexpr std::array<std::string_view, 4> kRanks{"example", "preferred", "extensible", "required"};
  return static_cast<int>(std::find(kRanks.begin(), kRanks.end(), strength) - kRanks.begin());
}

}  // namespace

std::string_view type_code(std::string_view code) {
  return code.substr(0, kDefinitions.size()) == kDefinitions ? code.substr(kDefinitions.size()) : code;
}

std::string type_url(std::string_view code) {
  if (code.substr(0, kSystem.size()) == kSystem) return std::string(kDefinitions) + "string";
  return code.find(':') != std::string_view::npos ? std::string(code) : std::string(kDefinitions) + std::string(code);
}

bool Merger::fail(const std::string& why) {
  if (result_.error.empty()) result_.error = path_ + ": " + why;
  return false;
}

Node* Merger::copy_of(const Node& base, std::string_view base_url) {
  const ElementNames& n = element_names();
  Node* copy = tree_.copy(base);
  if (copy->child(n.base) == nullptr) {
    Node* of = tree_.append(*copy, n.base);
    set_text(tree_, *of, n.path, text(base, n.path));
    set_text(tree_, *of, n.min, base.child(n.min) != nullptr ? text(base, n.min) : "0", ValueKind::number);
    set_text(tree_, *of, n.max, base.child(n.max) != nullptr ? text(base, n.max) : "1");
  }
  for (Node* c = copy->child(n.constraint); c != nullptr; c = c->next_of_same_name()) {
    if (c->child(n.source) == nullptr) set_text(tree_, *c, n.source, base_url);
  }
  for (Node* e = copy->child(n.extension); e != nullptr;) {
    Node* next = e->next_of_same_name();
    if (!is_inherited(text(*e, names().url))) tree_.detach(*e);
    e = next;
  }
  return copy;
}

bool Merger::lay_over(Node& element, const Node& diff, std::string_view path, bool is_slice) {
  path_ = path;
  const ElementNames& n = element_names();
  if (diff.child(n.slice_name) != nullptr) replace_all(tree_, element, n.slice_name, diff);
  if (diff.child(n.slice_is_constraining) != nullptr) replace_all(tree_, element, n.slice_is_constraining, diff);
  texts(element, diff);
  lists(element, diff);
  return cardinality(element, diff, is_slice) && types(element, diff) && values(element, diff) &&
         binding(element, diff) && flags(element, diff);
}

void Merger::texts(Node& element, const Node& diff) {
  const ElementNames& n = element_names();
  for (const Name name : {n.short_text, n.label, n.max_length}) {
    if (diff.child(name) != nullptr) replace_all(tree_, element, name, diff);
  }
  for (const Name name : {n.definition, n.comment, n.requirements}) {
    const Node* stated = diff.child(name);
    if (stated == nullptr) continue;
    const std::string whole = appended(text(element, name), stated->value().reveal());
    replace_all(tree_, element, name, diff);
    if (stated->has_value()) tree_.set_value(*element.child(name), ValueKind::string, tree_.keep(whole));
  }
}

bool Merger::cardinality(Node& element, const Node& diff, bool is_slice) {
  const ElementNames& n = element_names();
  if (diff.child(n.min) != nullptr) {
    const std::uint32_t stated = number(diff, n.min, 0);
    if (stated < number(element, n.min, 0) && !is_slice) {
      return fail("min " + std::string(text(diff, n.min)) + " is less than " + std::string(text(element, n.min)) +
                  " of the base");
    }
    replace_all(tree_, element, n.min, diff);
  }
  if (diff.child(n.max) != nullptr) {
    if (number(diff, n.max, kMany) > number(element, n.max, kMany)) {
      return fail("max " + std::string(text(diff, n.max)) + " is more than " + std::string(text(element, n.max)) +
                  " of the base");
    }
    replace_all(tree_, element, n.max, diff);
  }
  return true;
}

bool Merger::types(Node& element, const Node& diff) {
  const ElementNames& n = element_names();
  if (diff.child(n.type) == nullptr) return true;
  const std::vector<TypeView> base = types_of(element);
  if (!base.empty()) {
    for (const TypeView& stated : types_of(diff)) {
      if (!type_allowed(stated, base)) return fail("type " + std::string(stated.code) + " is not one of the base");
      if (!target_profiles(*stated.node, base, stated.code)) return false;
    }
  }
  replace_all(tree_, element, n.type, diff);
  return true;
}

// The same code, or one that specialises an abstract or logical type of the base.
bool Merger::type_allowed(const TypeView& stated, const std::vector<TypeView>& base) {
  for (const TypeView& b : base) {
    const std::string_view allowed = type_code(b.code);
    if (allowed == type_code(stated.code) || b.code.substr(0, kSystem.size()) == kSystem) return true;
    // canonical is a uri, and so on: a type that derives from what the base allows where that is abstract.
    const Node* general = source_.structure(type_url(b.code));
    if (general == nullptr) return true;
    const bool abstract = text_at(*general, names().abstract) == "true" || text_at(*general, names().kind) == "logical";
    if (!abstract) continue;
    std::string url = type_url(stated.code);
    for (int steps = 0; steps < 32; ++steps) {
      const Node* sd = source_.structure(url);
      if (sd == nullptr) break;
      if (text_at(*sd, names().url) == text_at(*general, names().url)) return true;
      url = text_at(*sd, names().base_definition);
    }
  }
  return false;
}

// A stated target must derive from one the base allows; unknown targets pass, no targets in the base allow all.
bool Merger::target_profiles(const Node& stated, const std::vector<TypeView>& base, std::string_view code) {
  const ElementNames& n = element_names();
  std::vector<std::string_view> allowed;
  for (const TypeView& b : base) {
    if (type_code(b.code) != type_code(code)) continue;
    const auto targets = values_of(*b.node, n.target_profile);
    if (targets.empty()) return true;
    allowed.insert(allowed.end(), targets.begin(), targets.end());
  }
  if (allowed.empty()) return true;
  for (const std::string_view target : values_of(stated, n.target_profile)) {
    if (!derives_from(target, allowed)) return fail("target " + std::string(target) + " is none that the base allows");
  }
  return true;
}

bool Merger::derives_from(std::string_view profile, const std::vector<std::string_view>& targets) {
  std::string url(profile);
  std::unordered_set<std::string> seen;
  while (seen.insert(url).second) {
    for (const std::string_view target : targets) {
      if (without_version(target) == without_version(url) ||
          without_version(target) == "http://hl7.org/fhir/StructureDefinition/Resource")
        return true;
    }
    const Node* sd = source_.structure(url);
    if (sd == nullptr) return true;
    url = text_at(*sd, names().base_definition);
    if (url.empty()) return false;
  }
  return false;
}

bool Merger::values(Node& element, const Node& diff) {
  const ElementNames& n = element_names();
  const std::vector<TypeView> allowed = types_of(element);
  for (const std::string_view prefix : {"fixed", "pattern", "minValue", "maxValue"}) {
    const auto stated = choice(diff, prefix);
    if (stated.empty()) continue;
    if (prefix == "fixed" || prefix == "pattern") {
      const std::string_view type = stated[0]->name().text().substr(prefix.size());
      const bool fits = allowed.empty() || std::any_of(allowed.begin(), allowed.end(), [type](const TypeView& t) {
                          return t.code.substr(0, kSystem.size()) == kSystem ||
                                 capitalised(last_part(type_code(t.code))) == type || t.code == "Element" ||
                                 t.code == "BackboneElement";
                        });
      if (!fits) return fail(std::string(stated[0]->name().text()) + " is of no type that the element has");
    }
    for (Node* old : choice(element, prefix)) tree_.detach(*old);
    for (const Node* s : stated) append_copy(tree_, element, *s);
  }
  (void)n;
  return true;
}

bool Merger::binding(Node& element, const Node& diff) {
  const ElementNames& n = element_names();
  const Node* stated = diff.child(n.binding);
  if (stated != nullptr) {
    Node* old = element.child(n.binding);
    if (old == nullptr) {
      append_copy(tree_, element, *stated);
    } else {
      const std::string_view before = text(*old, n.strength);
      if (before == "required" && stated->child(n.strength) != nullptr &&
          strength_rank(text(*stated, n.strength)) < strength_rank(before)) {
        return fail("the binding is required in the base and may not become " + std::string(text(*stated, n.strength)));
      }
      remove_all(tree_, *old, n.description);
      remove_all(tree_, *old, n.extension);
      for (const Node* c = stated->first_child(); c != nullptr; c = c->next()) {
        if (!(c->name() == n.extension) && !(c->name() == n.additional)) remove_all(tree_, *old, c->name());
      }
      for (const Node* c = stated->first_child(); c != nullptr; c = c->next()) append_copy(tree_, *old, *c);
    }
  }
  static constexpr std::array<std::string_view, 8> kBindable{"Coding", "CodeableConcept", "Quantity", "uri", "string",
                                                             "code",   "canonical",       "url"};
  if (diff.child(n.type) == nullptr || element.child(n.binding) == nullptr) return true;
  for (const TypeView& t : types_of(element)) {
    const std::string_view code = type_code(t.code);
    if (std::find(kBindable.begin(), kBindable.end(), code) != kBindable.end() ||
        code.find(':') != std::string_view::npos)
      return true;
    const Node* sd = source_.structure(type_url(code));
    if (sd == nullptr || text_at(*sd, names().kind) == "logical" ||
        tail(text_at(*sd, names().base_definition)) == "Quantity")
      return true;
  }
  remove_all(tree_, element, n.binding);
  return true;
}

bool Merger::flags(Node& element, const Node& diff) {
  const ElementNames& n = element_names();
  if (diff.child(n.must_support) != nullptr) {
    if (text(diff, n.must_support) == "false" && text(element, n.must_support) == "true" &&
        path_.find('.') != std::string::npos) {
      return fail("mustSupport is true in the base and may not become false");
    }
    replace_all(tree_, element, n.must_support, diff);
  }
  const bool extension =
      last_part(path_) == "extension" || last_part(path_) == "modifierExtension" || path_ == "Extension";
  if (extension && diff.child(n.is_modifier) != nullptr) {
    replace_all(tree_, element, n.is_modifier, diff);
    if (diff.child(n.is_modifier_reason) != nullptr) {
      replace_all(tree_, element, n.is_modifier_reason, diff);
    } else if (text(diff, n.is_modifier) == "true" && element.child(n.is_modifier_reason) == nullptr) {
      set_text(tree_, element, n.is_modifier_reason,
               "Modifier extensions are labelled as such because they modify the meaning or interpretation of the "
               "resource or element that contains them");
    }
  }
  if (diff.child(n.is_summary) != nullptr && element.child(n.is_summary) != nullptr &&
      text(diff, n.is_summary) != text(element, n.is_summary)) {
    return fail("isSummary may not change");
  }
  return true;
}

void Merger::lists(Node& element, const Node& diff) {
  const ElementNames& n = element_names();
  for (const Name name : {n.alias, n.condition, n.example, n.code}) {
    for (const Node* stated = diff.child(name); stated != nullptr; stated = stated->next_of_same_name()) {
      bool known = false;
      for (const Node* c = element.child(name); c != nullptr; c = c->next_of_same_name())
        known = known || equal(*c, *stated);
      if (!known) append_copy(tree_, element, *stated);
    }
  }
  for (const Node* stated = diff.child(n.constraint); stated != nullptr; stated = stated->next_of_same_name()) {
    for (Node* c = element.child(n.constraint); c != nullptr; c = c->next_of_same_name()) {
      if (text(*c, n.key) != text(*stated, n.key)) continue;
      tree_.detach(*c);
      break;
    }
    append_copy(tree_, element, *stated);
  }
  // What the profile says first, then the base's mappings that it does not repeat.
  std::vector<Node*> old;
  for (Node* m = element.child(n.mapping); m != nullptr; m = m->next_of_same_name()) old.push_back(m);
  if (diff.child(n.mapping) != nullptr) {
    for (Node* m : old) tree_.detach(*m);
    for (const Node* m = diff.child(n.mapping); m != nullptr; m = m->next_of_same_name()) {
      append_copy(tree_, element, *m);
      std::erase_if(old, [&](const Node* o) {
        return text(*o, n.identity) == text(*m, n.identity) && text(*o, n.map) == text(*m, n.map);
      });
    }
    for (Node* m : old) tree_.adopt(element, *m);
  }
  for (const Node* e = diff.child(n.extension); e != nullptr; e = e->next_of_same_name()) {
    for (Node* o = element.child(n.extension); o != nullptr; o = o->next_of_same_name()) {
      if (text(*o, names().url) != text(*e, names().url)) continue;
      tree_.detach(*o);
      break;
    }
    append_copy(tree_, element, *e);
  }
}

void Merger::fill_from(Node& element, const Node& base) {
  const ElementNames& n = element_names();
  for (const Node* c = base.first_child(); c != nullptr; c = c->next()) {
    if (c->name() == n.constraint || c->name() == n.mapping || c->name() == n.extension || c->name() == n.id ||
        c->name() == n.slicing || c->name() == n.slice_name) {
      continue;
    }
    if (element.child(c->name()) == nullptr) append_copy(tree_, element, *c);
  }
}

}  // namespace schakel::fhir::snapshot
