#pragma once
// Every function of the language, one row each: arity, what evaluates it, and what the compiler checks. A function we
// do not have is no row, and the compiler says so. Chapters: http://hl7.org/fhirpath/N1/#functions,
// http://hl7.org/fhir/R4/fhirpath.html#functions

#include "fhirpath/machine.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace schakel::fhirpath {

// What a function accepts as its input; checked where types are known.
enum class Takes : std::uint8_t { any, text, number, boolean, moment, quantity, node };
// The type of its result, and whether it may have several items.
enum class Gives : std::uint8_t {
  boolean,
  integer,
  long_integer,
  decimal,
  string,
  strings,
  date,
  date_time,
  time,
  quantity,
  type_info,
  input,         // types and number of the input
  input_single,  // types of the input, at most one
  argument,      // types of the (first) argument, several
  argument_single,
  combined,  // input and argument
  branches,  // iif(): second and third argument
  children,
  descendants,
  extensions,
  resources,
  anything,
};

struct FunctionRow {
  std::string_view name;
  std::uint8_t least = 0;
  std::uint8_t most = 0;
  Takes takes = Takes::any;
  Gives gives = Gives::anything;
  Evaluate evaluate = nullptr;
  EvaluateTruth truth = truth_by_evaluation;
  std::uint8_t lambdas = 0;    // bit n: argument n is evaluated for each item, with $this and $index
  bool whole = false;          // lambdas see the whole input as $this (iif)
  bool ordered = false;        // needs an ordered input
  bool type_argument = false;  // the argument names a type
};

const FunctionRow* find_function(std::string_view name);
std::span<const FunctionRow> all_functions();
std::span<const FunctionRow> chapter_existence();
std::span<const FunctionRow> chapter_filtering();
std::span<const FunctionRow> chapter_subsetting();
std::span<const FunctionRow> chapter_conversion();
std::span<const FunctionRow> chapter_strings();
std::span<const FunctionRow> chapter_text_codecs();
std::span<const FunctionRow> chapter_math();
std::span<const FunctionRow> chapter_boundaries();
std::span<const FunctionRow> chapter_temporal();
std::span<const FunctionRow> chapter_navigation();
std::span<const FunctionRow> chapter_utility();
std::span<const FunctionRow> chapter_aggregate();
std::span<const FunctionRow> chapter_fhir();
std::span<const FunctionRow> chapter_terminology();

// Evaluates a lambda for one item.
inline Frame frame_of(const Value& item, std::size_t index, const Frame& outer) {
  return {{&item, 1}, static_cast<std::int64_t>(index), outer.total};
}

}  // namespace schakel::fhirpath
