#pragma once
// SHA-256, as packages.lock.json and the image state it; and what registries state.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace schakel::fhir {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  // Ends it; nothing may be added afterwards.
  std::array<std::uint8_t, 32> finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::array<std::uint8_t, 32> sha256(std::string_view bytes);
// Lower-case hexadecimal digits.
std::string hex(const std::array<std::uint8_t, 32>& digest);

// As npm registries state what they hand out: `integrity` is SHA-512 in base64, the older `shasum` SHA-1 in
// hexadecimal.
std::string sha512_base64(std::string_view bytes);
std::string sha1_hex(std::string_view bytes);

}  // namespace schakel::fhir
