#include "validation/rules/fixed.h"
#include "validation/rules/slicing.h"

#include <algorithm>
#include <optional>

namespace schakel::validation::rules {

namespace {

std::string_view text_of(const Node& parent, std::string_view child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

// `a.extension('u').resolve().ofType(T)`; nothing when the path is not one of these.
std::optional<std::vector<PathStep>> parse_path(std::string_view path, Arena& arena) {
  std::vector<PathStep> steps;
  std::size_t i = 0;
  while (i < path.size()) {
    std::size_t end = i;
    int nested = 0;
    bool quoted = false;
    while (end < path.size() && (path[end] != '.' || nested > 0 || quoted)) {
      if (path[end] == '\'') quoted = !quoted;
      if (!quoted && path[end] == '(') ++nested;
      if (!quoted && path[end] == ')') --nested;
      ++end;
    }
    const std::string_view step = path.substr(i, end - i);
    i = end + 1;
    if (step == "$this") continue;
    if (step.empty()) return std::nullopt;
    const std::size_t bracket = step.find('(');
    if (bracket == std::string_view::npos) {
      const bool choice = step.size() > 3 && step.substr(step.size() - 3) == "[x]";
      steps.push_back({StepKind::child, Name::intern(choice ? step.substr(0, step.size() - 3) : step), {}});
      continue;
    }
    if (step.back() != ')') return std::nullopt;
    const std::string_view function = step.substr(0, bracket);
    std::string_view argument = step.substr(bracket + 1, step.size() - bracket - 2);
    if (function == "resolve" && argument.empty()) {
      steps.push_back({StepKind::resolve, {}, {}});
    } else if (function == "extension" && argument.size() > 2 && argument.front() == '\'' && argument.back() == '\'') {
      steps.push_back({StepKind::extension, {}, arena.copy(argument.substr(1, argument.size() - 2))});
    } else if (function == "ofType" && !argument.empty()) {
      steps.push_back({StepKind::of_type, Name::intern(argument.substr(argument.rfind('.') + 1)), {}});
    } else {
      return std::nullopt;
    }
  }
  return steps;
}

// What the definitions say at the end of a path: the elements there, and parts of fixed values or patterns stated above
// it.
struct Place {
  std::vector<const ElementRule*> elements;
  std::vector<const Node*> values;
  bool lost = false;  // the path leads to nothing that is defined
};

class Walker {
 public:
  explicit Walker(const Build& build) : build_(build) {}

  Place walk(const ElementRule& slice, const std::vector<PathStep>& steps) const {
    Place place{{&slice}, {}, false};
    add_values(slice, place.values);
    for (const PathStep& step : steps) {
      Place next;
      for (const ElementRule* e : place.elements) advance(*e, step, next);
      for (const Node* v : place.values) descend(*v, step, next.values);
      next.lost = next.elements.empty() && next.values.empty();
      place = std::move(next);
      if (place.lost) break;
    }
    return place;
  }

  // Definitions of the type an element must have: of its one profile, else of its one type.
  const ElementRule* type_root(const ElementRule& element, bool profile_only) const {
    if (element.types.size() != 1) return nullptr;
    const TypeRule& type = element.types[0];
    if (type.profiles.size() > 1) return nullptr;
    if (type.profiles.empty() && profile_only) return nullptr;
    const Program* program =
        build_.library.find(type.profiles.empty() ? type.base->canonical() : type.profiles[0].canonical());
    if (program == nullptr) return nullptr;
    const std::string_view part = type.profiles.empty() ? std::string_view{} : type.profiles[0].element();
    return part.empty() ? program->root : find_element(*program, part);
  }

 private:
  static void add_values(const ElementRule& element, std::vector<const Node*>& values) {
    if (const Node* fixed = fixed_of(*element.definition)) values.push_back(fixed);
    if (const Node* pattern = pattern_of(*element.definition)) values.push_back(pattern);
  }

  static void descend(const Node& value, const PathStep& step, std::vector<const Node*>& out) {
    if (step.kind == StepKind::of_type) {
      out.push_back(&value);
      return;
    }
    if (step.kind != StepKind::child) return;
    for (const Node* c = value.first_child(); c != nullptr; c = c->next()) {
      if (c->name() == step.name) out.push_back(c);
    }
  }

  void add(const ElementRule& element, Place& next) const {
    next.elements.push_back(&element);
    add_values(element, next.values);
  }

  bool step_into(const ElementRule& element, const PathStep& step, Place& next) const {
    if (element.children == nullptr) return false;
    for (const Group& group : element.children->groups) {
      if (step.kind == StepKind::extension ? !(group.element->name == "extension")
                                           : !(group.element->name == step.name))
        continue;
      if (step.kind == StepKind::extension) return step_into_extension(group, step, next);
      add(*group.element, next);
      if (group.slicing == nullptr) return true;
      for (const Slice& s : group.slicing->slices) {
        if (s.element->min > 0) add(*s.element, next);
      }
      return true;
    }
    return false;
  }

  bool step_into_extension(const Group& group, const PathStep& step, Place& next) const {
    if (group.slicing == nullptr) return false;
    for (const Slice& s : group.slicing->slices) {
      for (const TypeRule& type : s.element->types) {
        for (const Link& link : type.profiles) {
          if (link.canonical().substr(0, link.canonical().find('|')) != step.url) continue;
          add(*s.element, next);
          return true;
        }
      }
    }
    return false;
  }

  void advance(const ElementRule& element, const PathStep& step, Place& next) const {
    if (step.kind == StepKind::of_type) {
      next.elements.push_back(&element);
      return;
    }
    if (step.kind == StepKind::resolve) {
      for (const TypeRule& type : element.types) {
        if (type.targets.size() != 1) continue;
        if (const Program* target = build_.library.find(type.targets[0].canonical());
            target != nullptr && target->root != nullptr)
          add(*target->root, next);
      }
      return;
    }
    // What a profile of the type says counts beside what stands inline; the bare type only where nothing does.
    const bool stated = step_into(element, step, next);
    const ElementRule* root = type_root(element, stated);
    if ((root != nullptr && step_into(*root, step, next)) || stated) return;
    if (step.kind != StepKind::extension) return;
    if (const Program* extension = build_.library.find(step.url); extension != nullptr && extension->root != nullptr)
      add(*extension->root, next);
  }

  const Build& build_;
};

template <class T>
std::span<const T> keep(Arena& arena, const std::vector<T>& items) {
  const std::span<T> kept = arena.array<T>(items.size());
  std::copy(items.begin(), items.end(), kept.begin());
  return kept;
}

class MatcherMaker {
 public:
  MatcherMaker(const Build& build, std::string_view text) : build_(build), walker_(build), text_(text) {}

  // False: the slice says nothing about this discriminator.
  bool make(std::string_view type, const ElementRule& slice, Matcher& out) const {
    out.text = text_;
    const auto steps = parse_path(text_, build_.arena);
    if (!steps) return false;
    out.path = keep(build_.arena, *steps);
    std::vector<PathStep> way = *steps;
    const bool resolved = !way.empty() && way.back().kind == StepKind::resolve;
    if (type == "profile" && resolved) way.pop_back();
    if (type == "type" && resolved) return target_types(slice, way, out);
    const Place place = walker_.walk(slice, way);
    for (const ElementRule* e : place.elements) {
      if (e->max != 0) continue;
      out.absent = true;
      return true;
    }
    if (type == "value" || type == "pattern") return value(place, *steps, slice, out);
    if (place.lost) return false;
    if (type == "exists") return exists(place, out);
    if (type == "type") return types(place, *steps, out);
    if (type == "profile") return profiles(place, resolved, out);
    return false;
  }

 private:
  bool value(const Place& place, const std::vector<PathStep>& steps, const ElementRule& slice, Matcher& out) const {
    out.kind = DiscriminatorKind::value;
    // An extension is told by its url, whether or not its definition is loaded.
    if (steps.size() == 1 && steps[0].kind == StepKind::child && steps[0].name == "url" && slice.types.size() == 1 &&
        slice.types[0].code == "Extension" && slice.types[0].profiles.size() == 1 && place.values.empty()) {
      const std::string_view canonical = slice.types[0].profiles[0].canonical();
      out.equals = canonical.substr(0, canonical.find('|'));
      return true;
    }
    std::vector<const Node*> values = place.values;
    if (values.empty()) {
      for (const ElementRule* e : place.elements) {
        const ElementRule* root = walker_.type_root(*e, true);
        if (root == nullptr) continue;
        if (const Node* fixed = fixed_of(*root->definition)) values.push_back(fixed);
        if (const Node* pattern = pattern_of(*root->definition)) values.push_back(pattern);
      }
    }
    if (!values.empty()) {
      out.patterns = keep(build_.arena, values);
      return true;
    }
    return binding(place, out);
  }

  bool binding(const Place& place, Matcher& out) const {
    const auto required = [&](const ElementRule& e) {
      const Node* binding = e.definition->child("binding");
      if (binding == nullptr || text_of(*binding, "strength") != "required") return false;
      out.value_set = text_of(*binding, "valueSet");
      return !out.value_set.empty();
    };
    for (const ElementRule* e : place.elements) {
      if (required(*e)) return true;
    }
    for (const ElementRule* e : place.elements) {
      if (const ElementRule* root = walker_.type_root(*e, true); root != nullptr && required(*root)) return true;
    }
    return false;
  }

  static bool exists(const Place& place, Matcher& out) {
    out.kind = DiscriminatorKind::exists;
    for (const ElementRule* e : place.elements) {
      if (e->min >= 1) return out.present = true;
    }
    return false;
  }

  bool types(const Place& place, const std::vector<PathStep>& steps, Matcher& out) const {
    out.kind = DiscriminatorKind::type;
    std::vector<Name> names;
    for (const ElementRule* e : place.elements) {
      for (const TypeRule& t : e->types) names.push_back(t.code);
      // The root of a resource's definition has no type of its own.
      if (e->types.empty() && e->program != nullptr) names.push_back(e->program->type);
    }
    if (!steps.empty() && steps.back().kind == StepKind::of_type) names = {steps.back().name};
    out.types = keep(build_.arena, names);
    return !names.empty();
  }

  bool target_types(const ElementRule& slice, const std::vector<PathStep>& before, Matcher& out) const {
    out.kind = DiscriminatorKind::type;
    const Place place = walker_.walk(slice, before);
    std::vector<Name> names;
    for (const ElementRule* e : place.elements) {
      for (const TypeRule& t : e->types) {
        for (const Link& target : t.targets) {
          const auto found = build_.definitions.find(target.canonical(), "StructureDefinition");
          if (found) names.push_back(Name::intern(text_of(*found.resource->root, "type")));
        }
      }
    }
    out.types = keep(build_.arena, names);
    return !names.empty();
  }

  bool profiles(const Place& place, bool resolved, Matcher& out) const {
    out.kind = DiscriminatorKind::profile;
    std::vector<Link> links;
    for (const ElementRule* e : place.elements) {
      for (const TypeRule& t : e->types) {
        const std::span<const Link> from = resolved ? t.targets : t.profiles;
        links.insert(links.end(), from.begin(), from.end());
        if (!resolved && from.empty() && t.role == TypeRole::resource && !(t.code == "Resource"))
          links.push_back(*t.base);
      }
    }
    out.profiles = keep(build_.arena, links);
    return !links.empty();
  }

  const Build& build_;
  Walker walker_;
  std::string_view text_;
};

void by_type(const Build& build, Slice& slice) {
  std::vector<Name> names;
  for (const TypeRule& t : slice.element->types) names.push_back(t.code);
  Matcher matcher;
  matcher.kind = DiscriminatorKind::type;
  matcher.text = "$this";
  matcher.types = keep(build.arena, names);
  slice.matchers = keep(build.arena, std::vector<Matcher>{matcher});
}

// What the discriminators of `slicing` ask of a slice. `before`: the slices that come before it in the same slicing.
void add_matchers(const Build& build, const Node& slicing, std::span<const Slice> before, const ElementRule& slice,
                  std::vector<Matcher>& matchers) {
  for (const Node* d = slicing.child("discriminator"); d != nullptr; d = d->next_of_same_name()) {
    const std::string_view type = text_of(*d, "type");
    Matcher matcher;
    if (type == "position") {
      matcher.kind = DiscriminatorKind::position;
      matcher.text = "position";
      for (const Slice& s : before) matcher.first += s.element->max == fhir::Element::kUnbounded ? 0 : s.element->max;
      matcher.last = slice.max == fhir::Element::kUnbounded ? fhir::Element::kUnbounded : matcher.first + slice.max;
      matchers.push_back(matcher);
    } else if (MatcherMaker(build, text_of(*d, "path")).make(type, slice, matcher)) {
      matchers.push_back(matcher);
    }
  }
}

// The index of the slice that `a/b` reslices, `a`; -1 if it is none.
std::int32_t resliced(std::span<const Slice> slices, std::string_view name) {
  const std::size_t slash = name.rfind('/');
  if (slash == std::string_view::npos) return -1;
  for (std::size_t s = 0; s < slices.size(); ++s) {
    if (slices[s].element->slice_name == name.substr(0, slash)) return static_cast<std::int32_t>(s);
  }
  return -1;
}

// A slice of a slice belongs to both: it is told by what tells the outer one, and by the discriminators of the outer
// one's own slicing, where it states one (http://hl7.org/fhir/R4/profiling.html#reslicing).
void compile_slice(const Build& build, const Node& slicing, std::span<const Slice> before, Slice& slice) {
  if (slice.fallback) return;  // takes what no other slice does
  std::vector<Matcher> matchers;
  const Slice* outer = slice.outer < 0 ? nullptr : &before[static_cast<std::size_t>(slice.outer)];
  const Node* own = outer == nullptr ? nullptr : outer->element->definition->child("slicing");
  if (own != nullptr && own->child("discriminator") != nullptr) {
    matchers.assign(outer->matchers.begin(), outer->matchers.end());
    std::vector<Slice> siblings;
    for (const Slice& s : before) {
      if (s.outer == slice.outer) siblings.push_back(s);
    }
    const std::size_t general = matchers.size();
    add_matchers(build, *own, siblings, *slice.element, matchers);
    slice.evaluable = matchers.size() > general;
  } else {
    add_matchers(build, slicing, before, *slice.element, matchers);
    slice.evaluable = !matchers.empty();
  }
  slice.matchers = keep(build.arena, matchers);
}

}  // namespace

void compile_slicing(const Build& build, const Node* slicing, const ElementRule& element, Slicing& out) {
  const auto slices = std::span<Slice>(const_cast<Slice*>(out.slices.data()), out.slices.size());
  const std::string_view rules = slicing == nullptr ? std::string_view{} : text_of(*slicing, "rules");
  out.rules = rules == "closed"      ? SlicingRules::closed
              : rules == "openAtEnd" ? SlicingRules::open_at_end
                                     : SlicingRules::open;
  out.ordered = slicing != nullptr && text_of(*slicing, "ordered") == "true";
  for (std::size_t s = 0; s < slices.size(); ++s) {
    slices[s].outer = resliced(slices.first(s), slices[s].element->slice_name);
    if (slicing != nullptr && slicing->child("discriminator") != nullptr) {
      compile_slice(build, *slicing, slices.first(s), slices[s]);
    } else if (element.choice) {
      by_type(build, slices[s]);
    } else {
      slices[s].evaluable = false;
    }
  }
}

}  // namespace schakel::validation::rules
