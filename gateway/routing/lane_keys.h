#pragma once
// Lane keys: which patient a transaction is about, for the order of delivery (architecture decision 15). Pure.

#include "tree/node.h"

#include <string>
#include <string_view>
#include <vector>

namespace schakel::routing {

// The system of the Belgian national number.
inline constexpr std::string_view kSsinSystem = "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin";

// Keys of the patients of a Bundle, each `system|value`, no two equal: local numbers first, then valid national
// numbers. An identifier without a system is qualified by `issuer` (who sent the message). A Bundle without a Patient
// is about whom its entries name as subject, patient or beneficiary: by that reference's identifier, else by the
// reference itself under `issuer`. Empty: it is about nobody; the message is a lane of its own. Keys are content of the
// message: they are never logged, and stored only as digests.
std::vector<std::string> lane_keys(const Node& bundle, std::string_view issuer);

}  // namespace schakel::routing
