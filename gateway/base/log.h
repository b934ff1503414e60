#pragma once
// The log, for operators, on stderr. It takes a closed list of types: there is no way to hand it content of a message.
// Thread rule: any thread.

#include "base/clock.h"

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <type_traits>

namespace schakel::log {

enum class Level : std::uint8_t { debug, info, warning, error };

// One `key=value` of a line. Keys and texts are ours: ids we made, names of channels and hubs, states, urls of
// definitions, paths of elements, numbers. A DataText does not convert to any of them.
struct Field {
  std::string_view key;
  std::string_view text;
  std::int64_t number = 0;
  bool is_number = false;

  constexpr Field(std::string_view k, std::string_view t) : key(k), text(t) {}
  constexpr Field(std::string_view k, const char* t) : key(k), text(t) {}
  template <class Number>
  requires std::is_integral_v<Number>
  constexpr Field(std::string_view k, Number n) : key(k), number(static_cast<std::int64_t>(n)), is_number(true) {}
  constexpr Field(std::string_view k, Milliseconds d) : key(k), number(d.count()), is_number(true) {}
};

void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::error, event, fields);
}
inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::debug, event, fields);
}

// Lines below this level are dropped; `info` at start.
void set_level(Level level);

}  // namespace schakel::log
