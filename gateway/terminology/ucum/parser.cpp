// UCUM's grammar, case sensitive codes: https://ucum.org/ucum#section-Full-and-Limited-Conformance (section 2.2, table
// 1).
//
//   main-term  = "/" term | term            component  = annotatable [annotation] | annotation | digits | "(" term ")"
//   term       = component {("." | "/") component}          annotatable = [prefix] atom [exponent]

#include "terminology/ucum.h"
#include "terminology/ucum/unit.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

namespace schakel::terminology::ucum {

namespace {

constexpr int kMostOpen = 32;  // nested parentheses
constexpr int kMostExponent = 9999;
constexpr std::size_t kLongest = 1000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

const Atom* find_atom(std::string_view code) {
  const auto all = atoms();
  const auto at =
      std::lower_bound(all.begin(), all.end(), code, [](const Atom& a, std::string_view c) { return a.code < c; });
  return at != all.end() && at->code == code ? &*at : nullptr;
}

const Prefix* find_prefix(std::string_view code) {
  for (const Prefix& p : prefixes()) {
    if (p.code == code) return &p;
  }
  return nullptr;
}

void add(std::vector<Dimension>& to, const Dimension& d) {
  if (d.exponent == 0) return;
  const auto at = std::lower_bound(to.begin(), to.end(), d,
                                   [](const Dimension& a, const Dimension& b) { return a.atom->code < b.atom->code; });
  if (at == to.end() || at->atom != d.atom) {
    to.insert(at, d);
  } else if ((at->exponent += d.exponent) == 0) {
    to.erase(at);
  }
}

// `unit` times `other` to the power.
void combine(Unit& unit, const Unit& other, int exponent) {
  unit.factor = unit.factor * power(other.factor, exponent);
  for (const Dimension& d : other.dimensions) add(unit.dimensions, {d.atom, d.exponent * exponent});
  unit.special_in_term = unit.special_in_term || other.special_in_term || other.special != nullptr;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Outcome<UnitPtr> run();

 private:
  bool term(Unit& unit, int sign);
  bool component(Unit& unit, int sign);
  bool symbol(Unit& unit, int sign);
  bool annotation();
  bool number(Unit& unit, int sign);
  bool exponent(int& value);
  bool resolve(std::string_view text, const Prefix*& prefix, const Atom*& atom);
  void apply(Unit& unit, const Prefix* prefix, const Atom& atom, int exponent, int sign);

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool fail(std::string message) {
    error_ = {std::move(message), static_cast<std::uint32_t>(at_ + 1)};
    return false;
  }
  void say(Unit& unit, Word word) {
    if (unit.words.size() < kLongest) unit.words.push_back(std::move(word));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int open_ = 0;
  std::size_t components_ = 0;
  const Special* special_ = nullptr;  // of the only component
  Ratio special_scale_;
  Ratio special_factor_;
  Error error_;
};

Outcome<UnitPtr> Parser::run() {
  auto unit = std::make_shared<Unit>();
  unit->code = text_;
  if (text_.size() > kLongest) return tl::unexpected<Error>({"a unit of at most 1000 characters was expected", 0});
  if (!text_.empty()) {
    int sign = 1;
    if (peek() == '/') {
      ++at_;
      sign = -1;
      say(*unit, {.kind = Word::Kind::over});
    }
    if (!term(*unit, sign)) return tl::unexpected<Error>(std::move(error_));
    if (!at_end()) {
      fail(peek() == ')' ? "no closing parenthesis was expected here" : "'.', '/' or the end of the unit was expected");
      return tl::unexpected<Error>(std::move(error_));
    }
  }
  // A special unit keeps its function only when it stands alone.
  if (special_ != nullptr) {
    if (components_ == 1) {
      unit->special = special_;
      unit->scale = special_scale_;
      unit->factor = special_factor_;
    } else {
      unit->special_in_term = true;
    }
  }
  return UnitPtr(std::move(unit));
}

bool Parser::term(Unit& unit, int sign) {
  if (!component(unit, sign)) return false;
  while (peek() == '.' || peek() == '/') {
    const bool over = peek() == '/';
    ++at_;
    say(unit, {.kind = over ? Word::Kind::over : Word::Kind::times});
    if (!component(unit, over ? -sign : sign)) return false;
  }
  return true;
}

bool Parser::component(Unit& unit, int sign) {
  ++components_;
  if (at_end()) return fail("a unit was expected after the operator");
  const char c = peek();
  if (c == '(') {
    if (++open_ > kMostOpen) return fail("fewer parentheses inside each other were expected");
    ++at_;
    say(unit, {.kind = Word::Kind::open});
    if (!term(unit, sign)) return false;
    if (peek() != ')') return fail("a closing parenthesis was expected");
    ++at_;
    --open_;
    say(unit, {.kind = Word::Kind::close});
    return true;
  }
  if (c == '{') return annotation();
  // `10*` and `10^` are units, other digits are a factor.
  const std::string_view rest = text_.substr(at_, 3);
  if (is_digit(c) && rest != "10*" && rest != "10^") return number(unit, sign);
  return symbol(unit, sign) && (peek() != '{' || annotation());
}

bool Parser::annotation() {
  const std::size_t start = at_++;
  for (; !at_end() && peek() != '}'; ++at_) {
    if (peek() == '{') return fail("a closing brace was expected before another opening one");
    if (peek() < 0x20 || peek() > 0x7E) return fail("a printable ASCII character was expected in the annotation");
  }
  if (at_end()) {
    at_ = start;
    return fail("a closing brace was expected after the annotation");
  }
  ++at_;
  return true;
}

bool Parser::number(Unit& unit, int sign) {
  const std::size_t start = at_;
  while (is_digit(peek())) ++at_;
  const std::string_view digits = text_.substr(start, at_ - start);
  const auto value = Ratio::parse(digits);
  if (!value) {
    at_ = start;
    return fail("a number of at most 38 digits was expected");
  }
  if (value->numerator == 0) {
    at_ = start;
    return fail("a number other than zero was expected");
  }
  say(unit, {.kind = Word::Kind::number, .digits = std::string(digits)});
  unit.factor = unit.factor * power(*value, sign);
  return peek() != '{' || annotation();
}

bool Parser::exponent(int& value) {
  const bool negative = peek() == '-';
  if (peek() == '+' || peek() == '-') ++at_;
  if (!is_digit(peek())) return fail("a digit was expected in the exponent");
  for (value = 0; is_digit(peek()); ++at_) {
    value = value * 10 + (peek() - '0');
    if (value > kMostExponent) return fail("an exponent of at most four digits was expected");
  }
  if (negative) value = -value;
  return true;
}

bool Parser::resolve(std::string_view text, const Prefix*& prefix, const Atom*& atom) {
  atom = find_atom(text);
  if (atom != nullptr) return true;
  for (std::size_t size = 1; size <= 2 && size < text.size(); ++size) {
    prefix = find_prefix(text.substr(0, size));
    if (prefix == nullptr) continue;
    atom = find_atom(text.substr(size));
    if (atom != nullptr && atom->metric) return true;
  }
  return false;
}

bool Parser::symbol(Unit& unit, int sign) {
  const std::size_t start = at_;
  const std::string_view rest = text_.substr(at_, 3);
  if (rest == "10*" || rest == "10^") {
    at_ += 3;
  } else {
    bool bracket = false;
    for (; !at_end(); ++at_) {
      const char c = peek();
      if (c == '[') bracket = true;
      if (c == ']') bracket = false;
      if (bracket) continue;
      if (is_digit(c) || c == '+' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')' || c == '{' || c == '}')
        break;
    }
  }
  const Prefix* prefix = nullptr;
  const Atom* atom = nullptr;
  if (at_ == start || !resolve(text_.substr(start, at_ - start), prefix, atom)) {
    at_ = start;
    return fail("a unit of UCUM was expected");
  }
  int exponent_value = 1;
  if ((is_digit(peek()) || peek() == '+' || peek() == '-') && !exponent(exponent_value)) return false;
  say(unit, {.kind = Word::Kind::symbol, .prefix = prefix, .atom = atom, .exponent = exponent_value});
  apply(unit, prefix, *atom, exponent_value, sign);
  if (error_.column != 0) return false;
  return true;
}

void Parser::apply(Unit& unit, const Prefix* prefix, const Atom& atom, int exponent, int sign) {
  Ratio scale;
  if (prefix != nullptr) {
    scale = Ratio::of(Decimal{prefix->factor, 0}) * Ratio::of(Decimal{1, -prefix->exponent});
  }
  Unit meaning;
  if (atom.base >= 0 || atom.arbitrary) {
    meaning.dimensions.push_back({&atom, 1});
  } else if (atom.code == "[pi]") {
    meaning.factor.pi = 1;
    meaning.factor.approximate = 3.14159265358979323846264338327950288L;
  } else {
    // Definitions are UCUM's own and do not contain themselves.
    const auto definition = parse(atom.unit);
    const auto value = Ratio::parse(atom.value);
    if (!definition || !value) {
      fail("the definition of this unit cannot be read");
      return;
    }
    combine(meaning, **definition, 1);
    meaning.factor = meaning.factor * *value;
  }
  if (!atom.function.empty()) {
    special_ = exponent * sign == 1 ? find_special(atom.function) : nullptr;
    if (special_ == nullptr) unit.special_in_term = true;
    special_scale_ = scale;
    special_factor_ = meaning.factor;
  }
  meaning.factor = meaning.factor * scale;
  combine(unit, meaning, exponent * sign);
}

// Units that were parsed lately. Bounded, because senders choose the codes.
class Cache {
 public:
  UnitPtr find(std::string_view code) {
    const std::shared_lock lock(mutex_);
    const auto at = units_.find(std::string(code));
    return at == units_.end() ? nullptr : at->second;
  }
  void put(const UnitPtr& unit) {
    const std::unique_lock lock(mutex_);
    if (units_.size() >= kMost) units_.clear();
    units_.emplace(unit->code, unit);
  }

 private:
  static constexpr std::size_t kMost = 4096;
  std::shared_mutex mutex_;
  std::unordered_map<std::string, UnitPtr> units_;
};

Cache& cache() {
  static Cache instance;
  return instance;
}

}  // namespace

Outcome<UnitPtr> parse(std::string_view code) {
  if (UnitPtr known = cache().find(code)) return known;
  Outcome<UnitPtr> unit = Parser(code).run();
  if (unit) cache().put(*unit);
  return unit;
}

}  // namespace schakel::terminology::ucum
