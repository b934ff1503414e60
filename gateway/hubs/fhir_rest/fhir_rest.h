#pragma once
// A FHIR R4 server that takes transactions (http://hl7.org/fhir/R4/http.html#transaction): a Bundle is posted to its
// base URL. Repeats are harmless because every entry is conditional (architecture decision 13).
//
// What its answers mean, the description's own table first:
//   2xx with a transaction-response whose entries are all 2xx   delivered
//   2xx with an entry that failed                               retried some times or parked, by that entry's status
//   2xx with something else                                     retried some times, then parked `not-fhir` (a proxy's
//   page) 409, 412, 423                                               retried some times, then parked 401, 408, 425,
//   429, 5xx, no answer, half an answer          retried; says something of the hub other 4xx, 3xx parked with the
//   hub's OperationOutcome
// A hub without a mechanism is `uncertain` wherever the request may have taken effect.

#include "hubs/registry.h"

namespace schakel::hubs {

// REQUIRES: the target has been checked (make_hub).
std::unique_ptr<const Hub> make_fhir_rest(const Description& description, const Target& target);

}  // namespace schakel::hubs
