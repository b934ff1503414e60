#include "terminology/operations/parameters.h"

namespace schakel::terminology {

ParametersWriter& ParametersWriter::add(std::string_view name, std::string_view type, std::string_view text) {
  if (text.empty()) return *this;
  json_.object().member("name", name).member("value" + std::string(type), text).end();
  return *this;
}

ParametersWriter& ParametersWriter::add(std::string_view name, bool value) {
  json_.object().member("name", name).member("valueBoolean", value).end();
  return *this;
}

ParametersWriter& ParametersWriter::add_typed(std::string_view name, std::string_view type, std::string_view text,
                                              std::string_view system, std::string_view display) {
  if (type == "Coding") return add_coding(name, system, {}, text, display);
  if (text.empty()) return *this;
  std::string element = "value" + std::string(type);
  element[5] = static_cast<char>(element[5] >= 'a' && element[5] <= 'z' ? element[5] - 32 : element[5]);
  json_.object().member("name", name).key(element);
  const bool raw = type == "boolean" || type == "integer" || type == "decimal";
  if (raw) {
    json_.raw(text);
  } else {
    json_.value(text);
  }
  json_.end();
  return *this;
}

ParametersWriter& ParametersWriter::add_coding(std::string_view name, std::string_view system, std::string_view version,
                                               std::string_view code, std::string_view display) {
  json_.object().member("name", name).key("valueCoding").object();
  json_.member_if("system", system).member_if("version", version).member_if("code", code).member_if("display", display);
  json_.end().end();
  return *this;
}

ParametersWriter& ParametersWriter::open(std::string_view name) {
  json_.object().member("name", name).key("part").array();
  return *this;
}

ParametersWriter& ParametersWriter::end() {
  json_.end().end();
  return *this;
}

std::string ParametersWriter::finish() {
  json_.end().end();
  return std::move(out_);
}

}  // namespace schakel::terminology
