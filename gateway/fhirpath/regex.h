#pragma once
// Regular expressions of matches(), matchesFull() and replaceMatches(): RE2, so linear in the text whatever the
// pattern. The dot matches a line end (http://hl7.org/fhirpath/#matchesregex-string-boolean, "single line mode").

#include <memory>
#include <string>
#include <string_view>

#include <re2/re2.h>

namespace schakel::fhirpath {

// `flags`: any of `i` (case does not count) and `m` (^ and $ at each line). Null: `problem` says what is wrong with the
// pattern.
std::unique_ptr<re2::RE2> compile_pattern(std::string_view pattern, std::string_view flags, std::string& problem);

}  // namespace schakel::fhirpath
