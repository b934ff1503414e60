#include "tree/name.h"

#include "base/arena.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <mutex>

namespace schakel {

namespace {

constexpr std::size_t kSlots = std::size_t{1} << 17;  // open addressing; full at three quarters
constexpr std::size_t kMost = kSlots / 4 * 3;

struct Table {
  std::array<std::atomic<std::uintptr_t>, kSlots> slots{};
  std::mutex writing;
  Arena arena{256 * 1024};
  std::size_t count = 0;
};

// Never destroyed: names are used until the very end of the process.
Table& table() {
  static Table* const instance = new Table;
  return *instance;
}

std::uint32_t hash_of(std::string_view text) {
  std::uint32_t h = 2166136261U;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 16777619U;
  return h ^ (h >> 15);
}

}  // namespace

Name::Entry* Name::write_entry(void* memory, std::string_view text, std::uint32_t hash) {
  auto* e = static_cast<Entry*>(memory);
  e->hash = hash;
  e->length = static_cast<std::uint32_t>(text.size());
  std::memcpy(e + 1, text.data(), text.size());
  return e;
}

Name Name::find(std::string_view text) {
  const std::uint32_t hash = hash_of(text);
  Table& t = table();
  for (std::size_t i = hash % kSlots;; i = (i + 1) % kSlots) {
    const std::uintptr_t slot = t.slots[i].load(std::memory_order_acquire);
    if (slot == 0) return {};
    const auto* e = reinterpret_cast<const Entry*>(slot);
    if (e->hash == hash && e->text() == text) return Name(slot);
  }
}

Name Name::intern(std::string_view text) {
  if (text.empty()) return {};
  if (const Name found = find(text)) return found;
  Table& t = table();
  const std::lock_guard lock(t.writing);
  const std::uint32_t hash = hash_of(text);
  std::size_t i = hash % kSlots;
  for (;; i = (i + 1) % kSlots) {
    const std::uintptr_t slot = t.slots[i].load(std::memory_order_relaxed);
    if (slot == 0) break;
    const auto* e = reinterpret_cast<const Entry*>(slot);
    if (e->hash == hash && e->text() == text) return Name(slot);
  }
  const auto address =
      reinterpret_cast<std::uintptr_t>(write_entry(t.arena.allocate(sizeof(Entry) + text.size(), 8), text, hash));
  // A full table still gives correct names: they are compared by text from here on.
  if (t.count >= kMost) return Name(address | kLocal);
  t.slots[i].store(address, std::memory_order_release);
  ++t.count;
  return Name(address);
}

Name Name::lookup(std::string_view text, Arena& arena) {
  if (text.empty()) return {};
  if (const Name found = find(text)) return found;
  Entry* e = write_entry(arena.allocate(sizeof(Entry) + text.size(), 8), text, hash_of(text));
  return Name(reinterpret_cast<std::uintptr_t>(e) | kLocal);
}

}  // namespace schakel
