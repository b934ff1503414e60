#pragma once
// Retry-After (RFC 9110 section 10.2.3): seconds, or a date.

#include "hubs/hub.h"

namespace schakel::hubs {

// The value of a header, whose name is given in lower case; empty when it is absent.
std::string_view header(const Headers& headers, std::string_view name);

// How long to wait; 0 when the header is absent, unreadable or in the past. A date is read against the answer's own
// Date header, so that clocks need not agree; without one it counts as absent.
std::chrono::milliseconds retry_after(const Headers& headers);

}  // namespace schakel::hubs
