#pragma once
// Arena: memory that is given back all at once. One exchange (message) owns one arena; its bytes, trees, issues live in
// it and die with it. Objects in an arena are never destroyed one by one, so they must be trivially destructible.
// Thread rule: one thread at a time.

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace schakel {

class Arena {
 public:
  explicit Arena(std::size_t first_block = 16 * 1024) : next_block_(first_block) {}
  Arena(Arena&&) noexcept = default;
  Arena& operator=(Arena&&) noexcept = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() = default;

  // Never null; throws std::bad_alloc as operator new does. REQUIRES: align is a power of two, at most 16.
  void* allocate(std::size_t bytes, std::size_t align = alignof(void*)) {
    const std::size_t start = (used_ + align - 1) & ~(align - 1);
    if (start + bytes > size_) return allocate_in_new_block(bytes);
    used_ = start + bytes;
    return block_ + start;
  }

  template <class T, class... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  // Value-initialised elements.
  template <class T>
  std::span<T> array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (count == 0) return {};
    T* first = static_cast<T*>(allocate(sizeof(T) * count, alignof(T)));
    for (std::size_t i = 0; i < count; ++i) new (first + i) T{};
    return {first, count};
  }

  // A copy of the bytes that lives as long as the arena.
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {"", 0};
    char* to = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }

  // Forgets everything and keeps the largest block for the next exchange. Every view into the arena dangles after it.
  void reset();

  // Bytes taken from the system so far.
  [[nodiscard]] std::size_t reserved() const { return reserved_; }

 private:
  void* allocate_in_new_block(std::size_t bytes);

  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };
  std::vector<Block> blocks_;
  char* block_ = nullptr;
  std::size_t size_ = 0;
  std::size_t used_ = 0;
  std::size_t next_block_;
  std::size_t reserved_ = 0;
};

}  // namespace schakel
