#pragma once
// Answers of terminology operations as text for people.

#include "base/result.h"
#include "terminology/operations/operation.h"

#include <string>
#include <string_view>

namespace schakel::app {

// `http://snomed.info/sct` for `snomed` or `sct`, and so for loinc, atc, ucum; anything else is itself.
std::string_view system_of(std::string_view name);

// Parameters or a ValueSet as terminology::run gives them, `asked` is the operation's name.
std::string text_of_answer(std::string_view asked, std::string_view json);
// `result` of the answer is false, if it has one.
bool answers_no(std::string_view json);

}  // namespace schakel::app
