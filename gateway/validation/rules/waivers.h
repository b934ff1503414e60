#pragma once
// Invariants of R4 4.0.1 that do not say what their own text means. Each waiver is data: the key, the published
// expression it replaces (any other text of that key is left alone), what is evaluated instead (empty: another rule
// does it), and why.

#include <cstddef>
#include <string_view>

namespace schakel::validation::rules {

struct Waiver {
  std::string_view key;
  std::string_view published;
  std::string_view instead;
  std::string_view reason;
};

// Null: the invariant is evaluated as published.
const Waiver* waiver_of(std::string_view key, std::string_view published);
const Waiver* waivers(std::size_t& count);

// The same for bindings: taken as extensible where they are published as required.
struct BindingWaiver {
  std::string_view path;
  std::string_view value_set;
  std::string_view reason;
};
const BindingWaiver* binding_waiver(std::string_view path, std::string_view value_set, std::string_view strength);

}  // namespace schakel::validation::rules
