#include "mapping/functions/support.h"
#include "terminology/ucum.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

namespace schakel::mapping {

namespace {

struct Unit {
  std::string_view local;  // lower case, micro sign as `u`, without blanks
  std::string_view ucum;
};

// Units as Belgian laboratories and wards write them, where there is no doubt. What could be two things stands not
// here: `G/L` (gram or giga), `T/L`, `M/mm3`, `E` (Einheit), `U/ml` is enzyme units but `UI/ml` international ones.
constexpr std::array<Unit, 110> kUnits{{
    {"%", "%"},
    {"%o", "[ppth]"},
    {"/100wbc", "/100{WBCs}"},
    {"/hpf", "/[HPF]"},
    {"/mcl", "/uL"},
    {"/min", "/min"},
    {"/mm3", "/mm3"},
    {"/ul", "/uL"},
    {"10*12/l", "10*12/L"},
    {"10*3/mcl", "10*3/uL"},
    {"10*3/mm3", "10*3/mm3"},
    {"10*3/ul", "10*3/uL"},
    {"10*6/mm3", "10*6/mm3"},
    {"10*6/ul", "10*6/uL"},
    {"10*9/l", "10*9/L"},
    {"bpm", "/min"},
    {"cl", "cL"},
    {"cm", "cm"},
    {"cmh2o", "cm[H2O]"},
    {"d", "d"},
    {"dagen", "d"},
    {"deg", "deg"},
    {"dl", "dL"},
    {"fl", "fL"},
    {"g", "g"},
    {"g/24h", "g/(24.h)"},
    {"g/24u", "g/(24.h)"},
    {"g/dl", "g/dL"},
    {"g/kg", "g/kg"},
    {"g/mol", "g/mol"},
    {"gr", "g"},
    {"gr/dl", "g/dL"},
    {"gr/l", "g/L"},
    {"gram", "g"},
    {"h", "h"},
    {"iu/l", "[IU]/L"},
    {"iu/ml", "[IU]/mL"},
    {"jaar", "a"},
    {"kcal", "kcal"},
    {"kg", "kg"},
    {"kg/m2", "kg/m2"},
    {"ku/l", "kU/L"},
    {"kui/l", "k[IU]/L"},
    {"l", "L"},
    {"l/min", "L/min"},
    {"liter", "L"},
    {"litre", "L"},
    {"mcg", "ug"},
    {"mcg/dl", "ug/dL"},
    {"mcg/l", "ug/L"},
    {"mcmol/l", "umol/L"},
    {"meq/l", "meq/L"},
    {"mg", "mg"},
    {"mg/24h", "mg/(24.h)"},
    {"mg/24u", "mg/(24.h)"},
    {"mg/dl", "mg/dL"},
    {"mg/g", "mg/g"},
    {"mg/l", "mg/L"},
    {"mg/ml", "mg/mL"},
    {"mg/mmol", "mg/mmol"},
    {"min", "min"},
    {"miu/l", "m[IU]/L"},
    {"miu/ml", "m[IU]/mL"},
    {"ml", "mL"},
    {"ml/h", "mL/h"},
    {"ml/min", "mL/min"},
    {"ml/min/1,73m2", "mL/min/{1.73_m2}"},
    {"ml/min/1.73m2", "mL/min/{1.73_m2}"},
    {"ml/min/1.73m^2", "mL/min/{1.73_m2}"},
    {"mm", "mm"},
    {"mm/1h", "mm/h"},
    {"mm/1u", "mm/h"},
    {"mm/h", "mm/h"},
    {"mm/u", "mm/h"},
    {"mm/uur", "mm/h"},
    {"mmhg", "mm[Hg]"},
    {"mmol/24h", "mmol/(24.h)"},
    {"mmol/l", "mmol/L"},
    {"mmol/mol", "mmol/mol"},
    {"mmolc/l", "meq/L"},
    {"mosm/kg", "mosm/kg"},
    {"ms", "ms"},
    {"msec", "ms"},
    {"mui/l", "m[IU]/L"},
    {"mui/ml", "m[IU]/mL"},
    {"ng/dl", "ng/dL"},
    {"ng/l", "ng/L"},
    {"ng/ml", "ng/mL"},
    {"nmol/l", "nmol/L"},
    {"pg", "pg"},
    {"pg/ml", "pg/mL"},
    {"pmol/l", "pmol/L"},
    {"s", "s"},
    {"sec", "s"},
    {"u/l", "U/L"},
    {"u/ml", "U/mL"},
    {"ug", "ug"},
    {"ug/24h", "ug/(24.h)"},
    {"ug/dl", "ug/dL"},
    {"ug/g", "ug/g"},
    {"ug/l", "ug/L"},
    {"ug/ml", "ug/mL"},
    {"ui/l", "[IU]/L"},
    {"ui/ml", "[IU]/mL"},
    {"umol/l", "umol/L"},
    {"uui/ml", "u[IU]/mL"},
    {"weken", "wk"},
    {"\xC2\xB0"
     "c",
     "Cel"},
    {"\xC2\xBA"
     "c",
     "Cel"},
    {"\xE2\x80\xB0", "[ppth]"},
}};

// Both columns: a UCUM code of the table is its own code.
const std::unordered_map<std::string_view, std::string_view>& units() {
  static const auto* const all = [] {
    auto* made = new std::unordered_map<std::string_view, std::string_view>;
    for (const Unit& unit : kUnits) made->emplace(unit.ucum, unit.ucum);
    for (const Unit& unit : kUnits) made->insert_or_assign(unit.local, unit.ucum);
    return made;
  }();
  return *all;
}

// Units of UCUM that mean the same to UCUM and to a ward. The others are valid too, and something else to whoever wrote
// them: `K/uL` (kelvin), `MG/L` (megagauss), `mL/u` (atomic mass), `AU/mL` (astronomical units), `pH` (picohenry), `st`
// (steres), `l/m` (metres).
struct Atom {
  std::string_view name;
  bool metric;  // takes a prefix
};
constexpr std::array<Atom, 27> kAtoms{
    {{"%", false}, {"g", true},   {"L", true},   {"l", true},   {"mol", true},  {"eq", true},   {"osm", true},
     {"U", true},  {"kat", true}, {"Pa", true},  {"bar", true}, {"s", true},    {"min", false}, {"h", false},
     {"d", false}, {"wk", false}, {"mo", false}, {"a", false},  {"Cel", false}, {"deg", false}, {"cal", true},
     {"J", true},  {"V", true},   {"Hz", true},  {"Bq", true},  {"Gy", true},   {"Sv", true}}};

// A prefix that nobody writes in the wrong case; `da` and those above `k` are not among them.
bool is_prefix(char c) { return std::string_view("kdcmunpf").find(c) != std::string_view::npos; }

bool is_everyday(std::string_view unit) {
  const auto known = [](std::string_view name, bool with_prefix) {
    return std::any_of(kAtoms.begin(), kAtoms.end(),
                       [&](const Atom& a) { return a.name == name && (a.metric || !with_prefix); });
  };
  if (known(unit, false)) return true;
  if (!unit.empty() && unit.back() == ']') return unit.front() == '[' || is_prefix(unit.front());
  return unit.size() > 1 && is_prefix(unit.front()) && known(unit.substr(1), true);
}

// One unit with its exponent: `dL`, `cm2`, `10*9`. A metre only with a prefix or an exponent.
bool is_everyday_term(std::string_view term) {
  if (term.substr(0, 3) == "10*" || term.substr(0, 3) == "10^") return true;
  std::string_view unit = term;
  while (!unit.empty() && std::string_view("0123456789+-").find(unit.back()) != std::string_view::npos)
    unit.remove_suffix(1);
  if (unit == "m") return unit.size() < term.size();
  if (unit.size() == 2 && unit[1] == 'm' && is_prefix(unit[0])) return true;
  return is_everyday(unit);
}

// A valid code whose terms are all of every day; annotations say nothing of it, numbers only count in `(24.h)`.
bool is_certain(std::string_view code) {
  std::size_t begin = 0;
  bool any = false;
  for (std::size_t at = 0; at <= code.size(); ++at) {
    if (at < code.size() && (code[at] == '{' || code[at] == '[')) {
      const std::size_t end = code.find(code[at] == '{' ? '}' : ']', at);
      if (end == std::string_view::npos) return false;
      at = end;
      continue;
    }
    if (at < code.size() && std::string_view("./()").find(code[at]) == std::string_view::npos) continue;
    std::string_view term = code.substr(begin, at - begin);
    const bool in_brackets = begin > 0 && code[begin - 1] == '(';
    begin = at + 1;
    if (const std::size_t note = term.find('{'); note != std::string_view::npos) {
      any = true;
      term = term.substr(0, note);
    }
    if (term.empty()) continue;
    any = true;
    if (in_brackets && term.find_first_not_of("0123456789") == std::string_view::npos) continue;
    if (!is_everyday_term(term)) return false;
  }
  return any && terminology::ucum::is_valid(code);
}

bool starts_with(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

// As the table spells it: lower case, no blanks, micro signs as `u`, powers of ten as `10*n`.
std::string folded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ') continue;
    if (starts_with(text.substr(i), "\xC2\xB5") || starts_with(text.substr(i), "\xCE\xBC")) {  // U+00B5, U+03BC
      out += 'u';
      ++i;
    } else if (starts_with(text.substr(i), "\xC2\xB2") ||
               starts_with(text.substr(i), "\xC2\xB3")) {  // superscript 2, 3
      out += text[i + 1] == '\xB2' ? '2' : '3';
      ++i;
    } else {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
  }
  if (starts_with(out, "x10")) out.erase(0, 1);
  for (const std::string_view power : {"10^", "10exp", "10e", "10**"}) {
    if (starts_with(out, power)) out.replace(0, power.size(), "10*");
  }
  return out;
}

}  // namespace

// The UCUM code of a unit as it was written, where it is certain; else nothing, and Quantity.unit alone keeps the text.
// What is valid UCUM is its own code; the table says what is not, and what is but means something else here (`mm/u`).
bool be_ucum(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
             fhirpath::Error& /*error*/) {
  for (const fhirpath::Value& value : focus) {
    const std::string_view text = trim(text_of(value, out.scratch()));
    // A gram for each litre, or giga? Only the small letter is a gram.
    if (text.empty() || text == "G/L" || text == "G/l") continue;
    if (text == "g/l") {
      out.push(fhirpath::Value::of_string("g/L"));
      continue;
    }
    auto unit = units().find(text);
    if (unit == units().end()) {
      if (is_certain(text)) {
        out.push_string(text);
        continue;
      }
      unit = units().find(folded(text));
    }
    if (unit != units().end()) out.push(fhirpath::Value::of_string(unit->second));
  }
  return true;
}

}  // namespace schakel::mapping
