#pragma once
// The version, as CMakeLists.txt states it (project VERSION).

namespace schakel::app {

extern const char* const kVersionText;

}  // namespace schakel::app
