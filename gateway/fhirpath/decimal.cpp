#include "fhirpath/decimal.h"

#include "fhirpath/fixed_point.h"

#include <algorithm>
#include <array>

namespace schakel::fhirpath {

namespace {

using Wide = __int128;
constexpr std::int32_t kMostDigits = 38;

constexpr std::array<Wide, kMostDigits + 1> powers() {
  std::array<Wide, kMostDigits + 1> p{};
  p[0] = 1;
  for (std::size_t i = 1; i < p.size(); ++i) p[i] = p[i - 1] * 10;
  return p;
}
constexpr auto kPowers = powers();

bool scaled(Wide c, std::int32_t by, Wide& out) {
  if (by == 0 || c == 0) {
    out = c;
    return true;
  }
  return by <= kMostDigits && !__builtin_mul_overflow(c, kPowers[static_cast<std::size_t>(by)], &out);
}

// Both coefficients at one scale.
bool align(Decimal a, Decimal b, Wide& x, Wide& y, std::int32_t& scale) {
  scale = std::max(a.scale, b.scale);
  if (scaled(a.coefficient, scale - a.scale, x) && scaled(b.coefficient, scale - b.scale, y)) return true;
  a = normalised(a);
  b = normalised(b);
  scale = std::max(a.scale, b.scale);
  return scaled(a.coefficient, scale - a.scale, x) && scaled(b.coefficient, scale - b.scale, y);
}

int digits_of(Wide c) {
  if (c < 0) c = -c;
  int n = 0;
  while (n < kMostDigits && c >= kPowers[static_cast<std::size_t>(n)]) ++n;
  return n;
}

}  // namespace

__int128 power_of_ten(std::int32_t n) { return kPowers[static_cast<std::size_t>(n)]; }

bool parse_integer(std::string_view text, std::int64_t& out) {
  std::size_t i = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) i = 1;
  if (i == text.size()) return false;
  std::int64_t value = 0;
  for (; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    const int digit = text[i] - '0';
    if (__builtin_mul_overflow(value, std::int64_t{10}, &value)) return false;
    if (__builtin_add_overflow(value, std::int64_t{negative ? -digit : digit}, &value)) return false;
  }
  out = value;
  return true;
}

bool parse_decimal(std::string_view text, Decimal& out) {
  std::size_t i = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) i = 1;
  Wide c = 0;
  std::int32_t scale = 0;
  bool point = false;
  bool digit_seen = false;
  // The first digits in 64 bits, which is faster and enough for nearly all.
  std::uint64_t head = 0;
  for (const std::size_t end = std::min<std::size_t>(text.size(), i + 19); i < end; ++i) {
    const char ch = text[i];
    if (ch == '.' && !point && digit_seen) {
      point = true;
      continue;
    }
    if (ch < '0' || ch > '9') break;
    digit_seen = true;
    head = head * 10 + static_cast<std::uint64_t>(ch - '0');
    if (point) ++scale;
  }
  c = head;
  for (; i < text.size(); ++i) {
    const char ch = text[i];
    if (ch == '.' && !point && digit_seen) {
      point = true;
      continue;
    }
    if (ch < '0' || ch > '9') break;
    digit_seen = true;
    if (__builtin_mul_overflow(c, Wide{10}, &c) || __builtin_add_overflow(c, Wide{ch - '0'}, &c)) return false;
    if (point) ++scale;
  }
  if (!digit_seen || (point && scale == 0)) return false;
  if (i < text.size()) {
    if (text[i] != 'e' && text[i] != 'E') return false;
    std::int64_t exponent = 0;
    if (!parse_integer(text.substr(i + 1), exponent) || exponent < -400 || exponent > 400) return false;
    scale -= static_cast<std::int32_t>(exponent);
  }
  if (scale < 0) {
    if (!scaled(c, -scale, c)) return false;
    scale = 0;
  }
  while (scale > kMostDigits) {
    if (c % 10 != 0) return false;
    c /= 10;
    --scale;
  }
  out = {negative ? -c : c, scale};
  return true;
}

int compare(const Decimal& a, const Decimal& b) {
  const auto sign = [](Wide x, Wide y) { return x < y ? -1 : static_cast<int>(x > y); };
  if (a.scale == b.scale) return sign(a.coefficient, b.coefficient);
  Wide x = a.coefficient;
  Wide y = b.coefficient;
  if (a.scale < b.scale ? scaled(x, b.scale - a.scale, x) : scaled(y, a.scale - b.scale, y)) return sign(x, y);
  const Wide pa = kPowers[static_cast<std::size_t>(a.scale)];
  const Wide pb = kPowers[static_cast<std::size_t>(b.scale)];
  const Wide whole_a = a.coefficient / pa;
  const Wide whole_b = b.coefficient / pb;
  if (whole_a != whole_b) return sign(whole_a, whole_b);
  const std::int32_t scale = std::max(a.scale, b.scale);
  return sign(a.coefficient % pa * kPowers[static_cast<std::size_t>(scale - a.scale)],
              b.coefficient % pb * kPowers[static_cast<std::size_t>(scale - b.scale)]);
}

bool add(const Decimal& a, const Decimal& b, Decimal& out) {
  Wide x = 0;
  Wide y = 0;
  std::int32_t scale = 0;
  Wide sum = 0;
  if (!align(a, b, x, y, scale) || __builtin_add_overflow(x, y, &sum)) return false;
  out = {sum, scale};
  return true;
}

bool subtract(const Decimal& a, const Decimal& b, Decimal& out) { return add(a, {-b.coefficient, b.scale}, out); }

