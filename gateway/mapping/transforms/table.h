#pragma once
// The transforms of the mapping language (http://hl7.org/fhir/R4/valueset-map-transform.html): one row each, also those
// that no engine has. To change one, see its file; there are no transforms of our own (functions/ is where we extend).

#include "mapping/executor/value.h"
#include "mapping/language/syntax_tree.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace schakel::mapping {

class TransformScope;

class TransformCall {
 public:
  Transform code = Transform::none;
  std::uint8_t min_parameters = 0;
  std::uint8_t max_parameters = 0;
  std::string_view takes;  // for the message about a wrong number of them
  // Null: nobody says what it does. False: failed, the scope holds why; a result without value sets nothing.
  bool (*apply)(TransformScope& scope, Made& result) = nullptr;
};

std::span<const TransformCall> transforms();
const TransformCall* find_transform(Transform code);

}  // namespace schakel::mapping
