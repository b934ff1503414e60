#include "mapping/functions/v2_nodes.h"

#include <algorithm>
#include <string>

namespace schakel::mapping {

namespace {

constexpr std::string_view kBlank = " \t\r\n";

}  // namespace

// All items as one text: repetitions and OBX of one letter are its lines. Line ends become LF, blanks at their end and
// empty lines around the whole vanish; `""` is no text. The argument stands between the items; a line end if there is
// none.
bool v2_text(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Collection& out,
             fhirpath::Error& /*error*/) {
  if (focus.size() == 1) {
    // A line by itself needs no copy.
    const std::string_view text = content(text_of(focus[0], out.scratch()));
    if (std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n'; })) {
      std::string_view line = text;
      while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
      if (!line.empty()) out.push(fhirpath::Value::of_string(line));
      return true;
    }
  }
  const std::string_view separator = arguments.empty() ? std::string_view("\n") : text_of(arguments[0], out.scratch());
  std::string all;
  bool first = true;
  for (const fhirpath::Value& value : focus) {
    const std::string_view text = content(text_of(value, out.scratch()));
    if (!first) all += separator;
    first = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool line_end = text[i] == '\n' || text[i] == '\r';
      if (!line_end) {
        all += text[i];
        continue;
      }
      while (!all.empty() && (all.back() == ' ' || all.back() == '\t')) all.pop_back();
      all += '\n';
      if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    }
  }
  std::string_view result = all;
  const std::size_t begin = result.find_first_not_of("\n");
  if (begin == std::string_view::npos) return true;
  result.remove_prefix(begin);
  result = result.substr(0, result.find_last_not_of(" \t\n") + 1);
  if (!result.empty()) out.push_string(result);
  return true;
}

bool any_text(std::span<const fhirpath::Value> focus, Arguments arguments, fhirpath::Scratch& scratch) {
  // What stands between several items counts, if it is more than blanks.
  if (focus.size() > 1 && !arguments.empty() &&
      text_of(arguments[0], scratch).find_first_not_of(kBlank) != std::string_view::npos)
    return true;
  return std::any_of(focus.begin(), focus.end(), [&scratch](const fhirpath::Value& value) {
    return content(text_of(value, scratch)).find_first_not_of(kBlank) != std::string_view::npos;
  });
}

}  // namespace schakel::mapping
