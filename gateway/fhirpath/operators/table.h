#pragma once
// Binary operators: one row each (http://hl7.org/fhirpath/N1/#operations).

#include "fhirpath/program.h"

#include <span>
#include <string_view>

namespace schakel::fhirpath {

enum class OperatorGroup : std::uint8_t { equality, order, logic, membership, arithmetic, concatenation, union_of };

struct OperatorRow {
  std::string_view text;
  OperatorGroup group;
  Evaluate evaluate;
  EvaluateTruth truth;
};

// Null: no such operator.
const OperatorRow* find_operator(std::string_view text);

// operators/logic.cpp
Truth logic_and(Machine&, const Operation&, const Frame&);
Truth logic_or(Machine&, const Operation&, const Frame&);
Truth logic_xor(Machine&, const Operation&, const Frame&);
Truth logic_implies(Machine&, const Operation&, const Frame&);
// operators/comparison.cpp
Truth compare_equal(Machine&, const Operation&, const Frame&);
Truth compare_not_equal(Machine&, const Operation&, const Frame&);
Truth compare_equivalent(Machine&, const Operation&, const Frame&);
Truth compare_not_equivalent(Machine&, const Operation&, const Frame&);
Truth compare_less(Machine&, const Operation&, const Frame&);
Truth compare_less_or_equal(Machine&, const Operation&, const Frame&);
Truth compare_greater(Machine&, const Operation&, const Frame&);
Truth compare_greater_or_equal(Machine&, const Operation&, const Frame&);
Truth member_in(Machine&, const Operation&, const Frame&);
Truth member_contains(Machine&, const Operation&, const Frame&);
// operators/arithmetic.cpp
bool evaluate_add(Machine&, const Operation&, const Frame&, Collection&);
bool evaluate_subtract(Machine&, const Operation&, const Frame&, Collection&);
bool evaluate_multiply(Machine&, const Operation&, const Frame&, Collection&);
bool evaluate_divide(Machine&, const Operation&, const Frame&, Collection&);
bool evaluate_div(Machine&, const Operation&, const Frame&, Collection&);
bool evaluate_mod(Machine&, const Operation&, const Frame&, Collection&);
bool evaluate_concatenate(Machine&, const Operation&, const Frame&, Collection&);
bool evaluate_negative(Machine&, const Operation&, const Frame&, Collection&);
bool evaluate_positive(Machine&, const Operation&, const Frame&, Collection&);
// operators/collections.cpp
bool evaluate_union(Machine&, const Operation&, const Frame&, Collection&);
bool evaluate_is(Machine&, const Operation&, const Frame&, Collection&);
Truth truth_is(Machine&, const Operation&, const Frame&);
bool evaluate_as(Machine&, const Operation&, const Frame&, Collection&);
bool evaluate_of_type(Machine&, const Operation&, const Frame&, Collection&);

}  // namespace schakel::fhirpath
