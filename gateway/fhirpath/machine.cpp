#include "fhirpath/machine.h"

#include "fhirpath/paths.h"
#include "fhirpath/regex.h"

#include <algorithm>
#include <chrono>

namespace schakel::fhirpath {

namespace {
constexpr std::uint64_t kStepsBetweenLooks = 50'000;
}

Machine::Machine(const fhir::Definitions* definitions_in, Services* services_in, std::uint64_t steps)
    : definitions(definitions_in), services(services_in), limit_(steps) {}
Machine::~Machine() = default;

void Machine::start(const Environment& env, std::uint32_t slot_count) {
  environment = &env;
  scratch.reset();
  if (slot_count != 0 || !slots.empty()) slots.assign(slot_count, {});
  spent_ = 0;
  checkpoint_ = std::min(limit_, kStepsBetweenLooks);
  now_known_ = false;
}

// The clock is only read once an evaluation turns out to be long; its start is the first checkpoint.
bool Machine::pass_checkpoint() {
  if (spent_ > limit_) return false;
  const auto now = std::chrono::steady_clock::now();
  if (checkpoint_ == kStepsBetweenLooks) started_ = now;
  if (now - started_ > environment->time_limit) {
    checkpoint_ = 0;
    spent_ = limit_;
    return false;
  }
  checkpoint_ = std::min(limit_, spent_ + kStepsBetweenLooks);
  return true;
}

bool Machine::too_costly(const Operation& op) {
  return fail(op, "the evaluation takes more steps or time than the limits allow", ErrorKind::too_costly);
}

bool Machine::fail(const Operation& op, std::string message, ErrorKind kind) {
  error = {kind, std::move(message), op.column};
  return false;
}

bool Machine::first_of(const Operation& operand, const Frame& f, Value& first, std::size_t& count) {
  if (is_path(operand)) return first_of_path(*this, operand, f, first, count);
  Collection storage(scratch);
  std::span<const Value> items;
  if (!items_of(operand, f, storage, items)) return false;
  count = items.size();
  if (count != 0) first = items[0];
  return true;
}

namespace {

bool first_of_input(Machine& m, const Operation& op, const Frame& f, Value& first, std::size_t& count) {
  if (op.input != nullptr) {
    if (!m.first_of(*op.input, f, first, count)) return false;
  } else {
    count = f.focus.size();
    if (count != 0) first = f.focus[0];
  }
  if (count <= 1) return true;
  return m.fail(op, std::string(op.code) + "() works on a single item, not on " + std::to_string(count));
}

}  // namespace

bool Machine::single_input(const Operation& op, const Frame& f, Value& value, bool& present) {
  Value item;
  std::size_t count = 0;
  if (!first_of_input(*this, op, f, item, count)) return false;
  present = count == 1 && has_content(item);
  if (present) value = system(item);
  return true;
}

bool Machine::single(const Operation& operand, const Frame& f, Value& value, bool& present) {
  Value item;
  std::size_t count = 0;
  if (!first_of(operand, f, item, count)) return false;
  if (count > 1) return fail(operand, "expected a single item, found " + std::to_string(count));
  present = count == 1 && has_content(item);
  if (present) value = system(item);
  return true;
}

bool Machine::text_input(const Operation& op, const Frame& f, std::string_view& text, bool& present) {
  Value item;
  std::size_t count = 0;
  if (!first_of_input(*this, op, f, item, count)) return false;
  present = count == 1 && has_content(item);
  if (!present) return true;
  const Value v = primitive(item);
  if (v.type == ValueType::string || (item.is_node() && is_moment(v))) {
    text = v.text;
    return true;
  }
  return fail(op, std::string(op.code) + "(): " + expected("String", v));
}

bool Machine::single_string(const Operation& op, const Operation& operand, const Frame& f, std::string_view& text,
                            bool& present) {
  Value v;
  if (!single(operand, f, v, present)) return false;
  if (!present) return true;
  if (v.type != ValueType::string) return fail(op, std::string(op.code) + "(): " + expected("String", v));
  text = v.text;
  return true;
}

bool Machine::single_text(const Operation& op, const Operation& operand, const Frame& f, std::string_view& text,
                          bool& present) {
  Value item;
  std::size_t count = 0;
  if (!first_of(operand, f, item, count)) return false;
  if (count > 1) {
    return fail(op, "operator '" + std::string(op.code) + "': expected a single item, found " + std::to_string(count));
  }
  present = count == 1 && has_content(item);
  if (!present) return true;
  const Value v = primitive(item);
  if (v.type != ValueType::string && !(item.is_node() && is_moment(v))) {
    return fail(op, "operator '" + std::string(op.code) + "': " + expected("String", v));
  }
  text = v.text;
  return true;
}

bool Machine::single_integer(const Operation& op, const Operation& operand, const Frame& f, std::int64_t& n,
                             bool& present) {
  Value v;
  if (!single(operand, f, v, present)) return false;
  if (!present) return true;
  if (v.type != ValueType::integer && v.type != ValueType::long_integer) {
    return fail(op, std::string(op.code) + "(): " + expected("Integer", v));
  }
  n = v.integer;
  return true;
}

bool Machine::is_a(const Node& node, const TypeTest& test) const {
  if (node.type() == test.name) return true;
  if (test.type == nullptr || definitions == nullptr || node.type().empty()) return false;
  const fhir::Type* type = definitions->type(node.type());
  return type != nullptr && type->is_a(*test.type);
}

bool Machine::is(const Value& value, const TypeTest& test) {
  if (value.is_node()) {
    if (test.fhir && is_a(*value.node, test)) return true;
    // A tree without definitions (plain JSON) has the System types of its values.
    return test.system && value.node->type().empty() && value.node->has_value() &&
           primitive(value).type == test.system_type;
  }
  return test.system && value.type == test.system_type;
}

const re2::RE2* Machine::pattern(std::string_view text, std::string_view flags, std::string& problem) {
  constexpr std::size_t kMost = 256;
  std::string key(flags);
  key += '\n';
  key += text;
  if (const auto found = patterns_.find(key); found != patterns_.end()) return found->second.get();
  auto compiled = compile_pattern(text, flags, problem);
  if (compiled == nullptr) return nullptr;
  if (patterns_.size() >= kMost) patterns_.clear();
  return patterns_.emplace(std::move(key), std::move(compiled)).first->second.get();
}

const Moment& Machine::now() {
  if (now_known_) return now_;
  const SystemClock system_clock;
  const Clock& clock = environment->clock != nullptr ? *environment->clock : system_clock;
  const TimePoint local = clock.now() + std::chrono::minutes(environment->zone_minutes);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::int64_t ms = (local - day).count();
  now_ = {};
  now_.type = ValueType::date_time;
  now_.precision = Precision::second;
  now_.zoned = true;
  now_.fraction_digits = 3;
  now_.zone_minutes = static_cast<std::int16_t>(environment->zone_minutes);
  now_.year = static_cast<int>(date.year());
  now_.month = static_cast<std::uint8_t>(static_cast<unsigned>(date.month()));
  now_.day = static_cast<std::uint8_t>(static_cast<unsigned>(date.day()));
  now_.hour = static_cast<std::uint8_t>(ms / 3'600'000);
  now_.minute = static_cast<std::uint8_t>(ms / 60'000 % 60);
  now_.second = static_cast<std::uint8_t>(ms / 1000 % 60);
  now_.nanoseconds = static_cast<std::int32_t>(ms % 1000 * 1'000'000);
  now_known_ = true;
  return now_;
}

Truth truth_of(Machine& m, const Operation& op, std::span<const Value> values) {
  if (values.empty()) return Truth::empty;
  if (values.size() > 1) {
    m.fail(op, "expected a single Boolean, found " + std::to_string(values.size()) + " items");
    return Truth::failed;
  }
  if (!has_content(values[0])) return Truth::empty;
  const Value v = m.primitive(values[0]);
  if (v.type == ValueType::boolean) return v.boolean ? Truth::yes : Truth::no;
  return Truth::yes;
}

Truth truth_by_evaluation(Machine& m, const Operation& op, const Frame& f) {
  const Scratch::Mark mark = m.scratch.mark();
  Collection values(m.scratch);
  if (!op.evaluate(m, op, f, values)) return Truth::failed;
  const Truth t = truth_of(m, op, values.values());
  // What defineVariable() keeps must outlive this; it only runs where a program has slots.
  if (m.slots.empty()) m.scratch.release(mark);
  return t;
}

bool evaluate_by_truth(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  switch (op.truth(m, op, f)) {
    case Truth::no: out.push(Value::of(false)); return true;
    case Truth::yes: out.push(Value::of(true)); return true;
    case Truth::empty: return true;
    case Truth::failed: return false;
  }
  return false;
}

std::string expected(std::string_view what, const Value& found) {
  std::string text = "expected ";
  text += what;
  text += ", found ";
  const std::string type = type_name(found);
  text += type.empty() ? "an element of unknown type" : type;
  return text;
}

}  // namespace schakel::fhirpath
