#include "validation/rules/length.h"

#include <charconv>

namespace schakel::validation::rules {

namespace {

struct Length {
  std::size_t most;
};

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  const Node* length = draft.definition->child("maxLength");
  if (length == nullptr) return;
  const std::string_view text = length->value().reveal();
  std::size_t most = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), most).ec == std::errc{})
    draft.checks.push_back({row, build.arena.make<Length>(most)});
}

std::size_t characters(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return n;
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* operand) {
  const std::size_t most = static_cast<const Length*>(operand)->most;
  const std::string_view text = node.value().reveal();
  if (text.size() <= most || characters(text) <= most) return true;
  return run.error(node, &element, IssueType::invalid, kTooLong, [&] {
    return std::vector<Argument>{Argument::number(most), Argument::name(element.program->url)};
  });
}

void print(const void* operand, std::string& out) {
  print_member(out, "most", std::to_string(static_cast<const Length*>(operand)->most));
}

}  // namespace

Rule length_rule() { return {"length", compile, check<false>, check<true>, print}; }

}  // namespace schakel::validation::rules
