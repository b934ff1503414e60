// Functions of the host language (ExtraFunction).

#include "fhirpath/extra.h"

#include <array>

namespace schakel::fhirpath {

namespace {

// Focus and arguments of a call: where they stand already, or evaluated.
class Operands {
 public:
  explicit Operands(Machine& m) : storage_(m.scratch) {}

  bool gather(Machine& m, const Operation& op, const Frame& f) {
    if (!m.input(op, f, storage_, focus)) return false;
    const std::size_t count = op.arguments.size();
    std::span<const Value>* all = few_.data();
    if (count > few_.size()) {
      constexpr std::size_t kSize = sizeof(std::span<const Value>);
      all = static_cast<std::span<const Value>*>(m.scratch.allocate(kSize * count, alignof(std::span<const Value>)));
    }
    for (std::size_t i = 0; i < count; ++i) {
      Collection argument(m.scratch);
      std::span<const Value> values;
      if (!m.items_of(*op.arguments[i], f, argument, values)) return false;
      new (all + i) std::span<const Value>(values);
    }
    arguments = {all, count};
    return true;
  }

  std::span<const Value> focus;
  std::span<const std::span<const Value>> arguments;

 private:
  Collection storage_;
  std::array<std::span<const Value>, 6> few_;
};

}  // namespace

bool evaluate_extra(Machine& m, const Operation& op, const Frame& f, Collection& out) {
  Operands operands(m);
  if (!operands.gather(m, op, f)) return false;
  Error error;
  if (op.extra->apply(operands.focus, operands.arguments, out, error)) return true;
  m.error = std::move(error);
  if (m.error.column == 0) m.error.column = op.column;
  return false;
}

Truth extra_gives_any(Machine& m, const Operation& op, const Frame& f) {
  Operands operands(m);
  if (!operands.gather(m, op, f)) return Truth::failed;
  return op.extra->any(operands.focus, operands.arguments, m.scratch) ? Truth::yes : Truth::no;
}

}  // namespace schakel::fhirpath
