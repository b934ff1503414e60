#include "validation/rules/unknown_element.h"

namespace schakel::validation::rules {

template <bool kExplain>
bool check_unknown(Run<kExplain>& run, const Node& parent, const Node& child, const ElementRule& owner) {
  if (child.element() == 0) {
    return run.error(parent, nullptr, IssueType::structure, kUnknownElement, [&] {
      // A name that no definition has is content of the message.
      return std::vector<Argument>{Argument::value(DataText(child.name().text())),
                                   Argument::name(parent.type().text())};
    });
  }
  return run.error(child, &owner, IssueType::not_supported, kNotAllowed, [&] {
    return std::vector<Argument>{Argument::name(child.name().text()), Argument::name(owner.program->url)};
  });
}

template <bool kExplain>
bool report_out_of_order(Run<kExplain>& run, const Node& child, const ElementRule& owner) {
  return run.error(child, &owner, IssueType::invalid, kOutOfOrder,
                   [&] { return std::vector<Argument>{Argument::name(child.name().text())}; });
}

template <bool kExplain>
bool report_shape(Run<kExplain>& run, const Node& child, const ElementRule& element) {
  return run.error(child, &element, IssueType::invalid, child.repeats() ? kMustBeArray : kMustNotBeArray,
                   [&] { return std::vector<Argument>{Argument::name(child.name().text())}; });
}

template <bool kExplain>
bool report_simple_value(Run<kExplain>& run, const Node& child, const ElementRule& element) {
  return run.error(child, &element, IssueType::invalid, kMustBeObject,
                   [&] { return std::vector<Argument>{Argument::name(child.name().text())}; });
}

#define SCHAKEL_INSTANTIATE(X)                                                        \
  template bool check_unknown(Run<X>&, const Node&, const Node&, const ElementRule&); \
  template bool report_out_of_order(Run<X>&, const Node&, const ElementRule&);        \
  template bool report_shape(Run<X>&, const Node&, const ElementRule&);               \
  template bool report_simple_value(Run<X>&, const Node&, const ElementRule&)
SCHAKEL_INSTANTIATE(false);
SCHAKEL_INSTANTIATE(true);
#undef SCHAKEL_INSTANTIATE

}  // namespace schakel::validation::rules
