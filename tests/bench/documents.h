#pragma once
// Made-up documents of realistic shape and size for benchmarks.

#include <string>

namespace schakel::bench {

// A transaction Bundle of about 21 KB as compact FHIR JSON: patient, stay, care team, care plan, observations,
// narrative.
std::string discharge_bundle_json();
// One laboratory Observation of about 2 KB.
std::string observation_json();

}  // namespace schakel::bench
