#pragma once
// Invariants of R4 4.0.1 that are not evaluated, because a rule of ours judges what they are about. Each is data: the
// key, the published expression (any other text of that key is evaluated), and which rule stands in for it and why.
// Invariants that do not say what their own text means are put right when they are loaded (profiles/corrections.json).

#include <cstddef>
#include <string_view>

namespace schakel::validation::rules {

struct Waiver {
  std::string_view key;
  std::string_view published;
  std::string_view reason;
};

// Null: the invariant is evaluated.
const Waiver* waiver_of(std::string_view key, std::string_view published);
const Waiver* waivers(std::size_t& count);

// Bindings that are taken as extensible where they are published as required.
struct BindingWaiver {
  std::string_view path;
  std::string_view value_set;
  std::string_view reason;
};
const BindingWaiver* binding_waiver(std::string_view path, std::string_view value_set, std::string_view strength);

}  // namespace schakel::validation::rules
