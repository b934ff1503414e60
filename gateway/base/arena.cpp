#include "base/arena.h"

#include <algorithm>

namespace schakel {

namespace {
constexpr std::size_t kLargestStep = 1024 * 1024;  // blocks double up to here; larger objects get a block of their own
}

void* Arena::allocate_in_new_block(std::size_t bytes) {
  const std::size_t size = std::max(next_block_, bytes);
  next_block_ = std::min(next_block_ * 2, kLargestStep);
  blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
  reserved_ += size;
  block_ = blocks_.back().bytes.get();
  size_ = size;
  used_ = bytes;
  return block_;
}

void Arena::reset() {
  if (blocks_.empty()) return;
  auto largest =
      std::max_element(blocks_.begin(), blocks_.end(), [](const Block& a, const Block& b) { return a.size < b.size; });
  Block kept = std::move(*largest);
  blocks_.clear();
  blocks_.push_back(std::move(kept));
  block_ = blocks_.back().bytes.get();
  size_ = blocks_.back().size;
  reserved_ = size_;
  used_ = 0;
}

}  // namespace schakel
