#include "validation/rules/range.h"

#include "terminology/ucum.h"
#include "validation/names.h"
#include "validation/rules/fixed.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

namespace schakel::validation::rules {

namespace {

struct Bound {
  const Node* value;
  bool upper;
};

// A decimal as sign, digits without leading zeros, and the position of the point.
struct Digits {
  bool negative = false;
  std::string digits;
  long point = 0;
  bool valid = false;
};

Digits digits_of(std::string_view text) {
  Digits d;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    d.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  bool point = false;
  long exponent = 0;
  long fraction = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      d.digits += c;
      if (point) ++fraction;
    } else if (c == '.' && !point) {
      point = true;
    } else if ((c == 'e' || c == 'E') && i + 1 < text.size() && text.size() - i < 8) {
      exponent = std::strtol(std::string(text.substr(i + 1)).c_str(), nullptr, 10);
      break;
    } else {
      return d;
    }
  }
  d.valid = !d.digits.empty();
  const std::size_t zeros = std::min(d.digits.find_first_not_of('0'), d.digits.size());
  d.digits.erase(0, zeros);
  d.point = static_cast<long>(d.digits.size()) - fraction + exponent;
  while (!d.digits.empty() && d.digits.back() == '0') d.digits.pop_back();
  if (d.digits.empty()) d = Digits{false, {}, 0, d.valid};
  return d;
}

