#pragma once
// Channel: where messages come in, and what is known about their sender beyond the messages themselves.

#include <cstdint>
#include <string>
#include <vector>

namespace schakel::pipeline {

// What becomes of a message whose FHIR result breaks a profile (architecture section 1).
enum class OnInvalid : std::uint8_t {
  deliver,  // delivered all the same; the outcome is stored, counted and shown
  park,     // kept, not delivered until somebody replays it
  refuse,   // the sender is told
};

enum class Conversion : std::uint8_t {
  fhir,          // mapped to FHIR, validated, delivered as transactions
  pass_through,  // read, delivered as received
};

struct Channel {
  std::string name = "default";
  std::string format;        // `hl7v2`, `fhir`; empty: told from each message
  std::string charset;       // empty: told from each message
  std::string organization;  // who issues the sender's local numbers; empty: what the message says (decision 13)
  Conversion conversion = Conversion::fhir;
  OnInvalid on_invalid = OnInvalid::deliver;      // local formats
  OnInvalid on_invalid_fhir = OnInvalid::refuse;  // FHIR in
  bool accept_test = true;                        // MSH-11 D and T
  std::vector<std::string> hubs;                  // pass-through: where its messages go; else routes decide
};

}  // namespace schakel::pipeline
