#include "fhirpath/regex.h"

namespace schakel::fhirpath {

namespace {

// `(?<name>` as RE2 spells it; `(?<=` and `(?<!` stay and are refused.
std::string named_groups(std::string_view pattern) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      out += pattern[i++];
    } else if (pattern.substr(i, 3) == "(?<" && i + 3 < pattern.size() && pattern[i + 3] != '=' &&
               pattern[i + 3] != '!') {
      out += "(?P<";
      i += 2;
      continue;
    }
    out += pattern[i];
  }
  return out;
}

}  // namespace

std::unique_ptr<re2::RE2> compile_pattern(std::string_view pattern, std::string_view flags, std::string& problem) {
  re2::RE2::Options options;
  options.set_dot_nl(true);
  options.set_log_errors(false);
  options.set_max_mem(8 << 20);
  std::string prefix;
  for (const char f : flags) {
    if (f == 'i') {
      options.set_case_sensitive(false);
    } else if (f == 'm') {
      prefix = "(?m)";
    } else {
      problem = "unknown flag of a regular expression: expected i or m";
      return nullptr;
    }
  }
  auto compiled = std::make_unique<re2::RE2>(prefix + named_groups(pattern), options);
  if (compiled->ok()) return compiled;
  problem = "not a regular expression that runs in linear time (RE2): " + compiled->error();
  return nullptr;
}

}  // namespace schakel::fhirpath
