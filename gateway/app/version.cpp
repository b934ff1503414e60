#include "app/version.h"

namespace schakel::app {

const char* const kVersionText = SCHAKEL_VERSION;

}  // namespace schakel::app
