#pragma once
// Lanes of an entry in one column: eight bytes each, big-endian.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::storage::sqlite {

inline std::string write_lanes(const std::vector<std::uint64_t>& lanes) {
  std::string blob;
  blob.reserve(lanes.size() * 8);
  for (const std::uint64_t lane : lanes) {
    for (int shift = 56; shift >= 0; shift -= 8) blob += static_cast<char>(lane >> shift & 0xff);
  }
  return blob;
}

inline std::vector<std::uint64_t> read_lanes(std::string_view blob) {
  std::vector<std::uint64_t> lanes;
  for (std::size_t at = 0; at + 8 <= blob.size(); at += 8) {
    std::uint64_t lane = 0;
    for (std::size_t i = 0; i < 8; ++i) lane = lane << 8 | static_cast<unsigned char>(blob[at + i]);
    lanes.push_back(lane);
  }
  return lanes;
}

}  // namespace schakel::storage::sqlite
