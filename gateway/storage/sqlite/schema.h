#pragma once
// The tables of the embedded store, and the steps from one version of them to the next.

#include "storage/sqlite/connection.h"

namespace schakel::storage::sqlite {

// What this binary writes. `PRAGMA user_version` holds the version of a file.
inline constexpr std::int64_t kSchemaVersion = 1;

// Settings of every writing connection: WAL, a sync at every commit.
Status configure(Connection& connection);

// Makes the tables of a new file, or brings an older one up to date, in one transaction. A file of a newer version is
// refused: Fault invalid.
Status migrate(Connection& connection);

// The version check alone, for readers: Fault invalid unless it is ours.
Status check_version(Connection& connection);

}  // namespace schakel::storage::sqlite
