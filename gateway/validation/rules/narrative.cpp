#include "validation/rules/narrative.h"

#include "validation/names.h"
#include "validation/references.h"
#include "validation/rules/xhtml.h"

#include <array>

namespace schakel::validation::rules {

namespace {

struct Row {
  XhtmlFault fault;
  IssueType type;
  const Message* message;
};
constexpr std::array<Row, 12> kRows{{
    {XhtmlFault::malformed, IssueType::invalid, &kXhtmlMalformed},
    {XhtmlFault::root, IssueType::invalid, &kXhtmlRoot},
    {XhtmlFault::name_space, IssueType::invalid, &kXhtmlNamespace},
    {XhtmlFault::element, IssueType::invalid, &kXhtmlElement},
    {XhtmlFault::attribute, IssueType::invalid, &kXhtmlAttribute},
    {XhtmlFault::entity, IssueType::invalid, &kXhtmlEntity},
    {XhtmlFault::structure, IssueType::structure, &kXhtmlStructure},
    {XhtmlFault::literal_link, IssueType::invalid, &kXhtmlHref},
    {XhtmlFault::active_link, IssueType::invalid, &kXhtmlActive},
    {XhtmlFault::empty_link, IssueType::invalid, &kXhtmlEmptyHref},
    {XhtmlFault::url, IssueType::invalid, &kXhtmlUrl},
    {XhtmlFault::fragment, IssueType::invalid, &kXhtmlFragment},
}};

bool has_id(const Node& node, std::string_view id, std::uint64_t& steps) {
  ++steps;
  const Node* own = node.child(Names::get().id);
  if (own != nullptr && own->value() == id) return true;
  if (node.kind() == ValueKind::xhtml && xhtml_has_anchor(node.value().reveal(), id)) return true;
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
    if (has_id(*c, id, steps)) return true;
  }
  return false;
}

template <bool kExplain>
struct Context {
  Run<kExplain>& run;
  const Node& node;
  const ElementRule& element;
  bool good = true;

  static bool take(void* self, XhtmlFault fault, std::string_view first, std::string_view second) {
    auto& c = *static_cast<Context*>(self);
    if (fault == XhtmlFault::fragment) {
      // The nearest resource, then what encloses it: a document's text may link to another entry. Only that costs.
      const Node* nearest = References::container_of(*References::resource_of(c.node));
      const Node* top = nearest;
      while (top->parent() != nullptr) top = top->parent();
      std::uint64_t free = 0;
      if (has_id(*nearest, first, free)) return true;
      if (top != nearest && has_id(*top, first, c.run.work().steps)) return true;
    }
    const Row& row = kRows[static_cast<std::size_t>(fault)];
    c.good = c.run.error(c.node, &c.element, row.type, *row.message, [&] {
      return std::vector<Argument>{Argument{std::string(first.substr(0, 100)), fault == XhtmlFault::malformed},
                                   Argument{std::string(second), false}};
    });
    return kExplain;
  }
};

}  // namespace

template <bool kExplain>
bool check_narrative(Run<kExplain>& run, const Node& node, const ElementRule& element) {
  Context<kExplain> context{run, node, element};
  const XhtmlScan scan = scan_xhtml(node.value().reveal(), Context<kExplain>::take, &context);
  if (context.good && !scan.visible) {
    return run.error(node.parent() == nullptr ? node : *node.parent(), &element, IssueType::invariant, kXhtmlEmpty,
                     no_arguments);
  }
  return context.good;
}

template bool check_narrative(Run<false>&, const Node&, const ElementRule&);
template bool check_narrative(Run<true>&, const Node&, const ElementRule&);

bool is_safe_xhtml(std::string_view text) {
  bool safe = true;
  const XhtmlScan scan = scan_xhtml(
      text,
      [](void* context, XhtmlFault fault, std::string_view, std::string_view) {
        if (fault == XhtmlFault::fragment || fault == XhtmlFault::literal_link) return true;
        *static_cast<bool*>(context) = false;
        return false;
      },
      &safe);
  return safe && scan.visible;
}

}  // namespace schakel::validation::rules
