#pragma once
// NameCache: text of an element name -> Name, for readers: a small direct-mapped cache in front of the name table, so
// that the few hundred names of a kind of message cost one hash and one comparison. Thread rule: one thread.

#include "base/arena.h"
#include "tree/name.h"

#include <nmmintrin.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace schakel::syntax {

// A name and some bits of its text's hash: equal names have equal bits.
struct HashedName {
  Name name;
  std::uint64_t hash = 0;
};

class NameCache {
 public:
  // Forgets the names that live in a document's own arena; call it before each document.
  void start_document() { ++document_; }

  // The name if the cache has it, else the empty name. A name it has holds no backslash, so raw JSON text that is found
  // needs no decoding. REQUIRES: 16 bytes can be read from text.data() on (padded buffer).
  [[nodiscard]] HashedName find_padded(std::string_view text) const {
    const __m128i start = load(text.data(), text.size());
    const std::uint64_t hash = hash_of(start, text.size());
    const Slot& slot = slots_[hash % kSlots];
    return {holds(slot, start, text) ? slot.name : Name(), hash};
  }
  HashedName get(std::string_view text, Arena& arena) {
    alignas(16) char padded[16] = {};
    std::memcpy(padded, text.data(), text.size() < 16 ? text.size() : 16);
    const __m128i start = load(padded, text.size());
    const std::uint64_t hash = hash_of(start, text.size());
    Slot& slot = slots_[hash % kSlots];
    return {holds(slot, start, text) ? slot.name : fill(slot, start, text, arena), hash};
  }

 private:
  static constexpr std::size_t kSlots = 4096;
  static constexpr std::uint32_t kForever = 0;

  struct Slot {
    __m128i start{};  // the first 16 bytes, zero padded
    Name name;
    std::uint32_t size = 0;  // 0: nothing in it
    std::uint32_t document = kForever;
  };

  // The first 16 bytes of the text, zeros after its end.
  static __m128i load(const char* from, std::size_t size) {
    static constexpr std::array<char, 32> kMask{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const std::size_t kept = size < 16 ? size : 16;
    return _mm_and_si128(bytes, _mm_loadu_si128(reinterpret_cast<const __m128i*>(kMask.data() + 16 - kept)));
  }

  static std::uint64_t hash_of(__m128i start, std::size_t size) {
    const auto low = static_cast<std::uint64_t>(_mm_cvtsi128_si64(start));
    const auto high = static_cast<std::uint64_t>(_mm_extract_epi64(start, 1));
    return _mm_crc32_u64(_mm_crc32_u64(size, low), high);
  }

  [[nodiscard]] bool holds(const Slot& slot, __m128i start, std::string_view text) const {
    const __m128i same = _mm_xor_si128(slot.start, start);
    return slot.size == text.size() && _mm_testz_si128(same, same) != 0 &&
           (slot.document == kForever || slot.document == document_) && (text.size() <= 16 || slot.name == text);
  }

  Name fill(Slot& slot, __m128i start, std::string_view text, Arena& arena) {
    if (text.empty()) return {};
    const Name known = Name::find(text);
    const Name name = known ? known : Name::lookup(text, arena);
    if (text.find('\\') != std::string_view::npos) return name;
    slot.start = start;
    slot.size = static_cast<std::uint32_t>(text.size());
    slot.document = known ? kForever : document_;
    slot.name = name;
    return name;
  }

  std::array<Slot, kSlots> slots_{};
  std::uint32_t document_ = 1;
};

}  // namespace schakel::syntax
