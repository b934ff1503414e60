#pragma once
// Text in one block of bytes, addressed by offset: how the image and the type table keep theirs. Each text stands once:
// its length (4 bytes, the machine's order), its bytes, and up to 3 bytes of padding. Offset 0 is the empty text.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>

namespace schakel::fhir {

class StringPool {
 public:
  StringPool() : bytes_(4, '\0') {}

  std::uint32_t add(std::string_view text) {
    if (text.empty()) return 0;
    const auto [at, is_new] = known_.try_emplace(std::string(text), static_cast<std::uint32_t>(bytes_.size()));
    if (!is_new) return at->second;
    const auto length = static_cast<std::uint32_t>(text.size());
    bytes_.append(reinterpret_cast<const char*>(&length), sizeof(length));
    bytes_.append(text);
    bytes_.append((4 - bytes_.size() % 4) % 4, '\0');
    return at->second;
  }

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::unordered_map<std::string, std::uint32_t> known_;
};

// REQUIRES: `offset` came from add() of the pool whose bytes these are.
inline std::string_view pooled(std::string_view pool, std::uint32_t offset) {
  std::uint32_t length = 0;
  std::memcpy(&length, pool.data() + offset, sizeof(length));
  return pool.substr(offset + sizeof(length), length);
}

}  // namespace schakel::fhir
