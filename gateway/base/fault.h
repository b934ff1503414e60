#pragma once
// A failure of ours (disk, network, missing file, a broken invariant), never of the data we were given: for that see
// tree/issue.h. Faults become 5xx and "message not acknowledged"; they never become AE, AR or 4xx.

#include <string>
#include <utility>

namespace schakel {

enum class FaultKind {
  internal,     // a state the code rules out
  unavailable,  // a part we need does not answer now: disk full, store gone, hub unreachable
  not_found,    // a file, package or definition that was asked for by name
  invalid,      // configuration, command line or definitions that cannot be used
  too_large,    // over a bound of base/limits.h in something of our own
};

// The message is for operators: it names files, urls and ids of ours, never content of a message.
struct Fault {
  FaultKind kind = FaultKind::internal;
  std::string message;
};

inline Fault unavailable(std::string message) { return {FaultKind::unavailable, std::move(message)}; }
inline Fault not_found(std::string message) { return {FaultKind::not_found, std::move(message)}; }
inline Fault invalid(std::string message) { return {FaultKind::invalid, std::move(message)}; }

}  // namespace schakel
