// http://hl7.org/fhirpath/N1/#string-manipulation, on code points.

#include "fhirpath/functions/table.h"
#include "fhirpath/regex.h"
#include "fhirpath/unicode.h"

#include <array>

namespace schakel::fhirpath {

namespace {

// Input and argument as text; `present` when both are there.
bool two_texts(Machine& m, const Operation& op, const Frame& f, std::string_view& text, std::string_view& other,
               bool& present) {
  bool has_text = false;
  bool has_other = false;
  if (!m.text_input(op, f, text, has_text) || !m.single_string(op, *op.arguments[0], f, other, has_other)) return false;
  present = has_text && has_other;
  return true;
}

using Test = bool (*)(std::string_view text, std::string_view other);

template <Test kTest>
Truth test(Machine& m, const Operation& op, const Frame& f) {
  std::string_view text;
  std::string_view other;
  bool present = false;
  if (!two_texts(m, op, f, text, other, present)) return Truth::failed;
  if (!present) return Truth::empty;
  return kTest(text, other) ? Truth::yes : Truth::no;
}

bool starts(std::string_view text, std::string_view other) { return text.starts_with(other); }
bool ends(std::string_view text, std::string_view other) { return text.ends_with(other); }
bool holds(std::string_view text, std::string_view other) { return text.find(other) != std::string_view::npos; }

template <bool kLast>
bool index_of(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  std::string_view text;
  std::string_view other;
  bool present = false;
  if (!two_texts(m, op, f, text, other, present)) return false;
  if (!present) return true;
  const std::size_t at = kLast ? text.rfind(other) : text.find(other);
  const bool found = at != std::string_view::npos;
  out.push(Value::of_integer(found ? static_cast<std::int64_t>(unicode::length(text.substr(0, at))) : -1));
  return true;
}

bool substring(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  std::string_view text;
  std::int64_t start = 0;
  std::int64_t length = INT64_MAX;
  bool present = false;
  bool has_start = false;
  bool has_length = false;
  if (!m.text_input(op, f, text, present) || !m.single_integer(op, *op.arguments[0], f, start, has_start)) return false;
  if (op.arguments.size() > 1 && !m.single_integer(op, *op.arguments[1], f, length, has_length)) return false;
  if (!present || !has_start || start < 0) return true;
  const std::size_t from = unicode::offset(text, static_cast<std::size_t>(start));
  if (from >= text.size()) return true;
  std::string_view rest = text.substr(from);
  if (has_length) rest = rest.substr(0, length <= 0 ? 0 : unicode::offset(rest, static_cast<std::size_t>(length)));
  out.push(Value::of_string(rest));
  return true;
}

template <std::string (*kChange)(std::string_view)>
bool change_case(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  std::string_view text;
  bool present = false;
  if (!m.text_input(op, f, text, present)) return false;
  if (present) out.push_string(kChange(text));
  return true;
}

bool length(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  std::string_view text;
  bool present = false;
  if (!m.text_input(op, f, text, present)) return false;
  if (present) out.push(Value::of_integer(static_cast<std::int64_t>(unicode::length(text))));
  return true;
}

bool trim(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  std::string_view text;
  bool present = false;
  if (!m.text_input(op, f, text, present)) return false;
  if (present) out.push(Value::of_string(unicode::trimmed(text)));
  return true;
}

bool to_chars(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  std::string_view text;
  bool present = false;
  if (!m.text_input(op, f, text, present)) return false;
  if (!present) return true;
  if (!m.spend(text.size())) return m.too_costly(op);
  for (std::size_t at = 0; at < text.size(); at += unicode::width(text, at)) {
    out.push(Value::of_string(text.substr(at, unicode::width(text, at))));
  }
  return true;
}

// An empty pattern stands between all characters, so its substitute surrounds each.
std::string replaced(std::string_view text, std::string_view pattern, std::string_view by) {
  std::string out;
  if (pattern.empty()) {
    out += by;
    for (std::size_t at = 0; at < text.size(); at += unicode::width(text, at)) {
      out += text.substr(at, unicode::width(text, at));
      out += by;
    }
    return out;
  }
  std::size_t at = 0;
  for (std::size_t hit = 0; (hit = text.find(pattern, at)) != std::string_view::npos; at = hit + pattern.size()) {
    out += text.substr(at, hit - at);
    out += by;
  }
  out += text.substr(at);
  return out;
}

bool replace(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  std::string_view text;
  std::string_view pattern;
  std::string_view by;
  bool present = false;
  bool has_by = false;
  if (!two_texts(m, op, f, text, pattern, present) || !m.single_string(op, *op.arguments[1], f, by, has_by))
    return false;
  if (!present || !has_by) return true;
  if (!m.spend((text.size() + 1) * (by.size() + 1) / 16)) return m.too_costly(op);
  out.push_string(replaced(text, pattern, by));
  return true;
}

bool split(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  std::string_view text;
  std::string_view separator;
  bool present = false;
  if (!two_texts(m, op, f, text, separator, present)) return false;
  if (!present) return true;
  if (separator.empty()) return to_chars(m, op, f, out);
  std::size_t at = 0;
  for (std::size_t hit = 0; (hit = text.find(separator, at)) != std::string_view::npos; at = hit + separator.size()) {
    if (!m.spend(1)) return m.too_costly(op);
    out.push(Value::of_string(text.substr(at, hit - at)));
  }
  out.push(Value::of_string(text.substr(at)));
  return true;
}

bool join(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  std::string_view separator;
  bool present = true;
  if (!m.input(op, f, storage, items)) return false;
  if (!op.arguments.empty() && !m.single_string(op, *op.arguments[0], f, separator, present)) return false;
  if (items.empty()) return true;
  std::string text;
  bool first = true;
  for (const Value& item : items) {
    const Value v = m.primitive(item);
    if (v.is_node() && v.node->primitive()) continue;
    if (v.type != ValueType::string && !(item.is_node() && is_moment(v)))
      return m.fail(op, "join(): " + expected("String", v));
    if (!first) text += separator;
    first = false;
    text += v.text;
  }
  out.push_string(text);
  return true;
}

// The pattern: compiled with the program where it is a literal. `present` false: it is empty.
bool pattern_of(Machine& m, const Operation& op, const Frame& f, std::size_t flags_at, const re2::RE2*& pattern,
                bool& present) {
  pattern = op.pattern;
  present = true;
  if (pattern != nullptr) return true;
  std::string_view text;
  std::string_view flags;
  bool has_flags = false;
  if (!m.single_string(op, *op.arguments[0], f, text, present)) return false;
  if (op.arguments.size() > flags_at && !m.single_string(op, *op.arguments[flags_at], f, flags, has_flags))
    return false;
  if (!present) return true;
  std::string problem;
  pattern = m.pattern(text, flags, problem);
  return pattern != nullptr || m.fail(op, std::string(op.code) + "(): " + problem);
}

template <bool kFull>
Truth matches(Machine& m, const Operation& op, const Frame& f) {
  std::string_view text;
  const re2::RE2* pattern = nullptr;
  bool present = false;
  bool has_pattern = false;
  if (!m.text_input(op, f, text, present) || !pattern_of(m, op, f, 1, pattern, has_pattern)) return Truth::failed;
  if (!present || !has_pattern) return Truth::empty;
  if (!m.spend(text.size() / 64)) {
    m.too_costly(op);
    return Truth::failed;
  }
  const re2::StringPiece piece(text.data(), text.size());
  const bool multi_line = pattern->pattern().starts_with("(?m)");
  // With line mode ^ and $ are at every line, so one whole line is a full match.
  const bool hit =
      kFull && !multi_line ? re2::RE2::FullMatch(piece, *pattern) : re2::RE2::PartialMatch(piece, *pattern);
  return hit ? Truth::yes : Truth::no;
}

// `$1` and `${name}` of the substitution as RE2 writes them.
std::string substitution(std::string_view by, const re2::RE2& pattern) {
  std::string out;
  for (std::size_t i = 0; i < by.size(); ++i) {
    if (by[i] == '\\') {
      out += "\\\\";
    } else if (by[i] == '$' && i + 1 < by.size() && by[i + 1] >= '0' && by[i + 1] <= '9') {
      out += '\\';
      out += by[++i];
    } else if (by[i] == '$' && i + 1 < by.size() && by[i + 1] == '{' && by.find('}', i) != std::string_view::npos) {
      const std::size_t close = by.find('}', i);
      const auto group = pattern.NamedCapturingGroups().find(std::string(by.substr(i + 2, close - i - 2)));
      if (group != pattern.NamedCapturingGroups().end() && group->second < 10)
        out += '\\' + std::to_string(group->second);
      i = close;
    } else {
      out += by[i];
    }
  }
  return out;
}

bool replace_matches(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  std::string_view text;
  std::string_view by;
  const re2::RE2* pattern = nullptr;
  bool present = false;
  bool has_pattern = false;
  bool has_by = false;
  if (!m.text_input(op, f, text, present) || !pattern_of(m, op, f, 2, pattern, has_pattern)) return false;
  if (!m.single_string(op, *op.arguments[1], f, by, has_by)) return false;
  if (!present || !has_pattern || !has_by) return true;
  // http://hl7.org/fhirpath/#replacematchesregex--string-substitution-string--string: an empty pattern changes nothing.
  if (pattern->pattern().empty()) {
    out.push(Value::of_string(text));
    return true;
  }
  const std::string rewrite = substitution(by, *pattern);
  std::string problem;
  if (!pattern->CheckRewriteString(rewrite, &problem))
    return m.fail(op, "replaceMatches(): the substitution names a group that the pattern does not have");
  if (!m.spend((text.size() + 1) * (by.size() + 1) / 16)) return m.too_costly(op);
  std::string result(text);
  re2::RE2::GlobalReplace(&result, *pattern, rewrite);
  out.push_string(result);
  return true;
}

constexpr auto kBy = truth_by_evaluation;
constexpr std::array<FunctionRow, 17> kRows{{
    {"indexOf", 1, 1, Takes::text, Gives::integer, index_of<false>},
    {"lastIndexOf", 1, 1, Takes::text, Gives::integer, index_of<true>},
    {"substring", 1, 2, Takes::text, Gives::string, substring},
    {"startsWith", 1, 1, Takes::text, Gives::boolean, evaluate_by_truth, test<starts>},
    {"endsWith", 1, 1, Takes::text, Gives::boolean, evaluate_by_truth, test<ends>},
    {"contains", 1, 1, Takes::text, Gives::boolean, evaluate_by_truth, test<holds>},
    {"upper", 0, 0, Takes::text, Gives::string, change_case<unicode::upper>},
    {"lower", 0, 0, Takes::text, Gives::string, change_case<unicode::lower>},
    {"length", 0, 0, Takes::text, Gives::integer, length},
    {"trim", 0, 0, Takes::text, Gives::string, trim},
    {"toChars", 0, 0, Takes::text, Gives::strings, to_chars},
    {"replace", 2, 2, Takes::text, Gives::string, replace},
    {"split", 1, 1, Takes::text, Gives::strings, split},
    {"join", 0, 1, Takes::text, Gives::string, join, kBy, 0, false, true},
    {"matches", 1, 2, Takes::text, Gives::boolean, evaluate_by_truth, matches<false>},
    {"matchesFull", 1, 2, Takes::text, Gives::boolean, evaluate_by_truth, matches<true>},
    {"replaceMatches", 2, 3, Takes::text, Gives::string, replace_matches},
}};

}  // namespace

std::span<const FunctionRow> chapter_strings() { return kRows; }

}  // namespace schakel::fhirpath
