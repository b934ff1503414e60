#pragma once
// Scratch: the evaluator's reusable memory. Collection: a growable list of Values in it. Both are trivially cheap and
// never touch the heap once the evaluator is warm; views stay valid until the next run() or the release of an older
// mark. Thread rule: one thread.

#include "fhirpath/value.h"

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace schakel::fhirpath {

class Scratch {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{256} * 1024 * 1024;
  static constexpr std::size_t kKeptBytes = std::size_t{32} * 1024 * 1024;

  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  void* allocate(std::size_t bytes, std::size_t align) {
    const std::size_t start = (used_ + align - 1) & ~(align - 1);
    if (start + bytes > size_) return allocate_in_next_block(bytes);
    used_ = start + bytes;
    return block_ + start;
  }
  // Makes an array longer in place when it is the newest allocation.
  bool extend(const void* end, std::size_t bytes) {
    if (end != block_ + used_ || used_ + bytes > size_) return false;
    used_ += bytes;
    return true;
  }
  template <class T>
  T* make(const T& value) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T(value);
  }
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {"", 0};
    char* to = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }

  struct Mark {
    std::size_t block;
    std::size_t used;
  };
  [[nodiscard]] Mark mark() const { return {current_, used_}; }
  // Gives back what was allocated since; REQUIRES: nothing of it is in use.
  void release(Mark mark);
  // For the next run; what an unusually large one took beyond kKeptBytes goes back to the system.
  void reset() {
    if (current_ == 0) {
      used_ = 0;
    } else {
      trim();
    }
  }
  // Bytes taken from the system.
  [[nodiscard]] std::size_t reserved() const;

 private:
  void* allocate_in_next_block(std::size_t bytes);
  void trim();

  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };
  std::vector<Block> blocks_;
  std::size_t current_ = 0;
  char* block_ = nullptr;
  std::size_t size_ = 0;
  std::size_t used_ = 0;
};

class Collection {
 public:
  explicit Collection(Scratch& scratch) : scratch_(&scratch) {}

  void push(const Value& value) {
    if (size_ == capacity_) grow(size_ + 1);
    new (data_ + size_++) Value(value);
  }
  void append(std::span<const Value> values) {
    if (size_ + values.size() > capacity_) grow(size_ + values.size());
    for (const Value& v : values) new (data_ + size_++) Value(v);
  }
  // A string value with a copy of the text.
  void push_string(std::string_view text) { push(Value::of_string(scratch_->copy(text))); }
  void push_decimal(const Decimal& d) { push(Value::of_decimal(*scratch_->make(d))); }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] const Value& operator[](std::size_t i) const { return data_[i]; }
  [[nodiscard]] Value& operator[](std::size_t i) { return data_[i]; }
  [[nodiscard]] const Value* begin() const { return data_; }
  [[nodiscard]] const Value* end() const { return data_ + size_; }
  [[nodiscard]] std::span<const Value> values() const { return {data_, size_}; }
  void truncate(std::size_t size) { size_ = size; }
  [[nodiscard]] Scratch& scratch() const { return *scratch_; }

 private:
  void grow(std::size_t least);

  Scratch* scratch_;
  Value* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace schakel::fhirpath
