#include "fhir/packages/digest.h"

#include <openssl/evp.h>

#include <new>
#include <span>

namespace schakel::fhir {

struct Sha256::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(evp); }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  if (context_->evp == nullptr || EVP_DigestInit_ex(context_->evp, EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) { EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size()); }

std::array<std::uint8_t, 32> Sha256::finish() {
  std::array<std::uint8_t, 32> digest{};
  EVP_DigestFinal_ex(context_->evp, digest.data(), nullptr);
  return digest;
}

std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
  Sha256 digest;
  digest.add(bytes);
  return digest.finish();
}

namespace {

std::string hex_of(std::span<const std::uint8_t> bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

template <std::size_t kSize>
std::array<std::uint8_t, kSize> digest_of(std::string_view bytes, const EVP_MD* method) {
  std::array<std::uint8_t, kSize> digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, method, nullptr) != 1) throw std::bad_alloc();
  return digest;
}

}  // namespace

std::string hex(const std::array<std::uint8_t, 32>& digest) { return hex_of(digest); }

std::string sha512_base64(std::string_view bytes) {
  const auto digest = digest_of<64>(bytes, EVP_sha512());
  std::array<unsigned char, 90> text{};  // 88 and the final zero
  const int size = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
  return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(size)};
}

std::string sha1_hex(std::string_view bytes) { return hex_of(digest_of<20>(bytes, EVP_sha1())); }

}  // namespace schakel::fhir
