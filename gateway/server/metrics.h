#pragma once
// Metrics for Prometheus (prometheus-cpp core). Labels are hubs and kinds, never patients, never content.

#include "server/context.h"

#include <string>

namespace schakel::server {

// The text exposition of all metrics now.
std::string metrics_text(const Context& context);

}  // namespace schakel::server
