#pragma once
// Judged documents as the tests of reports need them.

#include "app/report/report.h"
#include "support/definitions.h"

namespace schakel::app::test {

inline const Judge& judge() {
  static const Judge made = make_judge(schakel::test::core_definitions());
  return made;
}

inline Judged judged(const std::string& name, const std::string& bytes, Severity level = Severity::information) {
  Request request;
  request.options.everything = true;
  request.level = level;
  return judge_source(judge(), {name, {}, bytes}, request);
}

inline ReportOptions plain() {
  ReportOptions options;
  options.definitions = judge().definitions.get();
  return options;
}

inline constexpr const char* kValid = R"({"resourceType":"Patient","active":true})";
inline constexpr const char* kInvalid =
    "{\n  \"resourceType\": \"Patient\",\n  \"birthDate\": \"yésterday\", \"gender\": \"x\"\n}";

}  // namespace schakel::app::test
