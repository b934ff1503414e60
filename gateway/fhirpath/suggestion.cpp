#include "fhirpath/suggestion.h"

#include <algorithm>
#include <array>

namespace schakel::fhirpath {

namespace {

constexpr std::size_t kLongest = 48;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// Optimal string alignment; `limit` or more counts as `limit`.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit) {
  if (a.size() > kLongest || b.size() > kLongest) return limit;
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) >= limit) return limit;
  using Row = std::array<std::size_t, kLongest + 1>;
  Row before{};
  Row last{};
  Row row{};
  for (std::size_t k = 0; k <= b.size(); ++k) last[k] = k;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t k = 1; k <= b.size(); ++k) {
      const std::size_t change = last[k - 1] + (a[i - 1] == b[k - 1] ? 0 : 1);
      row[k] = std::min({change, last[k] + 1, row[k - 1] + 1});
      if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1]) row[k] = std::min(row[k], before[k - 2] + 1);
    }
    before = last;
    last = row;
  }
  return std::min(last[b.size()], limit);
}

}  // namespace

Suggestion::Suggestion(std::string_view written) : written_(lower(written)), distance_(written.size() <= 4 ? 2 : 3) {}

void Suggestion::offer(std::string_view name) {
  const std::size_t d = distance(written_, lower(name), distance_);
  if (d >= distance_ || d >= written_.size()) return;
  distance_ = d;
  nearest_ = name;
}

std::string Suggestion::text(std::string_view suffix) const {
  if (nearest_.empty()) return {};
  return "; did you mean '" + nearest_ + std::string(suffix) + "'?";
}

}  // namespace schakel::fhirpath
