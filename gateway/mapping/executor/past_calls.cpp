#include "mapping/executor/past_calls.h"

#include "mapping/executor/known_types.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace schakel::mapping {

namespace {

constexpr std::size_t kMost = 256;  // further calls are simply made

std::size_t mix(std::size_t h, std::size_t more) { return (h ^ more) * 0x9E3779B97F4A7C15ULL + (h >> 29); }

// Of all that a node says; its own name does not count, as it is no part of a value.
std::size_t hash_of(const Node& node) {
  std::size_t h = node.value().size();
  std::string_view text = node.has_value() ? node.value().reveal() : std::string_view{};
  for (; text.size() >= 8; text.remove_prefix(8)) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), 8);
    h = mix(h, word);
  }
  for (const char c : text) h = mix(h, static_cast<unsigned char>(c));
  for (const Node* c = node.first_child(); c != nullptr; c = c->next()) h = mix(h, hash_of(*c));
  return h;
}

// Of an argument. The source does not change, so that its nodes can be compared later; what stands in the target may
// be another thing by then, and only its hash tells.
std::size_t hash_of(const Slot& slot) {
  if (!slot.of_source) return hash_of(*slot.node);
  const Node* node = slot.node;
  while (!node->has_value() && node->first_child() != nullptr) node = node->first_child();
  const std::string_view text = node->value().reveal();
  return text.empty() ? 0 : mix(text.size(), static_cast<unsigned char>(text.back()));
}

bool same_content(const Node& a, const Node& b) {
  if (&a == &b) return true;
  if (a.kind() != b.kind() || !(a.type() == b.type()) || !(a.value() == b.value())) return false;
  const Node* x = a.first_child();
  const Node* y = b.first_child();
  for (; x != nullptr && y != nullptr; x = x->next(), y = y->next()) {
    if (!(x->name() == y->name()) || !same_content(*x, *y)) return false;
  }
  return x == nullptr && y == nullptr;
}

bool merges(const Node& bundle) {
  if (!(bundle.type() == names::kBundle)) return false;
  const Node* type = bundle.child(names::kType);
  return type != nullptr && (type->value() == "transaction" || type->value() == "batch");
}

}  // namespace

void PastCalls::start(const Tree& target, bool off) {
  target_ = &target;
  off_ = off;
  past_.clear();
  arguments_.clear();
}

PastCalls::Call PastCalls::look(const GroupProgram& group, std::span<const Slot> arguments) const {
  Call call;
  if (off_ || group.entries == GroupProgram::kNoEntries) return call;
  const Node* bundle = arguments[group.entries].node;
  if (bundle != target_->root() || !merges(*bundle)) return call;
  call.counts = past_.size() < kMost;
  call.last = bundle->last_child();
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i != group.entries) call.hash = mix(call.hash, hash_of(arguments[i]));
  }
  call.known = std::any_of(past_.begin(), past_.end(), [&](const Past& p) {
    return p.group == &group && p.hash == call.hash && is_equal(p, arguments);
  });
  return call;
}

bool PastCalls::is_equal(const Past& past, std::span<const Slot> arguments) const {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Slot& before = arguments_[past.first + i];
    if (before.type != arguments[i].type || !same_content(*before.node, *arguments[i].node)) return false;
  }
  return true;
}

void PastCalls::keep(const GroupProgram& group, std::span<const Slot> arguments, const Call& call) {
  const Node* bundle = arguments[group.entries].node;
  // Entries without a fullUrl stay as many as they are.
  for (const Node* n = call.last != nullptr ? call.last->next() : bundle->first_child(); n != nullptr; n = n->next()) {
    const Node* url = n->child(names::kFullUrl);
    if (url == nullptr || url->value().empty()) return;
  }
  past_.push_back({&group, call.hash, arguments_.size()});
  arguments_.insert(arguments_.end(), arguments.begin(), arguments.end());
}

}  // namespace schakel::mapping
