#include "formats/hl7v2/grouping.h"

#include <algorithm>

namespace schakel::formats::hl7v2 {

namespace {

using Rows = std::span<const Element>;

// The row of `segment` when the group at `group` begins with it: what stands before it may be left out. 0 if it does
// not.
std::size_t begins_with(Rows rows, std::size_t group, const Segment& segment) {
  for (std::size_t i = group + 1; i < group + rows[group].size; i += rows[i].size) {
    if (rows[i].segment == &segment) return i;
    if (rows[i].segment == nullptr) {
      if (const std::size_t found = begins_with(rows, i, segment)) return found;
    }
    if (rows[i].required) return 0;
  }
  return 0;
}

std::size_t next_in_order(Rows rows, std::size_t group, std::size_t after, bool same, const Segment& segment) {
  for (std::size_t i = group + 1; i < group + rows[group].size; i += rows[i].size) {
    if (i < after || (i == after && !same)) continue;
    if (rows[i].segment == &segment && (i != after || rows[i].repeats)) return i;
    if (rows[i].segment == nullptr && (i != after || rows[i].repeats)) {
      if (const std::size_t found = begins_with(rows, i, segment)) return found;
    }
  }
  return 0;
}

std::size_t named_directly(Rows rows, std::size_t group, const Segment& segment) {
  for (std::size_t i = group + 1; i < group + rows[group].size; i += rows[i].size) {
    if (rows[i].segment == &segment) return i;
  }
  return 0;
}

// The least deep row below.
std::size_t named_below(Rows rows, std::size_t group, const Segment& segment) {
  std::size_t best = 0;
  for (std::size_t i = group + 1; i < group + rows[group].size; ++i) {
    if (rows[i].segment == &segment && (best == 0 || rows[i].depth < rows[best].depth)) best = i;
  }
  return best;
}

Step step_of(Rows rows, std::size_t from, const Segment& segment) {
  // Open groups, innermost first; `child` is the row of the way to the place reached.
  const std::size_t innermost = from == 0 ? 0 : rows[from].parent;
  const auto place = [&](std::size_t row, std::size_t group) {
    return Step{static_cast<std::uint16_t>(row), static_cast<std::uint8_t>(rows[group].depth + 1)};
  };
  std::size_t child = from;
  for (std::size_t group = innermost;; child = group, group = rows[group].parent) {
    if (const std::size_t row = next_in_order(rows, group, child, child != 0, segment)) return place(row, group);
    if (group == 0) break;
  }
  for (std::size_t group = innermost;; group = rows[group].parent) {
    if (const std::size_t row = named_directly(rows, group, segment)) return place(row, group);
    if (group == 0) break;
  }
  for (std::size_t group = innermost;; group = rows[group].parent) {
    if (const std::size_t row = named_below(rows, group, segment)) return place(row, group);
    if (group == 0) break;
  }
  return {};
}

}  // namespace

Grouping::Grouping(const Structure& structure) : columns_(tables().segments().size(), kNone) {
  std::vector<const Segment*> named;
  for (const Element& e : structure.elements) {
    if (e.segment == nullptr || columns_[e.segment->index] != kNone) continue;
    columns_[e.segment->index] = static_cast<std::uint16_t>(named.size());
    named.push_back(e.segment);
  }
  width_ = named.size();
  steps_.resize(structure.elements.size() * width_);
  for (std::size_t row = 0; row < structure.elements.size(); ++row) {
    if (row != 0 && structure.elements[row].segment == nullptr) continue;
    for (std::size_t s = 0; s < width_; ++s) steps_[row * width_ + s] = step_of(structure.elements, row, *named[s]);
  }
}

}  // namespace schakel::formats::hl7v2
