#include "outbox/receiving.h"

namespace schakel::outbox {

namespace {

// A key that was reused has a place of its own for each other content, so that repeats of any of them are known.
std::string with_content(const Submission& submission) { return submission.receiving_key + '\x1f' + submission.digest; }

bool stands(const storage::KeyRow& row, TimePoint now, Milliseconds window) {
  return now - row.message.time() <= window;
}

}  // namespace

Result<Receiving> look_up(storage::Store& store, const Submission& submission, TimePoint now, Milliseconds window) {
  if (submission.receiving_key.empty()) return Receiving{};
  auto found = store.find_key(submission.receiving_key);
  if (!found) return failed(found.error());
  if (!*found || !stands(**found, now, window)) return Receiving{};
  if ((*found)->digest == submission.digest) return Receiving{Receiving::Kind::repeat, (*found)->message};
  auto other = store.find_key(with_content(submission));
  if (!other) return failed(other.error());
  if (*other && stands(**other, now, window)) return Receiving{Receiving::Kind::repeat, (*other)->message};
  return Receiving{Receiving::Kind::reused, {}};
}

Status remember(storage::Store& store, const Submission& submission, const Receiving& receiving,
                const storage::MessageId& id) {
  if (submission.receiving_key.empty()) return {};
  const bool first = receiving.kind == Receiving::Kind::fresh;
  return store.put_key(first ? submission.receiving_key : with_content(submission), submission.digest, id);
}

}  // namespace schakel::outbox
