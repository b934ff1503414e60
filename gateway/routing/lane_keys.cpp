#include "routing/lane_keys.h"

#include <algorithm>
#include <cstdint>

namespace schakel::routing {

namespace {

// More would be nonsense of a sender; what is over it does not link lanes.
constexpr std::size_t kMostKeys = 64;

// Two numbers of one person as it is written in different messages must be one key: blanks and dots of a printed SSIN
// go.
std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

std::uint64_t number_of(std::string_view digits) {
  std::uint64_t number = 0;
  for (const char c : digits) number = number * 10 + static_cast<std::uint64_t>(c - '0');
  return number;
}

// The last two digits are 97 minus the rest modulo 97; for who is born from 2000 on a 2 stands before it.
bool valid_ssin(std::string_view digits) {
  if (digits.size() != 11) return false;
  const std::uint64_t number = number_of(digits.substr(0, 9));
  const std::uint64_t check = number_of(digits.substr(9));
  return check == 97 - number % 97 || check == 97 - (2'000'000'000 + number) % 97;
}

std::string_view text(const Node& node, std::string_view name) {
  const Node* child = node.child(name);
  return child == nullptr ? std::string_view() : child->value().reveal();
}

struct Keys {
  std::string_view issuer;
  std::vector<std::string> local;
  std::vector<std::string> national;

  static void add(std::vector<std::string>& to, std::string key) {
    if (to.size() < kMostKeys && std::find(to.begin(), to.end(), key) == to.end()) to.push_back(std::move(key));
  }

  void add_identifier(const Node& identifier) {
    const std::string_view value = text(identifier, "value");
    if (value.empty()) return;
    std::string_view system = text(identifier, "system");
    if (system == kSsinSystem) {
      const std::string digits = digits_of(value);
      if (valid_ssin(digits)) add(national, std::string(system) + '|' + digits);
      return;
    }
    if (system.empty()) system = issuer;
    add(local, std::string(system) + '|' + std::string(value));
  }

  bool add_reference(const Node& reference) {
    if (const Node* identifier = reference.child("identifier"); identifier != nullptr) {
      add_identifier(*identifier);
      return true;
    }
    const std::string_view target = text(reference, "reference");
    // What it points to inside the Bundle is no Patient, or it would have been found.
    if (target.empty() || target.front() == '#' || target.rfind("urn:uuid:", 0) == 0) return false;
    add(local, std::string(issuer) + "|" + std::string(target));
    return true;
  }

  std::vector<std::string> all() && {
    for (std::string& key : national) local.push_back(std::move(key));
    return std::move(local);
  }
};

void add_patients(const Node& bundle, Keys& keys) {
  for (const Node* entry = bundle.child("entry"); entry != nullptr; entry = entry->next_of_same_name()) {
    const Node* resource = entry->child("resource");
    if (resource == nullptr || resource->type() != "Patient") continue;
    for (const Node* id = resource->child("identifier"); id != nullptr; id = id->next_of_same_name())
      keys.add_identifier(*id);
  }
}

void add_subjects(const Node& bundle, Keys& keys) {
  for (const Node* entry = bundle.child("entry"); entry != nullptr; entry = entry->next_of_same_name()) {
    const Node* resource = entry->child("resource");
    if (resource == nullptr) continue;
    for (const char* name : {"subject", "patient", "beneficiary"}) {
      const Node* reference = resource->child(name);
      if (reference != nullptr && keys.add_reference(*reference)) break;
    }
  }
}

}  // namespace

std::vector<std::string> lane_keys(const Node& bundle, std::string_view issuer) {
  Keys keys{issuer, {}, {}};
  add_patients(bundle, keys);
  if (keys.local.empty() && keys.national.empty()) add_subjects(bundle, keys);
  return std::move(keys).all();
}

}  // namespace schakel::routing
