#pragma once
// Made-up documents of realistic shape and size for benchmarks.

#include <string>

namespace schakel::bench {

// A transaction Bundle of about 21 KB as compact FHIR JSON: patient, stay, care team, care plan, observations,
// narrative.
std::string discharge_bundle_json();
// One laboratory Observation of about 2 KB.
std::string observation_json();
// An ORU^R01 of about 2 KB, ER7: two panels with notes, as a Belgian laboratory writes them; a made-up person with
// valid numbers.
std::string lab_result_er7();

}  // namespace schakel::bench
