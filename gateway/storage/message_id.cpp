#include "storage/message_id.h"

#include <sys/random.h>

#include <algorithm>

namespace schakel::storage {

namespace {

constexpr std::uint64_t kRandomMask = (std::uint64_t{1} << 62) - 1;

void append_hex(std::string& out, std::uint64_t bits, int digits) {
  for (int i = digits - 1; i >= 0; --i) out += "0123456789abcdef"[bits >> (4 * i) & 15];
}

// 16 bytes as two numbers; only the canonical form: lower case, dashes in their places.
bool parse_hex(std::string_view text, std::uint64_t (&halves)[2]) {
  if (text.size() != 36) return false;
  int digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (c != '-') return false;
      continue;
    }
    const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (value < 0) return false;
    std::uint64_t& half = halves[digits++ / 16];
    half = half << 4 | static_cast<std::uint64_t>(value);
  }
  return true;
}

}  // namespace

std::string MessageId::text() const {
  const auto bits = static_cast<std::uint64_t>(row);
  std::string out;
  out.reserve(36);
  append_hex(out, bits >> 28, 8);
  out += '-';
  append_hex(out, bits >> 12 & 0xffff, 4);
  out += "-7";
  append_hex(out, bits & 0xfff, 3);
  out += '-';
  append_hex(out, random >> 48 | 0x8000, 4);
  out += '-';
  append_hex(out, random & 0xffff'ffff'ffff, 12);
  return out;
}

std::optional<MessageId> MessageId::parse(std::string_view text) {
  std::uint64_t halves[2] = {0, 0};
  if (!parse_hex(text, halves)) return std::nullopt;
  const std::uint64_t milliseconds = halves[0] >> 16;
  if ((halves[0] >> 12 & 15) != 7 || halves[1] >> 62 != 2 || milliseconds >> 47 != 0) return std::nullopt;
  return MessageId{static_cast<std::int64_t>(milliseconds << 12 | (halves[0] & 0xfff)), halves[1] & kRandomMask};
}

MessageIds::MessageIds(const Clock& clock, std::int64_t last) : clock_(clock), last_(last), state_(0) {
  while (getrandom(&state_, sizeof state_, 0) != sizeof state_) {
  }
}

MessageId MessageIds::next() {
  const std::int64_t now = clock_.now().time_since_epoch().count() << 12;
  const std::lock_guard lock(mutex_);
  // A millisecond's counter that is full runs on into the next one (RFC 9562 section 6.2, method 1).
  last_ = std::max(last_ + 1, now);
  // splitmix64: unpredictable enough to be unique between stores; ids are no secrets.
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
  return {last_, (z ^ z >> 31) & kRandomMask};
}

}  // namespace schakel::storage
