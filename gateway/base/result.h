#pragma once
// Result<T>: a value, or the Fault that kept us from having one. Used at every border between libraries.

#include "base/fault.h"

#include <tl/expected.hpp>

namespace schakel {

template <class T>
using Result = tl::expected<T, Fault>;
using Status = tl::expected<void, Fault>;

inline tl::unexpected<Fault> failed(Fault fault) { return tl::unexpected<Fault>(std::move(fault)); }

}  // namespace schakel
