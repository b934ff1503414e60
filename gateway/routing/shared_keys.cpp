#include "routing/shared_keys.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace schakel::routing {

namespace {

// What is about one patient is in that patient's lane, which is order enough.
constexpr std::array<std::string_view, 11> kShared{"Device",
                                                   "Endpoint",
                                                   "HealthcareService",
                                                   "Location",
                                                   "Medication",
                                                   "Organization",
                                                   "OrganizationAffiliation",
                                                   "Practitioner",
                                                   "PractitionerRole",
                                                   "Substance",
                                                   "Group"};

}  // namespace

std::vector<std::string> shared_keys(const Node& bundle) {
  std::vector<std::string> keys;
  for (const Node* entry = bundle.child("entry"); entry != nullptr; entry = entry->next_of_same_name()) {
    const Node* resource = entry->child("resource");
    const Node* request = entry->child("request");
    const Node* condition = request == nullptr ? nullptr : request->child("ifNoneExist");
    if (resource == nullptr || condition == nullptr) continue;
    const std::string_view type = resource->type().text();
    if (std::find(kShared.begin(), kShared.end(), type) == kShared.end()) continue;
    std::string key(type);
    key.append(1, '?').append(condition->value().reveal());
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace schakel::routing
