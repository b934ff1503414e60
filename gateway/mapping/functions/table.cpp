#include "mapping/functions/table.h"

namespace schakel::mapping {

std::span<const fhirpath::ExtraFunction> functions() { return {}; }

}  // namespace schakel::mapping
