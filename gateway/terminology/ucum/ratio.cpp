#include "terminology/ucum/ratio.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace schakel::terminology::ucum {

namespace {

constexpr long double kPi = 3.14159265358979323846264338327950288L;
constexpr __int128 kLargest = (static_cast<__int128>(0x4B3B4CA8'5A86C47AULL) << 64) | 0x098A2240'00000000ULL;  // 10^38

__int128 magnitude(__int128 n) { return n < 0 ? -n : n; }

__int128 divisor(__int128 a, __int128 b) {
  a = magnitude(a);
  b = magnitude(b);
  while (b != 0) a = std::exchange(b, a % b);
  return a;
}

bool multiply(__int128 a, __int128 b, __int128& product) {
  return !__builtin_mul_overflow(a, b, &product) && magnitude(product) < kLargest;
}

// No common divisor, no factor ten in either number.
void reduce(Ratio& r) {
  if (r.numerator == 0) {
    r = Ratio{0, 1, 0, 0, 0.0L, r.exact};
    return;
  }
  const __int128 common = divisor(r.numerator, r.denominator);
  r.numerator /= common;
  r.denominator /= common;
  for (; r.numerator % 10 == 0; ++r.ten) r.numerator /= 10;
  for (; r.denominator % 10 == 0; --r.ten) r.denominator /= 10;
}

// The number without what the long double of a ratio must not lose in between.
bool scale(__int128& n, std::int32_t tens) {
  for (; tens > 0; --tens) {
    if (!multiply(n, 10, n)) return false;
  }
  return true;
}

std::optional<Decimal> rounded(long double value) {
  if (!std::isfinite(value)) return std::nullopt;
  if (value == 0) return Decimal{};
  char text[64];
  std::snprintf(text, sizeof text, "%.14Le", value);  // one digit, point, 14 digits, exponent
  Decimal out;
  int exponent = 0;
  bool negative = false;
  for (const char* c = text; *c != '\0'; ++c) {
    if (*c == '-') negative = true;
    if (*c >= '0' && *c <= '9') out.coefficient = out.coefficient * 10 + (*c - '0');
    if (*c == 'e') {
      exponent = std::atoi(c + 1);
      break;
    }
  }
  out.scale = 14 - exponent;
  for (; out.scale > 0 && out.coefficient % 10 == 0; --out.scale) out.coefficient /= 10;
  if (negative) out.coefficient = -out.coefficient;
  for (; out.scale < 0; ++out.scale) {
    if (!multiply(out.coefficient, 10, out.coefficient)) return std::nullopt;
  }
  return out;
}

// The first 28 digits of the quotient, rounded half up.
std::optional<Decimal> long_division(const Ratio& r) {
  __int128 quotient = magnitude(r.numerator) / r.denominator;
  __int128 rest = magnitude(r.numerator) % r.denominator;
  std::int32_t digits = 0;
  constexpr __int128 kEnough = static_cast<__int128>(1'000'000'000'000'000'000LL) * 1'000'000'000LL;  // 10^27
  while (rest != 0 && quotient < kEnough) {
    if (!multiply(rest, 10, rest)) return rounded(r.approximate);
    quotient = quotient * 10 + rest / r.denominator;
    rest %= r.denominator;
    ++digits;
  }
  if (rest != 0 && rest >= r.denominator - rest) ++quotient;
  Decimal out{r.numerator < 0 ? -quotient : quotient, digits - r.ten};
  for (; out.scale > 0 && out.coefficient % 10 == 0; --out.scale) out.coefficient /= 10;
  for (; out.scale < 0; ++out.scale) {
    if (!multiply(out.coefficient, 10, out.coefficient)) return std::nullopt;
  }
  return out;
}

}  // namespace

Ratio Ratio::of(Decimal value) {
  Ratio r;
  r.numerator = value.coefficient;
  r.ten = -value.scale;
  r.approximate = static_cast<long double>(value.coefficient) * std::pow(10.0L, -value.scale);
  reduce(r);
  return r;
}

Ratio Ratio::of(long double value) {
  Ratio r;
  r.approximate = value;
  r.exact = false;
  return r;
}

std::optional<Ratio> Ratio::parse(std::string_view text) {
  Decimal d;
  std::size_t i = 0;
  bool point = false;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    if (text[i] == '.' && !point) {
      point = true;
    } else if (text[i] >= '0' && text[i] <= '9' && multiply(d.coefficient, 10, d.coefficient)) {
      d.coefficient += text[i] - '0';
      d.scale += point ? 1 : 0;
    } else {
      return std::nullopt;
    }
  }
  if (i == 0) return std::nullopt;
  if (i < text.size()) {
    int exponent = 0;
    if (++i < text.size() && text[i] == '+') ++i;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), exponent);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    d.scale -= exponent;
  }
  return of(d);
}

