#pragma once
// Link: how one compiled definition refers to another. Definitions refer to each other in circles, so a link is
// followed when it is first needed, not when it is made.

#include <atomic>
#include <cstdint>
#include <string_view>

namespace schakel::validation {

struct Program;
class Library;

// A canonical and, once somebody followed it, its program. Thread rule: any thread.
class Link {
 public:
  Link() = default;
  // `element`: not the whole definition but that element of it (extension elementdefinition-profile-element).
  explicit Link(std::string_view canonical, std::string_view element = {}) : canonical_(canonical), element_(element) {}
  Link(const Link& other)
      : canonical_(other.canonical_), element_(other.element_), state_(other.state_.load(std::memory_order_relaxed)) {}
  Link& operator=(const Link& other) {
    canonical_ = other.canonical_;
    element_ = other.element_;
    state_.store(other.state_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    return *this;
  }

  [[nodiscard]] std::string_view canonical() const { return canonical_; }
  [[nodiscard]] std::string_view element() const { return element_; }
  // Null: it is not loaded.
  [[nodiscard]] const Program* program(const Library& library) const {
    const std::uintptr_t state = state_.load(std::memory_order_acquire);
    return state > kUnknown ? reinterpret_cast<const Program*>(state) : state == kUnknown ? nullptr : follow(library);
  }

 private:
  static constexpr std::uintptr_t kUnknown = 1;  // was looked for, is not there
  const Program* follow(const Library& library) const;

  std::string_view canonical_;
  std::string_view element_;
  mutable std::atomic<std::uintptr_t> state_{0};
};

}  // namespace schakel::validation
