#pragma once
// Putting a gateway together from its configuration and the data of the installation.

#include "app/configuration/configuration.h"
#include "base/installation.h"
#include "server/gateway.h"

#include <memory>

namespace schakel::app {

// Opens definitions (built first when needed), maps, store and hubs, then listens. REQUIRES: configuration.data is set.
Result<std::unique_ptr<server::Gateway>> start_gateway(const Configuration& configuration,
                                                       const Installation& installation);

}  // namespace schakel::app
