// Boolean logic with three values: http://hl7.org/fhirpath/N1/#boolean-logic

#include "fhirpath/machine.h"
#include "fhirpath/operators/table.h"

namespace schakel::fhirpath {

Truth logic_and(Machine& m, const Operation& op, const Frame& f) {
  const Truth left = m.truth(*op.arguments[0], f);
  if (left == Truth::no || left == Truth::failed) return left;
  const Truth right = m.truth(*op.arguments[1], f);
  if (right == Truth::no || right == Truth::failed) return right;
  return left == Truth::yes && right == Truth::yes ? Truth::yes : Truth::empty;
}

Truth logic_or(Machine& m, const Operation& op, const Frame& f) {
  const Truth left = m.truth(*op.arguments[0], f);
  if (left == Truth::yes || left == Truth::failed) return left;
  const Truth right = m.truth(*op.arguments[1], f);
  if (right == Truth::yes || right == Truth::failed) return right;
  return left == Truth::no && right == Truth::no ? Truth::no : Truth::empty;
}

Truth logic_xor(Machine& m, const Operation& op, const Frame& f) {
  const Truth left = m.truth(*op.arguments[0], f);
  if (left == Truth::failed) return left;
  const Truth right = m.truth(*op.arguments[1], f);
  if (right == Truth::failed) return right;
  if (left == Truth::empty || right == Truth::empty) return Truth::empty;
  return left != right ? Truth::yes : Truth::no;
}

Truth logic_implies(Machine& m, const Operation& op, const Frame& f) {
  const Truth left = m.truth(*op.arguments[0], f);
  if (left == Truth::failed) return left;
  if (left == Truth::no) return Truth::yes;
  const Truth right = m.truth(*op.arguments[1], f);
  if (right == Truth::failed || right == Truth::yes) return right;
  return left == Truth::empty ? Truth::empty : right;
}

}  // namespace schakel::fhirpath