int compare_magnitudes(const Digits& a, const Digits& b) {
  if (a.digits.empty() || b.digits.empty()) return a.digits.empty() == b.digits.empty() ? 0 : a.digits.empty() ? -1 : 1;
  if (a.point != b.point) return a.point < b.point ? -1 : 1;
  const int order = a.digits.compare(b.digits);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

std::string_view text_of(const Node& parent, Name child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

// Dates of one precision compare as text; of two, only as far as both go.
int compare_dates(std::string_view a, std::string_view b) {
  const std::size_t n = std::min({a.size(), b.size(), std::size_t{19}});
  const int order = a.substr(0, n).compare(b.substr(0, n));
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

// The day that lies a duration (UCUM a, mo, wk, d) after now; empty for other units.
std::string day_after(const Node& duration, TimePoint now) {
  const Names& n = Names::get();
  const std::string_view unit = text_of(duration, n.code);
  const long amount = std::strtol(std::string(text_of(duration, n.value)).c_str(), nullptr, 10);
  const auto today = std::chrono::floor<std::chrono::days>(now);
  std::chrono::year_month_day day{today};
  if (unit == "a") {
    day += std::chrono::years(amount);
  } else if (unit == "mo") {
    day += std::chrono::months(amount);
  } else if (unit == "wk" || unit == "d") {
    day = std::chrono::year_month_day{today + std::chrono::days(unit == "wk" ? amount * 7 : amount)};
  } else {
    return {};
  }
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                static_cast<unsigned>(day.day()));
  return text;
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  for (const Node* c = draft.definition->first_child(); c != nullptr; c = c->next()) {
    const std::string_view name = c->name().text();
    const bool lower = name.size() > 8 && name.substr(0, 8) == "minValue";
    const bool upper = name.size() > 8 && name.substr(0, 8) == "maxValue" && name != "maxValueSet";
    if (lower || upper) draft.checks.push_back({row, build.arena.make<Bound>(c, upper)});
  }
}

constexpr int kOtherSystem = 2;     // nothing says that the units can be compared
constexpr int kNotConvertible = 3;  // UCUM says that they cannot

// -1, 0, 1 of quantities with coded units, else why they cannot be compared.
int compare_quantities(const Node& a, const Node& b) {
  const Names& n = Names::get();
  if (text_of(a, n.system).empty() || text_of(a, n.system) != text_of(b, n.system) || text_of(a, n.code).empty() ||
      text_of(b, n.code).empty())
    return kOtherSystem;
  if (text_of(a, n.code) == text_of(b, n.code)) return compare_decimals(text_of(a, n.value), text_of(b, n.value));
  if (text_of(a, n.system) != "http://unitsofmeasure.org") return kOtherSystem;
  const auto unit_a = terminology::ucum::parse(text_of(a, n.code));
  const auto unit_b = terminology::ucum::parse(text_of(b, n.code));
  const auto value_a = parse_decimal(text_of(a, n.value));
  const auto value_b = parse_decimal(text_of(b, n.value));
  if (!value_a || !value_b) return kOtherSystem;
  if (!unit_a || !unit_b) return kNotConvertible;
  const auto order = terminology::ucum::compare(*value_a, **unit_a, *value_b, **unit_b);
  return order ? *order : kNotConvertible;
}

template <bool kExplain>
bool check_quantity(Run<kExplain>& run, const Node& node, const ElementRule& element, const Bound& bound) {
  const auto arguments = [&] {
    return std::vector<Argument>{Argument{sketch(node), false}, Argument::name(sketch(*bound.value)),
                                 Argument::name(element.program->url)};
  };
  if (text_of(node, Names::get().value).empty()) return true;
  const int order = compare_quantities(node, *bound.value);
  if (order == kOtherSystem) return run.warning(node, &element, IssueType::value, kQuantityUnit, arguments);
  if (order == kNotConvertible) return run.error(node, &element, IssueType::value, kQuantityNoConvert, arguments);
  if (bound.upper ? order <= 0 : order >= 0) return true;
  return run.error(node, &element, IssueType::invalid, bound.upper ? kQuantityLarge : kQuantitySmall, arguments);
}

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* operand) {
  const Bound& bound = *static_cast<const Bound*>(operand);
  if (bound.value->child("value") != nullptr && !node.has_value()) {
    return node.child("value") == nullptr || check_quantity(run, node, element, bound);
  }
  // A duration as the bound of a date counts from now.
  const std::string day =
      bound.value->child("value") == nullptr
          ? std::string{}
          : day_after(*bound.value, run.options().clock == nullptr ? SystemClock().now() : run.options().clock->now());
  if (!day.empty() && node.has_value()) {
    const int order = compare_dates(node.value().reveal(), day);
    if (bound.upper ? order <= 0 : order >= 0) return true;
    return run.error(node, &element, IssueType::invalid, bound.upper ? kTooLarge : kTooSmall, [&] {
      return std::vector<Argument>{Argument::value(node.value()), Argument::name(day),
                                   Argument::name(element.program->url)};
    });
  }
  if (!node.has_value() || !bound.value->has_value()) return true;
  const std::string_view value = node.value().reveal();
  const std::string_view limit = bound.value->value().reveal();
  const std::string_view kind = bound.value->name().text().substr(8);
  const bool number = kind == "Integer" || kind == "Decimal" || kind == "PositiveInt" || kind == "UnsignedInt";
  const int order = number ? compare_decimals(value, limit) : compare_dates(value, limit);
  if (order == 2 || (bound.upper ? order <= 0 : order >= 0)) return true;
  return run.error(node, &element, IssueType::invalid, bound.upper ? kTooLarge : kTooSmall, [&] {
    return std::vector<Argument>{Argument{std::string(value), false}, Argument::name(limit),
                                 Argument::name(element.program->url)};
  });
}

void print(const void* operand, std::string& out) {
  const Bound& bound = *static_cast<const Bound*>(operand);
  print_member(out, bound.upper ? "most" : "least", sketch(*bound.value));
}

}  // namespace

int compare_decimals(std::string_view a, std::string_view b) {
  const Digits x = digits_of(a);
  const Digits y = digits_of(b);
  if (!x.valid || !y.valid) return 2;
  if (x.negative != y.negative) return x.negative ? -1 : 1;
  const int order = compare_magnitudes(x, y);
  return x.negative ? -order : order;
}

Rule range_rule() { return {"range", compile, check<false>, check<true>, print}; }

}  // namespace schakel::validation::rules
