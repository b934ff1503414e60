#include "fhirpath/operators/table.h"

#include "fhirpath/machine.h"

#include <array>

namespace schakel::fhirpath {

namespace {

using G = OperatorGroup;
constexpr std::array<OperatorRow, 22> kOperators{{
    {"and", G::logic, evaluate_by_truth, logic_and},
    {"or", G::logic, evaluate_by_truth, logic_or},
    {"xor", G::logic, evaluate_by_truth, logic_xor},
    {"implies", G::logic, evaluate_by_truth, logic_implies},
    {"=", G::equality, evaluate_by_truth, compare_equal},
    {"!=", G::equality, evaluate_by_truth, compare_not_equal},
    {"~", G::equality, evaluate_by_truth, compare_equivalent},
    {"!~", G::equality, evaluate_by_truth, compare_not_equivalent},
    {"<", G::order, evaluate_by_truth, compare_less},
    {"<=", G::order, evaluate_by_truth, compare_less_or_equal},
    {">", G::order, evaluate_by_truth, compare_greater},
    {">=", G::order, evaluate_by_truth, compare_greater_or_equal},
    {"in", G::membership, evaluate_by_truth, member_in},
    {"contains", G::membership, evaluate_by_truth, member_contains},
    {"+", G::arithmetic, evaluate_add, truth_by_evaluation},
    {"-", G::arithmetic, evaluate_subtract, truth_by_evaluation},
    {"*", G::arithmetic, evaluate_multiply, truth_by_evaluation},
    {"/", G::arithmetic, evaluate_divide, truth_by_evaluation},
    {"div", G::arithmetic, evaluate_div, truth_by_evaluation},
    {"mod", G::arithmetic, evaluate_mod, truth_by_evaluation},
    {"&", G::concatenation, evaluate_concatenate, truth_by_evaluation},
    {"|", G::union_of, evaluate_union, truth_by_evaluation},
}};

}  // namespace

const OperatorRow* find_operator(std::string_view text) {
  for (const OperatorRow& row : kOperators) {
    if (row.text == text) return &row;
  }
  return nullptr;
}

}  // namespace schakel::fhirpath