bool multiply(const Decimal& a, const Decimal& b, Decimal& out) {
  Wide product = 0;
  if (a.scale + b.scale <= kMostDigits && !__builtin_mul_overflow(a.coefficient, b.coefficient, &product)) {
    out = {product, a.scale + b.scale};
    return true;
  }
  const Decimal x = normalised(a);
  const Decimal y = normalised(b);
  if (x.scale + y.scale > kMostDigits || __builtin_mul_overflow(x.coefficient, y.coefficient, &product)) return false;
  out = {product, x.scale + y.scale};
  return true;
}

// Long division: 28 significant digits, the last one rounded half away from zero; exact quotients keep no trailing
// zeros.
bool divide(const Decimal& a, const Decimal& b, Decimal& out) {
  constexpr int kSignificant = 28;
  const bool negative = (a.coefficient < 0) != (b.coefficient < 0);
  const Wide n = a.coefficient < 0 ? -a.coefficient : a.coefficient;
  const Wide d = b.coefficient < 0 ? -b.coefficient : b.coefficient;
  Wide quotient = n / d;
  Wide rest = n % d;
  std::int32_t scale = a.scale - b.scale;
  while (rest != 0 && digits_of(quotient) < kSignificant && scale < kMostDigits) {
    Wide ten = 0;
    if (__builtin_mul_overflow(rest, Wide{10}, &ten)) return false;
    quotient = quotient * 10 + ten / d;
    rest = ten % d;
    ++scale;
  }
  if (rest != 0 && rest >= d - rest) ++quotient;
  if (scale < 0 && !scaled(quotient, -scale, quotient)) return false;
  out = normalised({negative ? -quotient : quotient, std::max(scale, 0)});
  return true;
}

bool divide_to_integer(const Decimal& a, const Decimal& b, std::int64_t& out) {
  Wide x = 0;
  Wide y = 0;
  std::int32_t scale = 0;
  if (!align(a, b, x, y, scale)) return false;
  const Wide q = x / y;
  out = static_cast<std::int64_t>(q);
  return q >= INT64_MIN && q <= INT64_MAX;
}

bool modulo(const Decimal& a, const Decimal& b, Decimal& out) {
  Wide x = 0;
  Wide y = 0;
  std::int32_t scale = 0;
  if (!align(a, b, x, y, scale)) return false;
  out = {x % y, scale};
  return true;
}

Decimal normalised(Decimal d) {
  if (d.scale == 0 || d.coefficient % 10 != 0) return d;
  if (d.coefficient <= INT64_MAX && d.coefficient >= INT64_MIN) {
    auto c = static_cast<std::int64_t>(d.coefficient);
    for (; d.scale > 0 && c % 10 == 0; --d.scale) c /= 10;
    d.coefficient = c;
    return d;
  }
  while (d.scale > 0 && d.coefficient % 10 == 0) {
    d.coefficient /= 10;
    --d.scale;
  }
  return d;
}

bool round_to(const Decimal& d, std::int32_t places, Decimal& out) {
  if (d.scale <= places) {
    Wide c = 0;
    if (!scaled(d.coefficient, places - d.scale, c)) return false;
    out = {c, places};
    return true;
  }
  const Wide unit = kPowers[static_cast<std::size_t>(d.scale - places)];
  Wide c = d.coefficient / unit;
  const Wide rest = d.coefficient % unit;
  if ((rest < 0 ? -rest : rest) >= unit / 2) c += d.coefficient < 0 ? -1 : 1;
  out = {c, places};
  return true;
}

bool to_integer(const Decimal& d, Direction direction, std::int64_t& out) {
  const Wide unit = kPowers[static_cast<std::size_t>(d.scale)];
  Wide q = d.coefficient / unit;
  const Wide rest = d.coefficient % unit;
  if (direction == Direction::down && rest < 0) --q;
  if (direction == Direction::up && rest > 0) ++q;
  out = static_cast<std::int64_t>(q);
  return q >= INT64_MIN && q <= INT64_MAX;
}

bool square_root(const Decimal& d, Decimal& out) { return d.coefficient >= 0 && fixed_point::square_root(d, out); }

bool exponential(const Decimal& d, Decimal& out) { return fixed_point::exponential(d, out); }

bool logarithm(const Decimal& d, Decimal& out) { return d.coefficient > 0 && fixed_point::logarithm(d, out); }

bool logarithm(const Decimal& d, const Decimal& base, Decimal& out) {
  if (d.coefficient <= 0 || base.coefficient <= 0 || compare(base, decimal_of(1)) == 0) return false;
  return fixed_point::logarithm(d, base, out);
}

namespace {

// By repeated squaring; false: more digits than a decimal has.
bool exact_power(Decimal base, Wide exponent, Decimal& out) {
  Decimal result{1, 0};
  for (;;) {
    if (exponent % 2 != 0 && !multiply(result, base, result)) return false;
    exponent /= 2;
    if (exponent == 0) break;
    if (!multiply(base, base, base)) return false;
  }
  out = result;
  return true;
}

}  // namespace

bool power(const Decimal& base, const Decimal& exponent, Decimal& out) {
  const Decimal e = normalised(exponent);
  const bool whole = e.scale == 0;
  if (whole && e.coefficient >= 0 && exact_power(base, e.coefficient, out)) return true;
  if (base.coefficient == 0) {
    out = {0, 0};
    return e.coefficient > 0;
  }
  if (base.coefficient < 0 && !whole) return false;
  if (!fixed_point::power({base.coefficient < 0 ? -base.coefficient : base.coefficient, base.scale}, e, out))
    return false;
  if (base.coefficient < 0 && e.coefficient % 2 != 0) out.coefficient = -out.coefficient;
  return true;
}

}  // namespace schakel::fhirpath
