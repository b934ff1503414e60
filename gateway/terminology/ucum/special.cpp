// Special units: http://ucum.org/ucum#section-Special-Units-on-non-ratio-Scales. One row a function.

#include "terminology/ucum/unit.h"

#include <array>
#include <cmath>

namespace schakel::terminology::ucum {

namespace {

constexpr std::array<Special, 14> kSpecials{{
    {"Cel", {27315, 2}, nullptr, nullptr},
    {"degF", {45967, 2}, nullptr, nullptr},
    {"degRe", {21852, 2}, nullptr, nullptr},
    {"pH", {}, [](long double x) { return -std::log10(x); }, [](long double x) { return std::pow(10.0L, -x); }},
    {"ln", {}, [](long double x) { return std::log(x); }, [](long double x) { return std::exp(x); }},
    {"lg", {}, [](long double x) { return std::log10(x); }, [](long double x) { return std::pow(10.0L, x); }},
    {"lgTimes2",
     {},
     [](long double x) { return 2 * std::log10(x); },
     [](long double x) { return std::pow(10.0L, x / 2); }},
    {"ld", {}, [](long double x) { return std::log2(x); }, [](long double x) { return std::exp2(x); }},
    {"tanTimes100",
     {},
     [](long double x) { return 100 * std::tan(x); },
     [](long double x) { return std::atan(x / 100); }},
    {"sqrt", {}, [](long double x) { return std::sqrt(x); }, [](long double x) { return x * x; }},
    {"hpX", {}, [](long double x) { return -std::log10(x); }, [](long double x) { return std::pow(10.0L, -x); }},
    {"hpC",
     {},
     [](long double x) { return -std::log(x) / std::log(100.0L); },
     [](long double x) { return std::pow(100.0L, -x); }},
    {"hpM",
     {},
     [](long double x) { return -std::log(x) / std::log(1000.0L); },
     [](long double x) { return std::pow(1000.0L, -x); }},
    {"hpQ",
     {},
     [](long double x) { return -std::log(x) / std::log(50000.0L); },
     [](long double x) { return std::pow(50000.0L, -x); }},
}};

}  // namespace

const Special* find_special(std::string_view name) {
  for (const Special& special : kSpecials) {
    if (special.name == name) return &special;
  }
  return nullptr;
}

}  // namespace schakel::terminology::ucum
