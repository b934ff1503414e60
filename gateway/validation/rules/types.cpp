#include "validation/rules/types.h"

#include "validation/names.h"

namespace schakel::validation::rules {

namespace {

std::string list_of(std::span<const TypeRule> types) {
  std::string text;
  for (const TypeRule& t : types) {
    if (!text.empty()) text += ", ";
    text += t.code.text();
  }
  return text;
}

std::string list_of(std::span<const Link> profiles) {
  std::string text;
  for (const Link& p : profiles) {
    if (!text.empty()) text += ", ";
    text += p.canonical();
  }
  return text;
}

const fhir::Type* resource_type(const Library& library, const Node& node) {
  return library.definitions().type(node.type());
}

}  // namespace

std::size_t type_of_child(const ElementRule& element, const ChildSlot& slot, const Node& child) {
  if (!element.choice) {
    if (element.types.size() == 1) return 0;
    return type_of_sliced(element, child);
  }
  if (slot.name == child.name() && !(slot.name == element.name)) return slot.type;
  return type_of_sliced(element, child);
}

std::size_t type_of_sliced(const ElementRule& slice, const Node& child) {
  if (!slice.choice && slice.types.size() == 1) return 0;
  for (std::size_t t = 0; t < slice.types.size(); ++t) {
    const TypeRule& type = slice.types[t];
    if (type.code == child.type()) return t;
    // Types of R4's ids and urls are written in several ways; a string is a string.
    if (type.role == TypeRole::resource && child.parent() != nullptr && type.type != nullptr && type.type->abstract)
      return t;
  }
  return kNoIndex;
}

template <bool kExplain>
const ChildSlot* slot_of_choice(Run<kExplain>& run, const Node& child, const Children& children) {
  const fhir::Element* known = run.library().definitions().element(child.element());
  if (known == nullptr || !known->choice()) return nullptr;
  return children.find(known->name);
}

template <bool kExplain>
bool report_wrong_choice(Run<kExplain>& run, const Node& parent, const Node& child, const ElementRule& element) {
  if (element.types.size() == 1) {
    return run.error(child, &element, IssueType::structure, kWrongType, [&] {
      return std::vector<Argument>{Argument::name(list_of(element.types)), Argument::name(child.type().text()),
                                   Argument::name(element.program->url)};
    });
  }
  return run.error(child.element() != 0 ? child : parent, &element, IssueType::structure, kNoType, [&] {
    return std::vector<Argument>{Argument::name(element.label), Argument::name(child.type().text()),
                                 Argument::name(list_of(element.types)), Argument::name(element.program->url)};
  });
}

template <bool kExplain>
bool check_resource_type(Run<kExplain>& run, const Node& node, const ElementRule& element, const TypeRule& type) {
  const fhir::Type* actual = resource_type(run.library(), node);
  if (actual == nullptr || type.type == nullptr || actual->is_a(*type.type)) return true;
  return run.error(node, &element, IssueType::invalid, kWrongResource, [&] {
    return std::vector<Argument>{Argument::name(type.code.text()), Argument::name(node.type().text()),
                                 Argument::name(element.program->url)};
  });
}

template <bool kExplain>
bool report_unknown_resource(Run<kExplain>& run, const Node& node, const ElementRule* element) {
  return run.error(node, element, IssueType::structure, kUnknownResource,
                   [&] { return std::vector<Argument>{Argument::value(DataText(node.type().text()))}; });
}

template <bool kExplain>
bool report_unknown_type(Run<kExplain>& run, const Node& node, const ElementRule& element, const TypeRule& type) {
  run.work().count_not_checked("not-checked type", type.code.text());
  return run.information(node, &element, IssueType::not_supported, kUnknownType,
                         [&] { return std::vector<Argument>{Argument::name(type.code.text())}; });
}

template <bool kExplain>
bool report_unknown_profile(Run<kExplain>& run, const Node& node, const ElementRule& element,
                            std::string_view canonical) {
  return run.error(node, &element, IssueType::structure, kUnknownProfile,
                   [&] { return std::vector<Argument>{Argument::name(canonical)}; });
}

template <bool kExplain>
bool report_no_profile_fits(Run<kExplain>& run, const Node& node, const ElementRule& element,
                            std::span<const Link> profiles) {
  if constexpr (kExplain) {
    // Why each of them does not fit is what helps; those issues come with it.
    for (const Link& link : profiles) {
      if (const Program* program = link.program(run.library())) run.program(node, *program);
    }
  }
  return run.error(node, &element, IssueType::structure, kNoMatch,
                   [&] { return std::vector<Argument>{Argument::name(list_of(profiles))}; });
}

template <bool kExplain>
bool is_of_type(Run<kExplain>& run, const Node& node, Name type) {
  if (node.type() == type) return true;
  const fhir::Type* actual = resource_type(run.library(), node);
  const fhir::Type* wanted = run.library().definitions().type(type);
  return actual != nullptr && wanted != nullptr && actual->is_a(*wanted);
}

template <bool kExplain>
bool apply_requested(Run<kExplain>& run, const Node& node, const Program& program) {
  const fhir::Type* actual = resource_type(run.library(), node);
  const fhir::Type* wanted = run.library().definitions().type(program.type);
  if (actual == nullptr || wanted == nullptr || actual->is_a(*wanted)) return run.program(node, program);
  return run.error(node, program.root, IssueType::invalid, kWrongResource, [&] {
    return std::vector<Argument>{Argument::name(program.type.text()), Argument::name(node.type().text()),
                                 Argument::name(program.url)};
  });
}

template <bool kExplain>
bool report_too_costly(Run<kExplain>& run, const Node& node, const ElementRule& element) {
  return run.error(node, &element, IssueType::too_costly, kTooCostly,
                   [&] { return std::vector<Argument>{Argument::number(run.work().limits.steps)}; });
}

#define SCHAKEL_INSTANTIATE(X)                                                                           \
  template const ChildSlot* slot_of_choice(Run<X>&, const Node&, const Children&);                       \
  template bool report_wrong_choice(Run<X>&, const Node&, const Node&, const ElementRule&);              \
  template bool check_resource_type(Run<X>&, const Node&, const ElementRule&, const TypeRule&);          \
  template bool report_unknown_resource(Run<X>&, const Node&, const ElementRule*);                       \
  template bool report_unknown_type(Run<X>&, const Node&, const ElementRule&, const TypeRule&);          \
  template bool report_unknown_profile(Run<X>&, const Node&, const ElementRule&, std::string_view);      \
  template bool report_no_profile_fits(Run<X>&, const Node&, const ElementRule&, std::span<const Link>); \
  template bool is_of_type(Run<X>&, const Node&, Name);                                                  \
  template bool apply_requested(Run<X>&, const Node&, const Program&);                                   \
  template bool report_too_costly(Run<X>&, const Node&, const ElementRule&)
SCHAKEL_INSTANTIATE(false);
SCHAKEL_INSTANTIATE(true);
#undef SCHAKEL_INSTANTIATE

}  // namespace schakel::validation::rules
