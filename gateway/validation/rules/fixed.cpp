#include "validation/rules/fixed.h"

#include "validation/rules/compare.h"

namespace schakel::validation::rules {

namespace {

const Node* starting_with(const Node& definition, std::string_view prefix) {
  for (const Node* c = definition.first_child(); c != nullptr; c = c->next()) {
    const std::string_view name = c->name().text();
    if (name.size() > prefix.size() && name.substr(0, prefix.size()) == prefix && name[prefix.size()] >= 'A' &&
        name[prefix.size()] <= 'Z')
      return c;
  }
  return nullptr;
}

std::string last_steps(const Node& wanted, const Node& root) {
  std::string path;
  for (const Node* n = &wanted; n != &root && n != nullptr; n = n->parent()) {
    path = path.empty() ? std::string(n->name().text()) : std::string(n->name().text()) + '.' + path;
  }
  return path;
}

template <bool kExplain, Fit kHow>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* operand) {
  const Node& wanted = *static_cast<const Node*>(operand);
  const Difference d = difference(node, wanted, kHow);
  if (d.at == nullptr) return true;
  const auto url = [&] { return Argument::name(element.program->url); };
  if (d.missing) {
    return run.error(*d.at, &element, IssueType::value, kFixedMissing, [&] {
      return std::vector<Argument>{Argument::name(last_steps(*d.wanted, wanted)), Argument::name(sketch(*d.wanted)),
                                   url()};
    });
  }
  if (d.extra) {
    return run.error(*d.at, &element, IssueType::value, kFixedExtra, [&] {
      return std::vector<Argument>{Argument::name(d.at->name().text()), url()};
    });
  }
  if (d.list) {
    return run.error(*d.at, &element, IssueType::value, kPatternList, [&] {
      return std::vector<Argument>{Argument::name(d.wanted->name().text()), Argument::name(sketch(*d.wanted)), url()};
    });
  }
  return run.error(*d.at, &element, IssueType::value, kFixedWrong, [&] {
    return std::vector<Argument>{Argument{sketch(*d.at), false}, Argument::name(sketch(*d.wanted)), url()};
  });
}

template <const Node* (*kFind)(const Node&)>
void compile(const Build& /*build*/, std::uint16_t row, Draft& draft) {
  if (const Node* wanted = kFind(*draft.definition)) draft.checks.push_back({row, wanted});
}

void print(const void* operand, std::string& out) {
  print_member(out, "value", sketch(*static_cast<const Node*>(operand)));
}

bool covers(const void* ours, const void* theirs) {
  return fits(*static_cast<const Node*>(ours), *static_cast<const Node*>(theirs), Fit::fixed);
}

}  // namespace

const Node* fixed_of(const Node& definition) { return starting_with(definition, "fixed"); }
const Node* pattern_of(const Node& definition) { return starting_with(definition, "pattern"); }

std::string sketch(const Node& value) {
  if (value.has_value()) return std::string(value.value().reveal().substr(0, 200));
  std::string text;
  for (const Node* c = value.first_child(); c != nullptr && text.size() < 300; c = c->next()) {
    if (!text.empty()) text += ", ";
    text += c->name().text();
    text += c->first_child() != nullptr && !c->has_value() ? "={" : "=";
    text += sketch(*c);
    if (c->first_child() != nullptr && !c->has_value()) text += '}';
  }
  return text;
}

Rule fixed_rule() {
  return {"fixed", compile<fixed_of>, check<false, Fit::fixed>, check<true, Fit::fixed>, print, covers};
}
Rule pattern_rule() {
  return {"pattern", compile<pattern_of>, check<false, Fit::pattern>, check<true, Fit::pattern>, print, covers};
}

}  // namespace schakel::validation::rules
