#pragma once
// TextWriter: text that a function makes, piece by piece, in the evaluator's scratch memory, so that neither the heap
// nor a copy at the end is needed. Thread rule: one thread.

#include "fhirpath/collection.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace schakel::mapping {

class TextWriter {
 public:
  explicit TextWriter(fhirpath::Scratch& scratch) : scratch_(&scratch) {}

  TextWriter& append(std::string_view text) {
    if (size_ + text.size() > capacity_) grow(size_ + text.size());
    if (!text.empty()) std::memcpy(data_ + size_, text.data(), text.size());
    size_ += text.size();
    return *this;
  }
  TextWriter& append(char c) {
    if (size_ == capacity_) grow(size_ + 1);
    data_[size_++] = c;
    return *this;
  }
  void cut(std::size_t size) { size_ = size; }  // REQUIRES: size <= size()

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] char back() const { return data_[size_ - 1]; }  // REQUIRES: not empty
  // Valid until the scratch memory is reset; what is appended later is not in it.
  [[nodiscard]] std::string_view text() const { return {data_, size_}; }

 private:
  void grow(std::size_t least) {
    const std::size_t capacity = std::max({least, capacity_ * 2, std::size_t{96}});
    if (data_ != nullptr && scratch_->extend(data_ + capacity_, capacity - capacity_)) {
      capacity_ = capacity;
      return;
    }
    char* grown = static_cast<char*>(scratch_->allocate(capacity, 1));
    if (size_ != 0) std::memcpy(grown, data_, size_);
    data_ = grown;
    capacity_ = capacity;
  }

  fhirpath::Scratch* scratch_;
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace schakel::mapping
