// memberOf, subsumes, subsumedBy: http://hl7.org/fhir/R4/fhirpath.html#functions. Answers come from Services.

#include "fhirpath/functions/table.h"

#include <array>

namespace schakel::fhirpath {

namespace {

Truth answer_of(Machine& m, const Operation& op, Services::Answer answer, std::string_view what) {
  if (answer == Services::Answer::yes) return Truth::yes;
  if (answer == Services::Answer::no) return Truth::no;
  m.fail(op, std::string(op.code) + "(): not supported: " + std::string(what), ErrorKind::not_supported);
  return Truth::failed;
}

Truth member_of(Machine& m, const Operation& op, const Frame& f) {
  Collection storage(m.scratch);
  std::span<const Value> items;
  std::string_view value_set;
  bool present = false;
  if (!m.input(op, f, storage, items) || !m.single_string(op, *op.arguments[0], f, value_set, present))
    return Truth::failed;
  if (items.size() > 1) {
    m.fail(op, "memberOf() works on a single item, not on " + std::to_string(items.size()));
    return Truth::failed;
  }
  if (items.empty() || !present) return Truth::empty;
  const auto answer = m.services == nullptr ? Services::Answer::unknown : m.services->member_of(items[0], value_set);
  return answer_of(m, op, answer, "the value set cannot be judged here");
}

template <bool kInputIsGeneral>
Truth subsumption(Machine& m, const Operation& op, const Frame& f) {
  Collection storage(m.scratch);
  Collection other(m.scratch);
  std::span<const Value> items;
  if (!m.input(op, f, storage, items) || !m.evaluate(*op.arguments[0], f, other)) return Truth::failed;
  if (items.size() > 1 || other.size() > 1) {
    m.fail(op, std::string(op.code) + "() works on single codes");
    return Truth::failed;
  }
  if (items.empty() || other.empty()) return Truth::empty;
  const Value& general = kInputIsGeneral ? items[0] : other[0];
  const Value& specific = kInputIsGeneral ? other[0] : items[0];
  const auto answer = m.services == nullptr ? Services::Answer::unknown : m.services->subsumes(general, specific);
  return answer_of(m, op, answer, "the code system cannot be judged here");
}

constexpr std::array<FunctionRow, 3> kRows{{
    {"memberOf", 1, 1, Takes::any, Gives::boolean, evaluate_by_truth, member_of},
    {"subsumes", 1, 1, Takes::any, Gives::boolean, evaluate_by_truth, subsumption<true>},
    {"subsumedBy", 1, 1, Takes::any, Gives::boolean, evaluate_by_truth, subsumption<false>},
}};

}  // namespace

std::span<const FunctionRow> chapter_terminology() { return kRows; }

}  // namespace schakel::fhirpath
