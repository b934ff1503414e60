#pragma once
// Program: a compiled expression, immutable. A tree of operations in one arena; each knows the function that evaluates
// it to a collection and the one that evaluates it to a truth value (criteria, logic), which for common shapes builds
// no collection.

#include "base/arena.h"
#include "fhirpath/collection.h"
#include "fhirpath/fhirpath.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace schakel::fhirpath {

class Machine;
struct Operation;

// What `$this`, `$index` and `$total` are where an operation is evaluated.
struct Frame {
  std::span<const Value> focus;
  std::int64_t index = -1;
  std::span<const Value> total = {};
};

enum class Truth : std::uint8_t { no, yes, empty, failed };

// Both append to `out` or answer; false and `failed`: Machine::error says why.
using Evaluate = bool (*)(Machine&, const Operation&, const Frame&, Collection& out);
using EvaluateTruth = Truth (*)(Machine&, const Operation&, const Frame&);
// The items of an operation that only names what stands somewhere already: the focus, a variable, a literal.
using Held = std::span<const Value> (*)(const Machine&, const Operation&, const Frame&);

// One step down by name. `element` is the row of a choice whose owner is known, so that its node is found by one
// comparison.
struct Step {
  Name name;
  std::uint32_t element = 0;
  bool maybe_choice = true;    // nothing is known of the owner: a typed name (`valueQuantity`) of a choice may fit
  bool root_type = false;      // first step of an expression that may name the type of the focus: `Patient.name`
  bool value = false;          // `value` of what is known to be a primitive: its System value
  bool resource_type = false;  // `resourceType`: what JSON calls the type of a resource
};

// The type of `is`, `as` and ofType(). An unqualified name may mean a System and a FHIR type: `Quantity`.
struct TypeTest {
  std::string_view text;  // as written
  bool system = false;
  bool fhir = false;
  ValueType system_type = ValueType::boolean;
  Name name;                         // of the FHIR type
  const fhir::Type* type = nullptr;  // null: not loaded; the name decides
  bool convert = false;              // `ofType(System.String)`: FHIR primitives are converted
};

// What every evaluation reads stands first: an operation takes as few cache lines as it can.
struct Operation {
  Evaluate evaluate = nullptr;
  EvaluateTruth truth = nullptr;
  Held held = nullptr;               // null: it has to be evaluated
  const Operation* input = nullptr;  // null: the focus
  std::span<const Operation* const> arguments;
  std::span<const Step> steps;
  Value literal;
  const ExtraFunction* extra = nullptr;
  std::string_view text;   // name of a variable, text of a traced step
  std::uint32_t slot = 0;  // defineVariable; of a caller's variable, where it is to be expected
  std::uint32_t column = 0;
  const TypeTest* type = nullptr;
  const re2::RE2* pattern = nullptr;
  std::span<const Value> constants;  // a collection that is known without data: `('a' | 'b')`
  const char* code = "";
  bool flag = false;  // of the operation: as_filters, descending ...
};

class Program {
 public:
  Program();
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] const Operation& root() const { return *root_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::uint32_t slots() const { return slots_; }
  [[nodiscard]] const std::string& result_type() const { return result_type_; }

  // For the compiler.
  Arena& arena() { return arena_; }
  void set(const Operation* root, std::string_view text, std::uint32_t slots, std::string result_type);
  // Keeps a pattern; null when it is no valid regular expression.
  const re2::RE2* keep_pattern(std::string_view pattern, std::string& problem);

 private:
  Arena arena_{2048};
  std::vector<std::unique_ptr<re2::RE2>> patterns_;
  const Operation* root_ = nullptr;
  std::string_view text_;
  std::uint32_t slots_ = 0;
  std::string result_type_;
};

}  // namespace schakel::fhirpath
