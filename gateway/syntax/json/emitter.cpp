#include "syntax/json/emitter.h"

#include "syntax/json/escape.h"

#include <charconv>
#include <cmath>

namespace schakel::syntax::json {

void append_string(std::string& out, std::string_view text) {
  out += '"';
  append_escaped(out, text);
  out += '"';
}

void Emitter::new_line() {
  out_->push_back('\n');
  out_->append(open_.size() * 2, ' ');
}

void Emitter::before_item() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (open_.empty()) return;
  if (open_.back().any) out_->push_back(',');
  open_.back().any = true;
  if (pretty_) new_line();
}

Emitter& Emitter::open(char bracket) {
  before_item();
  out_->push_back(bracket);
  open_.push_back({bracket, false});
  return *this;
}

Emitter& Emitter::end() {
  const Level level = open_.back();
  open_.pop_back();
  if (pretty_ && level.any) new_line();
  out_->push_back(level.bracket == '{' ? '}' : ']');
  return *this;
}

Emitter& Emitter::key(std::string_view name) {
  before_item();
  append_string(*out_, name);
  out_->append(pretty_ ? ": " : ":");
  after_key_ = true;
  return *this;
}

Emitter& Emitter::value(std::string_view text) {
  before_item();
  append_string(*out_, text);
  return *this;
}

Emitter& Emitter::raw(std::string_view json) {
  before_item();
  out_->append(json);
  return *this;
}

Emitter& Emitter::integer(std::int64_t n) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, n);
  static_cast<void>(error);  // 24 characters hold every 64 bit number
  return raw({digits, static_cast<std::size_t>(end - digits)});
}

Emitter& Emitter::value(double number) {
  if (!std::isfinite(number)) return null();
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  static_cast<void>(error);
  return raw({digits, static_cast<std::size_t>(end - digits)});
}

}  // namespace schakel::syntax::json
