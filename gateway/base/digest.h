#pragma once
// SHA-256 (FIPS 180-4). Thread rule: any thread.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace schakel {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
// 64 lower case hexadecimal digits.
std::string to_hex(const Digest& digest);
// The first eight bytes as a number, big-endian.
std::uint64_t prefix_of(const Digest& digest);

}  // namespace schakel
