#pragma once
// Services: what all exchanges of one generation share. Everything here outlives them and may be used from any thread.

#include "base/clock.h"
#include "base/limits.h"
#include "fhir/definitions/definitions.h"
#include "hubs/hub.h"
#include "outbox/journal.h"
#include "pipeline/maps.h"
#include "routing/router.h"
#include "terminology/terminology.h"
#include "validation/validator.h"

#include <memory>
#include <vector>

namespace schakel::pipeline {

struct Services {
  Limits limits;
  const Clock* clock = nullptr;
  fhir::DefinitionsPtr definitions;
  std::shared_ptr<const Maps> maps;
  std::shared_ptr<const validation::Validator> validator;
  std::shared_ptr<const terminology::Terminology> terminology;
  std::shared_ptr<const routing::Router> router;
  outbox::Journal* journal = nullptr;
  std::vector<std::shared_ptr<const hubs::Hub>> hubs;
};

}  // namespace schakel::pipeline
