#include "mapping/transforms/all.h"

#include <charconv>
#include <string>

namespace schakel::mapping {

namespace {

// Bytes of the first `units` UTF-16 units; a character of two units is never cut.
std::size_t prefix(std::string_view text, std::size_t units) {
  std::size_t at = 0;
  std::size_t taken = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const std::size_t width = bytes == 4 ? 2 : 1;
    if (taken + width > units || at + bytes > text.size()) break;
    taken += width;
    at += bytes;
  }
  return at;
}

}  // namespace

bool apply_truncate(TransformScope& scope, Made& result) {
  const std::string_view text = scope.text(0);
  const std::string_view length = scope.text(1);
  std::size_t units = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), units);
  const bool number = error == std::errc{} && end == length.data() + length.size();
  scope.give_text(result, number ? text.substr(0, prefix(text, units)) : text, scope.executor().types().string,
                  scope.origin(0));
  return true;
}

bool apply_append(TransformScope& scope, Made& result) {
  std::string joined;
  for (std::size_t i = 0; i < scope.size(); ++i) joined += scope.text(i);
  scope.give_text(result, scope.keep(joined), scope.executor().types().string, scope.origin(0));
  return true;
}

}  // namespace schakel::mapping
