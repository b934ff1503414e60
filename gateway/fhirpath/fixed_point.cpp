#include "fhirpath/fixed_point.h"

#include "fhirpath/decimal.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace schakel::fhirpath::fixed_point {

namespace {

constexpr std::size_t kLimbs = 24;
constexpr unsigned kPlaces = 288;  // binary places of the fixed point
constexpr std::int32_t kSignificant = 28;
constexpr std::int32_t kMostDigits = 38;

// A natural number below 2^768, least significant limb first. Nothing here comes near that bound; what would lie above
// it is lost.
struct Big {
  std::array<std::uint32_t, kLimbs> limb{};

  [[nodiscard]] std::size_t used() const {
    std::size_t n = kLimbs;
    while (n > 0 && limb[n - 1] == 0) --n;
    return n;
  }
  [[nodiscard]] unsigned bits() const {
    const std::size_t n = used();
    return n == 0 ? 0 : static_cast<unsigned>(n * 32) - static_cast<unsigned>(__builtin_clz(limb[n - 1]));
  }
  [[nodiscard]] bool bit(unsigned n) const { return (limb[n / 32] >> (n % 32) & 1U) != 0; }
  [[nodiscard]] bool zero() const { return used() == 0; }
};

Big from(unsigned __int128 value) {
  Big b;
  for (std::size_t i = 0; i < 4; ++i) b.limb[i] = static_cast<std::uint32_t>(value >> (32 * i));
  return b;
}

int compare(const Big& a, const Big& b) {
  for (std::size_t i = kLimbs; i-- > 0;) {
    if (a.limb[i] != b.limb[i]) return a.limb[i] < b.limb[i] ? -1 : 1;
  }
  return 0;
}

Big operator+(const Big& a, const Big& b) {
  Big sum;
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < kLimbs; ++i) {
    carry += std::uint64_t{a.limb[i]} + b.limb[i];
    sum.limb[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  return sum;
}

// REQUIRES: a >= b.
Big operator-(const Big& a, const Big& b) {
  Big difference;
  std::int64_t borrow = 0;
  for (std::size_t i = 0; i < kLimbs; ++i) {
    borrow += std::int64_t{a.limb[i]} - b.limb[i];
    difference.limb[i] = static_cast<std::uint32_t>(borrow);
    borrow >>= 32;
  }
  return difference;
}

Big operator*(const Big& a, const Big& b) {
  Big product;
  const std::size_t n = a.used();
  const std::size_t m = b.used();
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t carry = 0;
    for (std::size_t k = 0; i + k < kLimbs && (k < m || carry != 0); ++k) {
      carry += product.limb[i + k] + (k < m ? std::uint64_t{a.limb[i]} * b.limb[k] : 0);
      product.limb[i + k] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
  }
  return product;
}

Big operator<<(const Big& a, unsigned by) {
  Big out;
  const std::size_t limbs = by / 32;
  const unsigned rest = by % 32;
  for (std::size_t i = kLimbs; i-- > limbs;) {
    std::uint64_t pair = std::uint64_t{a.limb[i - limbs]} << 32;
    if (i > limbs) pair |= a.limb[i - limbs - 1];
    out.limb[i] = static_cast<std::uint32_t>(pair >> (32 - rest));
  }
  return out;
}

Big operator>>(const Big& a, unsigned by) {
  Big out;
  const std::size_t limbs = by / 32;
  const unsigned rest = by % 32;
  for (std::size_t i = 0; i + limbs < kLimbs; ++i) {
    std::uint64_t pair = a.limb[i + limbs];
    if (i + limbs + 1 < kLimbs) pair |= std::uint64_t{a.limb[i + limbs + 1]} << 32;
    out.limb[i] = static_cast<std::uint32_t>(pair >> rest);
  }
  return out;
}

Big operator/(const Big& a, std::uint32_t by) {
  Big quotient;
  std::uint64_t rest = 0;
  for (std::size_t i = kLimbs; i-- > 0;) {
    rest = rest << 32 | a.limb[i];
    quotient.limb[i] = static_cast<std::uint32_t>(rest / by);
    rest %= by;
  }
  return quotient;
}

// Bit by bit: it is done twice or three times a result. REQUIRES: b is not 0.
Big operator/(const Big& a, const Big& b) {
  Big quotient;
  Big rest;
  for (unsigned n = a.bits(); n-- > 0;) {
    rest = rest << 1;
    if (a.bit(n)) rest.limb[0] |= 1U;
    if (compare(rest, b) < 0) continue;
    rest = rest - b;
    quotient.limb[n / 32] |= 1U << (n % 32);
  }
  return quotient;
}

Big ten_to(std::int32_t n) { return from(static_cast<unsigned __int128>(power_of_ten(n))); }
Big one() { return from(1) << kPlaces; }
Big times(const Big& a, const Big& b) { return (a * b) >> kPlaces; }

unsigned __int128 magnitude(const Decimal& d) {
  return d.coefficient < 0 ? -static_cast<unsigned __int128>(d.coefficient)
                           : static_cast<unsigned __int128>(d.coefficient);
}

// 2 * atanh(y) = 2 (y + y^3/3 + y^5/5 ...); REQUIRES: y <= 1/3.
Big twice_atanh(const Big& y) {
  const Big square = times(y, y);
  Big power = y;
  Big sum = y;
  for (std::uint32_t n = 3; !power.zero(); n += 2) {
    power = times(power, square);
    sum = sum + power / n;
  }
  return sum << 1;
}

const Big& ln2() {
  static const Big value = twice_atanh(one() / 3);
  return value;
}

struct Signed {
  Big value;
  bool negative = false;
};

// x = m * 2^k with 1 <= m < 2, so ln(x) = k ln(2) + 2 atanh((m - 1) / (m + 1)).
Signed natural_logarithm(const Decimal& d) {
  // As many binary places as the scale may need for a quotient of kPlaces right ones.
  constexpr unsigned kExtra = 128;
  Big x = (from(magnitude(d)) << (kPlaces + kExtra)) / ten_to(d.scale);
  const int k = static_cast<int>(x.bits()) - 1 - static_cast<int>(kPlaces + kExtra);
  const int shift = k + static_cast<int>(kExtra);
  x = shift >= 0 ? x >> static_cast<unsigned>(shift) : x << static_cast<unsigned>(-shift);
  const Big fraction = twice_atanh(((x - one()) << kPlaces) / (x + one()));
  const Big whole = ln2() * from(static_cast<unsigned>(k < 0 ? -k : k));
  if (k >= 0) return {whole + fraction, false};
  return {whole - fraction, true};
}

// e^x for 0 <= x < ln(2): the series for x / 256, squared eight times.
Big small_exponential(const Big& x) {
  constexpr unsigned kHalvings = 8;
  const Big small = x >> kHalvings;
  Big term = one();
  Big sum = one();
  for (std::uint32_t n = 1; !term.zero(); ++n) {
    term = times(term, small) / n;
    sum = sum + term;
  }
  for (unsigned i = 0; i < kHalvings; ++i) sum = times(sum, sum);
  return sum;
}

// The decimal nearest to a fixed-point number, with kSignificant digits or as many as fit before the point.
bool to_decimal(const Signed& x, Decimal& out) {
  std::int32_t places = kMostDigits;
  const Big limit = ten_to(kSignificant) << kPlaces;
  while (places > 0 && compare(x.value * ten_to(places), limit) >= 0) --places;
  const Big rounded = (x.value * ten_to(places) + (from(1) << (kPlaces - 1))) >> kPlaces;
  if (compare(rounded, ten_to(kMostDigits)) >= 0) return false;
  unsigned __int128 c = 0;
  for (std::size_t i = 4; i-- > 0;) c = c << 32 | rounded.limb[i];
  const auto coefficient = static_cast<__int128>(c);
  out = normalised({x.negative ? -coefficient : coefficient, places});
  return true;
}

bool exponential_of(const Signed& x, Decimal& out) {
  // e^88 has 39 digits, e^-88 none within 38 places.
  if (compare(x.value, from(88) << kPlaces) >= 0) {
    out = {0, 0};
    return x.negative;
  }
  const std::uint32_t k = (x.value / ln2()).limb[0];
  Big rest = x.value - ln2() * from(k);
  Big result;
  if (!x.negative) {
    result = small_exponential(rest) << k;
  } else if (rest.zero()) {
    result = one() >> k;
  } else {
    rest = ln2() - rest;
    result = small_exponential(rest) >> (k + 1);
  }
  return to_decimal({result, false}, out);
}

}  // namespace

bool square_root(const Decimal& d, Decimal& out) {
  // An even number of places, and so many digits that the root has kSignificant or more.
  Big square = from(magnitude(d));
  std::int32_t places = d.scale;
  if (places % 2 != 0) {
    square = square * from(10);
    ++places;
  }
  const Big enough = ten_to(kMostDigits) * ten_to(2 * kSignificant - kMostDigits);
  while (!square.zero() && places / 2 < kMostDigits && compare(square * from(100), enough) < 0) {
    square = square * from(100);
    places += 2;
  }
  // The largest r with r^2 <= square, bit by bit; then the nearer of r and r + 1.
  Big root;
  for (unsigned n = square.bits() / 2 + 1; n-- > 0;) {
    Big next = root;
    next.limb[n / 32] |= 1U << (n % 32);
    if (compare(next * next, square) <= 0) root = next;
  }
  if (compare(square - root * root, root) > 0) root = root + from(1);
  unsigned __int128 c = 0;
  for (std::size_t i = 4; i-- > 0;) c = c << 32 | root.limb[i];
  out = normalised({static_cast<__int128>(c), places / 2});
  return true;
}

bool exponential(const Decimal& d, Decimal& out) {
  // Larger ones are decided already, and would not fit.
  const bool huge = d.coefficient / power_of_ten(d.scale) > 1000 || d.coefficient / power_of_ten(d.scale) < -1000;
  const Decimal near = huge ? Decimal{d.coefficient < 0 ? -1000 : 1000, 0} : d;
  return exponential_of({(from(magnitude(near)) << kPlaces) / ten_to(near.scale), near.coefficient < 0}, out);
}

bool logarithm(const Decimal& d, Decimal& out) { return to_decimal(natural_logarithm(d), out); }

bool logarithm(const Decimal& d, const Decimal& base, Decimal& out) {
  const Signed a = natural_logarithm(d);
  const Signed b = natural_logarithm(base);
  return to_decimal({(a.value << kPlaces) / b.value, a.negative != b.negative}, out);
}

bool power(const Decimal& base, const Decimal& exponent, Decimal& out) {
  const Signed l = natural_logarithm(base);
  const Big product = (l.value * from(magnitude(exponent))) / ten_to(exponent.scale);
  return exponential_of({product, l.negative != (exponent.coefficient < 0)}, out);
}

}  // namespace schakel::fhirpath::fixed_point
