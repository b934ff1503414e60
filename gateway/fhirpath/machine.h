#pragma once
// Machine: what evaluates a program: scratch memory, the environment of the run, the error, and what operations share.
// Thread rule: one thread.

#include "fhirpath/decimal.h"
#include "fhirpath/moment.h"
#include "fhirpath/program.h"

#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

namespace schakel::fhirpath {

class Machine {
 public:
  Machine(const fhir::Definitions* definitions_in, Services* services_in, std::uint64_t steps);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  const fhir::Definitions* definitions;
  Services* services;
  const Environment* environment = nullptr;
  Scratch scratch;
  std::vector<std::span<const Value>> slots;  // defineVariable
  Error error;

  void start(const Environment& env, std::uint32_t slot_count);

  bool evaluate(const Operation& op, const Frame& f, Collection& out) {
    return spend(1) ? op.evaluate(*this, op, f, out) : too_costly(op);
  }
  Truth truth(const Operation& op, const Frame& f) {
    if (spend(1)) return op.truth(*this, op, f);
    too_costly(op);
    return Truth::failed;
  }
  // False once the limit of steps or of time is passed.
  bool spend(std::uint64_t n) { return (spent_ += n) <= checkpoint_ || pass_checkpoint(); }
  bool too_costly(const Operation& op);
  bool fail(const Operation& op, std::string message, ErrorKind kind = ErrorKind::execution);

  // The items an operation works on: the focus itself, or its input evaluated into `storage`.
  bool input(const Operation& op, const Frame& f, Collection& storage, std::span<const Value>& items) {
    if (op.input != nullptr) return items_of(*op.input, f, storage, items);
    items = f.focus;
    return true;
  }
  // The items of an operand: where they stand, or evaluated into `storage`.
  bool items_of(const Operation& operand, const Frame& f, Collection& storage, std::span<const Value>& items) {
    if (operand.held != nullptr) {
      items = operand.held(*this, operand, f);
      return true;
    }
    if (!evaluate(operand, f, storage)) return false;
    items = storage.values();
    return true;
  }
  // The first item of an operand and how many there are; no collection is built for what needs none.
  bool first_of(const Operation& operand, const Frame& f, Value& first, std::size_t& count);
  // At most one item, as a System value where it has one; several are an error. `present` false: empty.
  bool single_input(const Operation& op, const Frame& f, Value& value, bool& present);
  // The input as text: a String, or a primitive element whose FHIR form is text (dates too).
  bool text_input(const Operation& op, const Frame& f, std::string_view& text, bool& present);
  bool single(const Operation& operand, const Frame& f, Value& value, bool& present);
  // The same for one type; another type is an error naming what was expected.
  bool single_string(const Operation& op, const Operation& operand, const Frame& f, std::string_view& text,
                     bool& present);
  // The same of the operand of an operator; elements count whose FHIR form is text (dates too).
  bool single_text(const Operation& op, const Operation& operand, const Frame& f, std::string_view& text,
                   bool& present);
  bool single_integer(const Operation& op, const Operation& operand, const Frame& f, std::int64_t& n, bool& present);

  // A primitive element as its System value, a Quantity as System.Quantity; anything else as it is
  // (http://hl7.org/fhir/R4/fhirpath.html#types).
  Value system(const Value& value) { return value.is_node() ? system_of(*value.node) : value; }
  // The same, a FHIR Quantity left alone.
  Value primitive(const Value& value);
  [[nodiscard]] bool is_quantity_type(const Node& node) const;
  // False: the quantity has a comparator, so it has no single value.
  bool quantity_of(const Node& node, Value& out, bool& has_comparator);
  [[nodiscard]] bool is_a(const Node& node, const TypeTest& test) const;
  [[nodiscard]] bool is(const Value& value, const TypeTest& test);
  // The type's name for errors: `FHIR.HumanName`.
  static std::string type_for_people(const Value& value) { return type_name(value); }

  const Decimal& keep(const Decimal& d) { return *scratch.make(d); }
  // toString() of a System value; views what is text already.
  std::string_view text_of(const Value& value);
  std::string_view joined(std::string_view a, std::string_view b);
  // A compiled pattern for a text known only now; kept for the next runs. Null: `problem` says why.
  const re2::RE2* pattern(std::string_view text, std::string_view flags, std::string& problem);
  // now(), the same during one run.
  const Moment& now();

 private:
  Value system_of(const Node& node);
  Value convert(const Node& node, ValueType type);

  bool pass_checkpoint();

  std::uint64_t spent_ = 0;
  std::uint64_t checkpoint_ = 0;  // where the clock is looked at next, at most limit_
  std::uint64_t limit_;
  std::chrono::steady_clock::time_point started_;
  bool now_known_ = false;
  Moment now_;
  std::unordered_map<std::string, std::unique_ptr<re2::RE2>> patterns_;
};

// Boolean by the rules of singleton evaluation (http://hl7.org/fhirpath/N1/#singleton-evaluation-of-collections).
Truth truth_of(Machine& m, const Operation& op, std::span<const Value> values);
// For operations that only know one of the two forms.
Truth truth_by_evaluation(Machine& m, const Operation& op, const Frame& f);
bool evaluate_by_truth(Machine& m, const Operation& op, const Frame& f, Collection& out);

// The System type of a FHIR primitive type; false for other types.
bool system_type_of(Name fhir_type, ValueType& type);
std::string_view system_name(ValueType type);                     // `String`
std::string expected(std::string_view what, const Value& found);  // "expected a String, found FHIR.HumanName"

// A primitive that only has extensions has no System value: where one is needed it is empty.
inline bool has_content(const Value& v) { return !v.is_node() || v.node->has_value() || !v.node->primitive(); }
inline bool is_number(const Value& v) {
  return v.type == ValueType::integer || v.type == ValueType::decimal || v.type == ValueType::long_integer;
}
inline bool is_moment(const Value& v) {
  return v.type == ValueType::date || v.type == ValueType::date_time || v.type == ValueType::time;
}
inline Decimal number_of(const Value& v) {
  return v.type == ValueType::decimal || v.type == ValueType::quantity ? *v.decimal : decimal_of(v.integer);
}

}  // namespace schakel::fhirpath
