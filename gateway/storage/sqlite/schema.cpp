#include "storage/sqlite/schema.h"

#include <string>

namespace schakel::storage::sqlite {

namespace {

// Every table is a tree by an integer row, payloads in trees of their own, so that a change of state rewrites a small
// row and rows are added at the end; the two partial indexes hold only what is rare. See gateway/docs/decisions on the
// store's layout.
constexpr const char* kVersion1 = R"(
CREATE TABLE hubs(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

CREATE TABLE messages(
  row INTEGER PRIMARY KEY, random INTEGER NOT NULL,
  channel TEXT NOT NULL, format TEXT NOT NULL, type TEXT NOT NULL, control_id TEXT NOT NULL,
  refused INTEGER NOT NULL, control_id_reused INTEGER NOT NULL, size INTEGER NOT NULL,
  first_entry INTEGER NOT NULL, entries INTEGER NOT NULL);
CREATE INDEX refused_messages ON messages(row) WHERE refused = 1;

CREATE TABLE bodies(
  row INTEGER PRIMARY KEY, answer_status INTEGER NOT NULL, answer_media_type TEXT NOT NULL,
  answer BLOB, outcome BLOB, bytes BLOB);

CREATE TABLE receiving_keys(
  hash INTEGER PRIMARY KEY, key BLOB NOT NULL, digest BLOB NOT NULL, message INTEGER NOT NULL, random INTEGER NOT NULL);

CREATE TABLE queue(
  position INTEGER PRIMARY KEY, rank INTEGER NOT NULL, message INTEGER NOT NULL, random INTEGER NOT NULL,
  hub INTEGER NOT NULL, state INTEGER NOT NULL, lane INTEGER NOT NULL, parts INTEGER NOT NULL, size INTEGER NOT NULL,
  attempts INTEGER NOT NULL, replays INTEGER NOT NULL, changed INTEGER NOT NULL, reason TEXT NOT NULL,
  content_type TEXT NOT NULL, shared BLOB);
CREATE INDEX set_aside ON queue(position) WHERE state >= 2;

CREATE TABLE payloads(position INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE hub_outcomes(position INTEGER PRIMARY KEY, bytes BLOB NOT NULL);

CREATE TABLE receipts(
  position INTEGER PRIMARY KEY, message INTEGER NOT NULL, hub INTEGER NOT NULL, lane INTEGER NOT NULL,
  attempts INTEGER NOT NULL, replays INTEGER NOT NULL, changed INTEGER NOT NULL,
  content_type TEXT NOT NULL, locations BLOB);

CREATE TABLE joined_lanes(lane INTEGER PRIMARY KEY, target INTEGER NOT NULL);

CREATE TABLE requests(row INTEGER PRIMARY KEY, position INTEGER NOT NULL);
)";

// Row n brings a file of version n to n + 1.
constexpr const char* kSteps[] = {kVersion1};
static_assert(std::size(kSteps) == kSchemaVersion);

Fault newer(std::int64_t found) {
  return invalid("the store has version " + std::to_string(found) + ", this binary knows " +
                 std::to_string(kSchemaVersion) + ": use the newer binary, or another --data");
}

}  // namespace

Status configure(Connection& connection) {
  // The page size counts only before the first page is written. Checkpoints are the checkpointer's.
  return connection.run(
      "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
      "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;");
}

Status migrate(Connection& connection) {
  if (auto begun = connection.run("BEGIN IMMEDIATE"); !begun) return begun;
  auto version = connection.number("PRAGMA user_version");
  if (!version) return failed(version.error());
  if (*version > kSchemaVersion) {
    (void)connection.run("ROLLBACK");
    return failed(newer(*version));
  }
  for (std::int64_t v = *version; v < kSchemaVersion; ++v) {
    if (auto done = connection.run(kSteps[v]); !done) return done;
  }
  const std::string set = "PRAGMA user_version = " + std::to_string(kSchemaVersion);
  if (auto done = connection.run(set.c_str()); !done) return done;
  return connection.run("COMMIT");
}

Status check_version(Connection& connection) {
  const auto version = connection.number("PRAGMA user_version");
  if (!version) return failed(version.error());
  if (*version > kSchemaVersion) return failed(newer(*version));
  if (*version < kSchemaVersion) {
    return failed(invalid("the store has version " + std::to_string(*version) +
                          ": start the gateway once to bring it up to date"));
  }
  return {};
}

}  // namespace schakel::storage::sqlite