Ratio operator*(const Ratio& a, const Ratio& b) {
  Ratio r;
  r.approximate = a.approximate * b.approximate;
  r.pi = a.pi + b.pi;
  r.ten = a.ten + b.ten;
  r.exact = false;
  if (a.exact && b.exact) {
    const __int128 ab = divisor(a.numerator, b.denominator);
    const __int128 ba = divisor(b.numerator, a.denominator);
    const __int128 safe_ab = ab == 0 ? 1 : ab;
    const __int128 safe_ba = ba == 0 ? 1 : ba;
    r.exact = multiply(a.numerator / safe_ab, b.numerator / safe_ba, r.numerator) &&
              multiply(a.denominator / safe_ba, b.denominator / safe_ab, r.denominator);
    if (r.exact) reduce(r);
  }
  return r;
}

Ratio operator/(const Ratio& a, const Ratio& b) {
  Ratio inverse = b;
  inverse.approximate = 1.0L / b.approximate;
  inverse.ten = -b.ten;
  inverse.pi = -b.pi;
  if (b.exact) {
    inverse.numerator = b.numerator < 0 ? -b.denominator : b.denominator;
    inverse.denominator = magnitude(b.numerator);
    if (inverse.denominator == 0) inverse.exact = false;
  }
  return a * inverse;
}

Ratio operator+(const Ratio& a, const Ratio& b) {
  Ratio r = Ratio::of(a.approximate + b.approximate);
  if (!a.exact || !b.exact || a.pi != b.pi) return r;
  const std::int32_t ten = std::min(a.ten, b.ten);
  __int128 left = a.numerator;
  __int128 right = b.numerator;
  if (!scale(left, a.ten - ten) || !scale(right, b.ten - ten)) return r;
  Ratio sum = r;
  if (!multiply(left, b.denominator, left) || !multiply(right, a.denominator, right) ||
      !multiply(a.denominator, b.denominator, sum.denominator)) {
    return r;
  }
  sum.numerator = left + right;
  if (magnitude(sum.numerator) >= kLargest) return r;
  sum.ten = ten;
  sum.pi = a.pi;
  sum.exact = true;
  reduce(sum);
  return sum;
}

Ratio power(Ratio base, int exponent) {
  if (exponent < 0) return power(Ratio{} / base, -exponent);
  Ratio result;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 != 0) result = result * base;
    base = base * base;
  }
  return result;
}

int compare(const Ratio& a, const Ratio& b) {
  Ratio minus = b;
  minus.numerator = -b.numerator;
  minus.approximate = -b.approximate;
  const Ratio difference = a + minus;
  if (difference.exact) return difference.numerator < 0 ? -1 : difference.numerator > 0 ? 1 : 0;
  const long double tolerance = 1e-15L * std::max(std::fabs(a.approximate), std::fabs(b.approximate));
  if (std::fabs(difference.approximate) <= tolerance) return 0;
  return difference.approximate < 0 ? -1 : 1;
}

std::optional<Decimal> to_decimal(const Ratio& ratio) {
  if (ratio.exact && ratio.numerator == 0) return Decimal{};
  if (!ratio.exact) return rounded(ratio.approximate);
  if (ratio.pi != 0) {
    return rounded(static_cast<long double>(ratio.numerator) / static_cast<long double>(ratio.denominator) *
                   std::pow(10.0L, ratio.ten) * std::pow(kPi, ratio.pi));
  }
  if (ratio.ten < -4000 || ratio.ten > 38) return std::nullopt;
  return long_division(ratio);
}

}  // namespace schakel::terminology::ucum
