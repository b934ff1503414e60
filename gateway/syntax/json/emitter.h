#pragma once
// Emitter: writes JSON that does not come from a tree (outcomes, metrics, answers of the CLI), straight into a string.
// Commas, quotes, escapes and indentation are its business, balance is the caller's:
//
//   Emitter json(out);
//   json.object().member("id", id).member("count", 3);
//   json.key("items").array();
//   for (...) json.value(item);
//   json.end().end();
//
// Text must be UTF-8. Content of messages is written only by who reveal()s it.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::syntax::json {

// Appends `text` as a JSON string with its quotes.
void append_string(std::string& out, std::string_view text);

class Emitter {
 public:
  explicit Emitter(std::string& out, bool pretty = false) : out_(&out), pretty_(pretty) {}

  Emitter& object() { return open('{'); }
  Emitter& array() { return open('['); }
  Emitter& end();  // of the innermost object or array
  Emitter& key(std::string_view name);

  Emitter& value(std::string_view text);
  Emitter& value(const char* text) { return value(std::string_view(text)); }
  Emitter& value(bool b) { return raw(b ? "true" : "false"); }
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) Emitter& value(Number n) { return integer(static_cast<std::int64_t>(n)); }
  Emitter& value(double number);  // shortest form that reads back the same; null when it is not finite
  Emitter& null() { return raw("null"); }
  // Text that is JSON already: a number's digits, a document written before.
  Emitter& raw(std::string_view json);

  template <class Value>
  Emitter& member(std::string_view name, Value v) {
    return key(name).value(v);
  }
  // Left out when the text is empty.
  Emitter& member_if(std::string_view name, std::string_view text) {
    return text.empty() ? *this : key(name).value(text);
  }

  // Everything that was opened is ended.
  [[nodiscard]] bool complete() const { return open_.empty(); }

 private:
  Emitter& open(char bracket);
  Emitter& integer(std::int64_t n);
  void before_item();
  void new_line();

  struct Level {
    char bracket;
    bool any;
  };
  std::string* out_;
  std::vector<Level> open_;
  bool pretty_;
  bool after_key_ = false;
};

}  // namespace schakel::syntax::json
