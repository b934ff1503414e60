#include "validation/compiler.h"

#include "validation/names.h"
#include "validation/rules/rule.h"
#include "validation/rules/slicing.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace schakel::validation {

namespace {

std::string_view text_of(const Node* node) { return node == nullptr ? std::string_view{} : node->value().reveal(); }
std::string_view text_of(const Node& parent, std::string_view child) { return text_of(parent.child(child)); }

std::uint32_t number_of(std::string_view text, std::uint32_t otherwise) {
  if (text == "*") return fhir::Element::kUnbounded;
  std::uint32_t n = otherwise;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  return error == std::errc{} && end == text.data() + text.size() ? n : otherwise;
}

constexpr std::string_view kFhirType = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";
constexpr std::string_view kSystem = "http://hl7.org/fhirpath/";
constexpr std::string_view kCore = "http://hl7.org/fhir/StructureDefinition/";

constexpr std::string_view kProfileElement =
    "http://hl7.org/fhir/StructureDefinition/elementdefinition-profile-element";

// The value of an extension; empty if there is none.
std::string_view extension_text(const Node& node, std::string_view url) {
  for (const Node* e = node.child("extension"); e != nullptr; e = e->next_of_same_name()) {
    if (text_of(*e, "url") != url) continue;
    for (const Node* v = e->first_child(); v != nullptr; v = v->next()) {
      if (v->name().text().substr(0, 5) == "value") return text_of(v);
    }
  }
  return {};
}

std::size_t depth_of(std::string_view path) {
  return static_cast<std::size_t>(std::count(path.begin(), path.end(), '.'));
}

std::string_view tail_of(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

bool is_choice(std::string_view tail) { return tail.size() > 3 && tail.substr(tail.size() - 3) == "[x]"; }

std::string choice_name(std::string_view stem, std::string_view type) {
  std::string name(stem);
  name += type;
  if (name.size() > stem.size() && name[stem.size()] >= 'a' && name[stem.size()] <= 'z') {
    name[stem.size()] = static_cast<char>(name[stem.size()] - 'a' + 'A');
  }
  return name;
}

}  // namespace

struct Compiler::Raw {
  const Node* node;
  std::string_view path;
  std::size_t depth;
};

void Compiler::read_header(Program& program, const fhir::Resource& resource) {
  const Node& sd = *resource.root;
  program.url = resource.url;
  program.version = resource.version;
  program.package = resource.package;
  program.definition = &sd;
  program.type = Name::intern(tail_of(text_of(sd, "type").substr(text_of(sd, "type").rfind('/') + 1)));
  program.constraint = text_of(sd, "derivation") == "constraint";
  program.abstract = text_of(sd, "abstract") == "true";
  program.resource = text_of(sd, "kind") == "resource";
  program.primitive = text_of(sd, "kind") == "primitive-type";
  program.extension = text_of(sd, "type") == "Extension";
}

Program* Compiler::outline(const fhir::Resource& resource) {
  program_ = arena_.make<Program>();
  read_header(*program_, resource);
  std::vector<Raw> raws;
  if (const Node* snapshot = resource.root->child("snapshot")) {
    for (const Node* e = snapshot->child("element"); e != nullptr; e = e->next_of_same_name()) {
      const std::string_view path = text_of(*e, "path");
      raws.push_back({e, path, depth_of(path)});
    }
  }
  if (raws.empty()) {
    program_->problem = "it has no snapshot, and none could be made";
    return program_;
  }
  constexpr std::size_t kMostElements = 20'000;  // HL7's largest snapshot has some 1,500
  if (raws.size() > kMostElements) {
    program_->problem = "its snapshot has more elements than a definition may have";
    return program_;
  }
  program_->elements = static_cast<std::uint32_t>(raws.size());
  ElementRule* root = make_rule(raws[0]);
  program_->modifier = program_->extension && text_of(*root->definition, "isModifier") == "true";
  program_->root = root;
  root->children = make_children(raws, 0, raws[0].depth + 1);
  return program_;
}

void Compiler::complete(Program& program) {
  if (program.root == nullptr) return;
  link_content(program);
  for (const Made& made : sliced_) {
    const Build build{arena_, library_, library_.definitions(), program};
    rules::compile_slicing(build, made.slicing, *made.rule, *made.out);
  }
  add_checks(program);
}

std::string_view Compiler::label_of(const ElementRule& rule) {
  std::string label(tail_of(rule.path));
  if (!rule.slice_name.empty()) {
    label += ':';
    label += rule.slice_name;
  }
  return arena_.copy(label);
}

ElementRule* Compiler::make_rule(const Raw& raw) {
  auto* rule = arena_.make<ElementRule>();
  const std::string_view tail = tail_of(raw.path);
  rule->choice = is_choice(tail);
  rule->name = Name::intern(rule->choice ? tail.substr(0, tail.size() - 3) : tail);
  rule->path = raw.path;
  rule->id = text_of(*raw.node, "id");
  if (rule->id.empty()) rule->id = raw.path;
  rule->slice_name = text_of(*raw.node, "sliceName");
  rule->definition = raw.node;
  rule->program = program_;
  rule->min = number_of(text_of(*raw.node, "min"), 0);
  rule->max = number_of(text_of(*raw.node, "max"), fhir::Element::kUnbounded);
  rule->label = label_of(*rule);
  if (const std::string_view reference = text_of(*raw.node, "contentReference"); !reference.empty()) {
    content_.emplace_back(rule, reference);
  }
  read_types(*rule);
  made_.push_back(rule);
  return rule;
}

const Link* Compiler::base_link(Name code) {
  const fhir::Type* type = library_.definitions().type(code);
  const std::string_view url = type != nullptr ? type->url : arena_.copy(std::string(kCore) + std::string(code.text()));
  return arena_.make<Link>(url);
}

void Compiler::read_type(const Node& type, TypeRule& out) {
  std::string_view code = text_of(type, "code");
  if (code.substr(0, kSystem.size()) == kSystem) {
    // R4 writes the type of ids and of Extension.url as a System type and keeps the FHIR type in an extension.
    const std::string_view fhir_type = extension_text(type, kFhirType);
    code = fhir_type.empty() ? code.substr(kSystem.size()) : fhir_type;
  }
  if (code.substr(0, kCore.size()) == kCore) code.remove_prefix(kCore.size());
  out.code = Name::intern(code);
  out.primitive = fhir::primitive_of(code == "System.String" ? "string" : code);
  out.type = library_.definitions().type(out.code);
  if (out.primitive != fhir::Primitive::none) {
    out.role = TypeRole::primitive;
  } else if (code == "BackboneElement" || code == "Element") {
    out.role = TypeRole::inlined;
  } else if (out.type != nullptr && out.type->kind == fhir::TypeKind::resource) {
    out.role = TypeRole::resource;
  } else if (out.type != nullptr) {
    out.role = TypeRole::complex;
  }
  out.base = base_link(out.code);
  std::vector<Link> profiles;
  std::vector<Link> targets;
  for (const Node* c = type.first_child(); c != nullptr; c = c->next()) {
    if (c->name() == "profile") profiles.emplace_back(text_of(c), extension_text(*c, kProfileElement));
    if (c->name() == "targetProfile") targets.emplace_back(text_of(c));
  }
  const std::span<Link> kept_profiles = arena_.array<Link>(profiles.size());
  std::copy(profiles.begin(), profiles.end(), kept_profiles.begin());
  const std::span<Link> kept_targets = arena_.array<Link>(targets.size());
  std::copy(targets.begin(), targets.end(), kept_targets.begin());
  out.profiles = kept_profiles;
  out.targets = kept_targets;
}

void Compiler::read_types(ElementRule& rule) {
  std::vector<TypeRule> types;
  for (const Node* t = rule.definition->child("type"); t != nullptr; t = t->next_of_same_name()) {
    read_type(*t, types.emplace_back());
  }
  const std::span<TypeRule> kept = arena_.array<TypeRule>(types.size());
  std::copy(types.begin(), types.end(), kept.begin());
  rule.types = kept;
}

// An element with its slices while the snapshot is read.
struct Compiler::Open {
  Group group;
  std::vector<Slice> slices;
  const Node* slicing = nullptr;
  ElementRule* rule = nullptr;
};

// The children of raws[parent] and, within the groups, their slices in the order of the snapshot.
Children* Compiler::make_children(const std::vector<Raw>& raws, std::size_t parent, std::size_t depth) {
  std::vector<Open> open;
  constexpr std::size_t kDeepest = 64;  // steps in a path
  if (depth > kDeepest) return nullptr;
  for (std::size_t i = parent + 1; i < raws.size() && raws[i].depth >= depth; ++i) {
    if (raws[i].depth != depth) continue;
    ElementRule* rule = make_rule(raws[i]);
    Children* inside = make_children(raws, i, depth + 1);
    // Under several types only what they share can be constrained; the type at hand says what else there is.
    if (inside != nullptr && rule->types.size() > 1) inside->complete = false;
    rule->children = inside;
    const auto same = std::find_if(open.begin(), open.end(), [&](const Open& o) {
      if (o.rule->name == rule->name && o.rule->choice == rule->choice) return true;
      // `Observation.valueQuantity` after `Observation.value[x]`: the short form of a slice by type.
      return o.rule->choice && !rule->choice && rule->types.size() == 1 &&
             rule->name == choice_name(o.rule->name.text(), rule->types[0].code.text());
    });
    if (program_->primitive && parent == 0 && rule->name == Names::get().value) {
      const_cast<ElementRule*>(program_->root)->value_required = rule->min > 0;
      continue;
    }
    if (same == open.end()) {
      open.push_back({Group{rule, nullptr, 0}, {}, rule->definition->child("slicing"), rule});
    } else {
      if (!same->rule->choice || rule->choice) rule->name = same->rule->name;
      same->slices.push_back(Slice{rule, {}, true, rule->slice_name == "@default", -1});
    }
  }
  return open.empty() ? nullptr : assemble(open);
}

Children* Compiler::assemble(const std::vector<Open>& open) {
  auto* children = arena_.make<Children>();
  const std::span<Group> groups = arena_.array<Group>(open.size());
  std::uint32_t counter = 0;
  for (std::size_t g = 0; g < open.size(); ++g) {
    groups[g] = open[g].group;
    groups[g].counter = counter;
    counter += static_cast<std::uint32_t>(1 + open[g].slices.size());
    if (open[g].slices.empty()) continue;
    auto* slicing = arena_.make<Slicing>();
    const std::span<Slice> slices = arena_.array<Slice>(open[g].slices.size());
    std::copy(open[g].slices.begin(), open[g].slices.end(), slices.begin());
    slicing->slices = slices;
    groups[g].slicing = slicing;
    sliced_.push_back({open[g].rule, open[g].slicing, slicing});
  }
  children->groups = groups;
  children->counters = counter;
  fill_table(*children);
  return children;
}

void Compiler::fill_table(Children& children) {
  std::vector<ChildSlot> slots;
  for (std::size_t g = 0; g < children.groups.size(); ++g) {
    const ElementRule& e = *children.groups[g].element;
    const auto group = static_cast<std::uint32_t>(g);
    slots.push_back({e.name, group, 0});
    if (!e.choice) continue;
    for (std::size_t t = 0; t < e.types.size(); ++t) {
      slots.push_back(
          {Name::intern(choice_name(e.name.text(), e.types[t].code.text())), group, static_cast<std::uint32_t>(t)});
    }
  }
  std::size_t size = 4;
  while (size < slots.size() * 2) size *= 2;
  const std::span<ChildSlot> table = arena_.array<ChildSlot>(size);
  for (const ChildSlot& slot : slots) {
    std::size_t i = slot.name.hash() & (size - 1);
    while (!table[i].name.empty() && !(table[i].name == slot.name)) i = (i + 1) & (size - 1);
    if (table[i].name.empty()) table[i] = slot;
  }
  children.table = table;
}

void Compiler::link_content(Program& program) {
  std::unordered_map<std::string_view, const ElementRule*> by_id;
  for (const ElementRule* rule : made_) by_id.emplace(rule->id, rule);
  for (const auto& [rule, reference] : content_) {
    if (rule->children != nullptr) continue;
    const std::size_t hash = reference.find('#');
    if (hash == std::string_view::npos) continue;
    const auto found = by_id.find(reference.substr(hash + 1));
    const std::string_view url = reference.substr(0, hash);
    if (found != by_id.end()) {
      rule->children = found->second->children;
      if (rule->types.empty()) rule->types = found->second->types;
    } else if (const Program* other = url.empty() || url == program.url ? nullptr : library_.find(url)) {
      if (const ElementRule* target = find_element(*other, reference.substr(hash + 1))) {
        rule->children = target->children;
        if (rule->types.empty()) rule->types = target->types;
      }
    }
  }
}

void Compiler::add_checks(const Program& program) {
  const Build build{arena_, library_, library_.definitions(), program};
  const std::span<const Rule> table = rule_table();
  for (ElementRule* rule : made_) {
    Draft draft{rule->definition, rule, rule == program.root, {}};
    for (std::size_t row = 0; row < table.size(); ++row) {
      if (table[row].compile != nullptr) table[row].compile(build, static_cast<std::uint16_t>(row), draft);
    }
    const std::span<Check> kept = arena_.array<Check>(draft.checks.size());
    std::copy(draft.checks.begin(), draft.checks.end(), kept.begin());
    rule->checks = kept;
    if (!draft.root) continue;
    // The rows of a type's own definition come first, so that they can be run alone.
    const auto end =
        std::stable_partition(kept.begin(), kept.end(), [&](const Check& c) { return table[c.rule].of_type; });
    program_->type_checks = kept.first(static_cast<std::size_t>(end - kept.begin()));
  }
}

const ElementRule* find_element(const Program& program, std::string_view id) {
  // Breadth is small: walk down the way the id names.
  struct Finder {
    std::string_view id;
    const ElementRule* in(const ElementRule& rule, std::size_t depth) const {
      if (rule.id == id) return &rule;
      if (rule.children == nullptr || depth > 64) return nullptr;
      for (const Group& g : rule.children->groups) {
        if (const ElementRule* found = id.substr(0, g.element->path.size()) == g.element->path || g.element->id == id
                                           ? in(*g.element, depth + 1)
                                           : nullptr)
          return found;
        if (g.slicing == nullptr) continue;
        for (const Slice& s : g.slicing->slices) {
          if (id.substr(0, s.element->id.size()) != s.element->id) continue;
          if (const ElementRule* found = in(*s.element, depth + 1)) return found;
        }
      }
      return nullptr;
    }
  };
  return program.root == nullptr ? nullptr : Finder{id}.in(*program.root, 0);
}

}  // namespace schakel::validation
