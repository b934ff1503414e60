#pragma once
// The functions behind the rows of table.cpp. Private to mapping/transforms.

#include "mapping/transforms/scope.h"

namespace schakel::mapping {

bool apply_truncate(TransformScope& scope, Made& result);   // text.cpp
bool apply_append(TransformScope& scope, Made& result);     // text.cpp
bool apply_cast(TransformScope& scope, Made& result);       // cast.cpp
bool apply_translate(TransformScope& scope, Made& result);  // translate.cpp
bool apply_reference(TransformScope& scope, Made& result);  // references.cpp
bool apply_pointer(TransformScope& scope, Made& result);    // references.cpp
bool apply_uuid(TransformScope& scope, Made& result);       // references.cpp
bool apply_cc(TransformScope& scope, Made& result);         // codes.cpp
bool apply_c(TransformScope& scope, Made& result);          // codes.cpp
bool apply_qty(TransformScope& scope, Made& result);        // datatypes.cpp
bool apply_id(TransformScope& scope, Made& result);         // datatypes.cpp
bool apply_cp(TransformScope& scope, Made& result);         // datatypes.cpp

}  // namespace schakel::mapping
