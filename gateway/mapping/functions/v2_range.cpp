// v2Low() and v2High(): the bounds in the text of a reference range (OBX-7), as decimals with their digits kept.
// `0,51-0,95`, `3.5 - 5.1`,
// `-5 - 5`, `[1.2-1.4]`, `>60`, `<= 5`; nothing for a text that is no such range.

#include "mapping/functions/v2_nodes.h"

namespace schakel::mapping {

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

// `<=`, `≤`, `>`, `=` at the start, as FHIR writes it; `=` and nothing are no comparator.
std::string take_comparator(std::string_view& text) {
  struct Sign {
    std::string_view written, fhir;
  };
  static constexpr Sign kSigns[] = {
      {"<=", "<="},           {">=", ">="}, {"=<", "<="}, {"=>", ">="}, {"\xE2\x89\xA4", "<="},
      {"\xE2\x89\xA5", ">="}, {"<", "<"},   {">", ">"},   {"=", ""}};
  for (const Sign& s : kSigns) {
    if (text.substr(0, s.written.size()) != s.written) continue;
    text = trim(text.substr(s.written.size()));
    return std::string(s.fhir);
  }
  return {};
}

std::string json_number(std::string_view text) {
  std::string out;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    if (text.front() == '-') out += '-';
    text.remove_prefix(1);
  }
  std::size_t zeros = 0;
  while (zeros + 1 < text.size() && text[zeros] == '0' && digit(text[zeros + 1])) ++zeros;
  text.remove_prefix(zeros);
  std::size_t at = 0;
  while (at < text.size() && digit(text[at])) ++at;
  out += at == 0 ? std::string_view("0") : text.substr(0, at);
  const bool whole = at > 0;
  std::string_view rest = text.substr(at);
  if (!rest.empty() && (rest.front() == '.' || rest.front() == ',')) {
    std::size_t end = 1;
    while (end < rest.size() && digit(rest[end])) ++end;
    if (end == 1 && !whole) return {};
    if (end > 1) out.append(1, '.').append(rest.substr(1, end - 1));
    rest.remove_prefix(end);
  } else if (!whole) {
    return {};
  }
  if (!rest.empty() && (rest.front() == 'e' || rest.front() == 'E')) {
    std::size_t end = 1;
    if (end < rest.size() && (rest[end] == '-' || rest[end] == '+')) ++end;
    const std::size_t digits = end;
    while (end < rest.size() && digit(rest[end])) ++end;
    if (end == digits) return {};
    out.append(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return rest.empty() ? out : std::string();
}

// Reference ranges: `0,51-0,95`, `3.5 - 5.1`, `-5 - 5`, `>60`, `<= 5`, `< 0,6`. False: only a text.
bool range(std::string_view text, std::string& low, std::string& high) {
  text = trim(text);
  if (text.size() > 2 && ((text.front() == '(' && text.back() == ')') || (text.front() == '[' && text.back() == ']')))
    text = trim(text.substr(1, text.size() - 2));
  std::string_view rest = text;
  const std::string comparator = take_comparator(rest);
  if (std::string number = json_number(rest); !number.empty() && !comparator.empty()) {
    (comparator[0] == '<' ? high : low) = std::move(number);
    return true;
  }
  for (std::size_t at = text.find('-', 1); at != std::string_view::npos; at = text.find('-', at + 1)) {
    low = json_number(trim(text.substr(0, at)));
    high = json_number(trim(text.substr(at + 1)));
    if (!low.empty() && !high.empty()) return true;
  }
  low.clear();
  high.clear();
  return false;
}

void bound(std::span<const fhirpath::Value> focus, fhirpath::Collection& out, bool lower) {
  for (const fhirpath::Value& value : focus) {
    std::string low, high;
    if (range(content(text_of(value, out.scratch())), low, high)) give(out, lower ? low : high);
  }
}

}  // namespace

bool v2_low(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
            fhirpath::Error& /*error*/) {
  bound(focus, out, true);
  return true;
}

bool v2_high(std::span<const fhirpath::Value> focus, Arguments /*arguments*/, fhirpath::Collection& out,
             fhirpath::Error& /*error*/) {
  bound(focus, out, false);
  return true;
}

}  // namespace schakel::mapping
