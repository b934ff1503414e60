#pragma once
// Grouping: into which group of its message structure a segment goes, as a table of steps.
//
// The place reached so far is the row of the last segment that the structure names; its ancestors are the open groups.
// For the next segment, in this order (architecture decision 6):
//  1. In order: from the innermost open group outwards, the first row after the place reached (the same row if it
//     repeats) that is the segment, or a group that begins with it; a group that repeats may begin anew.
//  2. Out of order: from the innermost open group outwards, the group that names it directly; then, again outwards, the
//  one
//     that names it anywhere below.
//  3. Named nowhere (Z, foreign): Step::row is 0, the segment stays in the group that is open.

#include "formats/hl7v2/structures.h"

#include <vector>

namespace schakel::formats::hl7v2 {

class Grouping {
 public:
  explicit Grouping(const Structure& structure);
  // From the row of the last placed segment (0: none yet).
  [[nodiscard]] Step step(std::size_t from, const Segment& segment) const {
    const std::uint16_t column = columns_[segment.index];
    return column == kNone ? Step{} : steps_[from * width_ + column];
  }

 private:
  static constexpr std::uint16_t kNone = 0xFFFF;
  std::vector<std::uint16_t> columns_;  // by Segment::index
  std::vector<Step> steps_;             // rows of the structure x the segments it names
  std::size_t width_ = 0;
};

}  // namespace schakel::formats::hl7v2
