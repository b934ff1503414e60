#include "outbox/shared_gate.h"

#include "base/digest.h"

#include <algorithm>

namespace schakel::outbox {

namespace {

// Forgetting them costs one overlap less each, nothing else.
constexpr std::size_t kRemembered = std::size_t{1} << 18;

}  // namespace

bool SharedGate::enter(Entry& entry) {
  for (const std::uint64_t key : entry.shared) {
    if (const auto found = making_.find(key); found != making_.end()) {
      found->second.push_back(&entry);
      return false;
    }
  }
  for (const std::uint64_t key : entry.shared) {
    if (made_.count(key) != 0) continue;
    making_.emplace(key, std::vector<Entry*>{});
    entry.claimed.push_back(key);
  }
  return true;
}

void SharedGate::leave(Entry& entry, bool made, std::vector<Entry*>& again) {
  if (made_.size() > kRemembered) made_.clear();
  for (const std::uint64_t key : entry.claimed) {
    const auto found = making_.find(key);
    again.insert(again.end(), found->second.begin(), found->second.end());
    making_.erase(found);
    if (made) made_.insert(key);
  }
  entry.claimed.clear();
}

std::string write_shared(const std::vector<std::string>& keys) {
  std::string stored;
  stored.reserve(keys.size() * 8);
  for (const std::string& key : keys) {
    const Digest digest = sha256(key);
    stored.append(reinterpret_cast<const char*>(digest.data()), 8);
  }
  return stored;
}

std::vector<std::uint64_t> read_shared(std::string_view stored) {
  std::vector<std::uint64_t> keys;
  for (std::size_t at = 0; at + 8 <= stored.size(); at += 8) {
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < 8; ++i) key = key << 8 | static_cast<unsigned char>(stored[at + i]);
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  return keys;
}

}  // namespace schakel::outbox
