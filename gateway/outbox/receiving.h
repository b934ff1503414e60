#pragma once
// Receiving keys (architecture decision 14): is this message new, a repeat of one that was accepted, or another one
// under a key that was used before? Decided inside the transaction that stores it, so that two at once cannot both be
// new.

#include "outbox/journal.h"
#include "storage/store.h"

namespace schakel::outbox {

struct Receiving {
  enum class Kind { fresh, repeat, reused } kind = Kind::fresh;
  storage::MessageId first;  // repeat: the accepted message
};

// REQUIRES: a transaction of the store is open. `now` and `window` bound how long a key stands.
Result<Receiving> look_up(storage::Store& store, const Submission& submission, TimePoint now, Milliseconds window);

// Remembers the key of an accepted message.
Status remember(storage::Store& store, const Submission& submission, const Receiving& receiving,
                const storage::MessageId& id);

}  // namespace schakel::outbox
