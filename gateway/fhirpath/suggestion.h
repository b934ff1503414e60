#pragma once
// Suggestion: what a misspelt name may have meant, for the end of an error's message.

#include <cstddef>
#include <string>
#include <string_view>

namespace schakel::fhirpath {

class Suggestion {
 public:
  explicit Suggestion(std::string_view written);
  // A name that would have been right; kept when it is the nearest so far and near enough: one letter added, left out,
  // changed or swapped with its neighbour in short names, two in longer ones; upper and lower case do not count.
  void offer(std::string_view name);
  // `; did you mean 'given'?`, with `suffix` after the name (`()` of a function); empty: nothing is near.
  [[nodiscard]] std::string text(std::string_view suffix = {}) const;

 private:
  std::string written_;  // in lower case
  std::string nearest_;
  std::size_t distance_;
};

}  // namespace schakel::fhirpath
