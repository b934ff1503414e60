#pragma once
// Writes a Parameters resource. Internal to terminology/operations.

#include "syntax/json/emitter.h"

#include <string>
#include <string_view>

namespace schakel::terminology {

class ParametersWriter {
 public:
  ParametersWriter() : json_(out_) { json_.object().member("resourceType", "Parameters").key("parameter").array(); }
  // `type`: what stands behind `value` in the element's name: `String`, `Code`, `Uri`. Nothing for an empty text.
  ParametersWriter& add(std::string_view name, std::string_view type, std::string_view text);
  ParametersWriter& add(std::string_view name, bool value);
  // A value of a type as code systems name it: code, Coding, string, integer, boolean, dateTime, decimal.
  ParametersWriter& add_typed(std::string_view name, std::string_view type, std::string_view text,
                              std::string_view system = {}, std::string_view display = {});
  ParametersWriter& add_coding(std::string_view name, std::string_view system, std::string_view version,
                               std::string_view code, std::string_view display);
  // What is added until end() are its parts.
  ParametersWriter& open(std::string_view name);
  ParametersWriter& end();
  std::string finish();

 private:
  std::string out_;
  syntax::json::Emitter json_;
};

}  // namespace schakel::terminology
