#pragma once
// The operations of FHIR's terminology service (https://hl7.org/fhir/R4/terminology-service.html), apart from how they
// are asked for: over HTTP or on the command line. To add one: operations/<name>.cpp and its row in table.cpp.
//
//   Request request;
//   request.add("url", "http://hl7.org/fhir/ValueSet/administrative-gender");
//   const Answered answer = run(terminology, *find_operation("ValueSet", "expand"), request);
//
// What is answered is a resource as JSON; what is refused has the HTTP status and the issue type that FHIR gives it.

#include "terminology/operations/request.h"
#include "terminology/terminology.h"
#include "tree/issue.h"

#include <tl/expected.hpp>

#include <span>
#include <string>
#include <string_view>

namespace schakel::terminology {

struct Refusal {
  int status = 400;
  IssueType type = IssueType::invalid;
  std::string text;  // names what was asked for: for who asked, not for logs
};
using Answered = tl::expected<std::string, Refusal>;

inline tl::unexpected<Refusal> refused(int status, IssueType type, std::string text) {
  return tl::unexpected<Refusal>(Refusal{status, type, std::move(text)});
}

// Expansions are given whole up to this many codes, larger ones in pages only.
inline constexpr std::size_t kMostListed = 10'000;

struct Operation {
  std::string_view type;        // of resource: `ValueSet`
  std::string_view name;        // without `$`: `expand`
  std::string_view definition;  // canonical of its OperationDefinition
  std::string_view subject;     // the parameter that gives the resource itself in the request: `valueSet`; empty: none
  bool on_instance;             // may be asked of one resource: ValueSet/x/$expand
  Answered (*run)(const Terminology&, const Request&);
};

std::span<const Operation> operations();
// Null: there is none.
const Operation* find_operation(std::string_view type, std::string_view name);

// Resources that come with the request (`valueSet`, `codeSystem`, `conceptMap`, `tx-resource`) lie over what is loaded
// for this one answer. `instance`: the id of the resource that is asked; empty: the type. Thread rule: any thread.
Answered run(const Terminology& terminology, const Operation& operation, Request& request,
             std::string_view instance = {});

}  // namespace schakel::terminology
