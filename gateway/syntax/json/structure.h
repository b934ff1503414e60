#pragma once
// Internal to syntax/json. Structure: the places of everything in a JSON text that is no white space and not inside a
// string or behind the first character of a word: brackets, colons, commas, opening quotes, starts of numbers and
// words.
//
// The fast way is the first stage of simdjson, which also checks UTF-8 and strings; whatever it refuses is indexed
// again byte by byte, up to the first fault, so that the walk over the index reports faults in the order of the
// document.

#include "syntax/json/messages.h"

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace schakel::syntax::json {

inline constexpr std::size_t kPadding = 64;

class Structure {
 public:
  // Why the index ends early: an unclosed string, a control character in a string, bad UTF-8. That string is not in it.
  struct Fault {
    const Message* message = nullptr;
    std::size_t at = 0;
  };

  // REQUIRES: kPadding readable bytes behind the text.
  void index(const char* text, std::size_t size);

  [[nodiscard]] const std::uint32_t* begin() const { return begin_; }
  // Three more entries can be read there. The first is the size of the text, or the place where the index was cut
  // short: the start of the token that holds the fault.
  [[nodiscard]] const std::uint32_t* end() const { return begin_ + count_; }
  [[nodiscard]] const Fault& fault() const { return fault_; }

 private:
  bool index_fast(const char* text, std::size_t size);
  void index_slowly(std::string_view text);
  bool pass_string(std::string_view text, std::size_t& i);

  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage_;
  std::vector<std::uint32_t> slow_;
  const std::uint32_t* begin_ = nullptr;
  std::size_t count_ = 0;
  Fault fault_;
};

}  // namespace schakel::syntax::json
