#include "storage/sqlite/sqlite_store.h"

#include "base/digest.h"
#include "storage/sqlite/checkpointer.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/schema.h"

#include <sqlite3.h>

#include <map>

namespace schakel::storage::sqlite {

namespace {

constexpr int kKeyProbes = 8;

// Where a receiving key stands: the row is made of its digest, the rest of the digest is stored to tell keys apart.
struct KeyPlace {
  std::int64_t hash;
  std::string rest;
};

KeyPlace place_of(std::string_view key) {
  const Digest digest = sha256(key);
  return {static_cast<std::int64_t>(prefix_of(digest) >> 1),
          std::string(reinterpret_cast<const char*>(digest.data()) + 8, 16)};
}

constexpr const char* kOpenEntryColumns =
    "SELECT position, rank, message, random, hub, state, lane, parts, size, attempts, replays, reason, content_type, "
    "shared FROM queue ";

OpenEntryRow open_entry_of(const Run& run) {
  OpenEntryRow row;
  row.position = run.integer(0);
  row.rank = run.integer(1);
  row.message = {run.integer(2), static_cast<std::uint64_t>(run.integer(3))};
  row.hub = run.integer(4);
  row.state = static_cast<EntryState>(run.integer(5));
  row.lane = static_cast<std::uint64_t>(run.integer(6));
  row.parts = static_cast<std::uint32_t>(run.integer(7));
  row.size = static_cast<std::uint64_t>(run.integer(8));
  row.attempts = static_cast<std::uint32_t>(run.integer(9));
  row.replays = static_cast<std::uint32_t>(run.integer(10));
  row.reason = run.text(11);
  row.content_type = run.text(12);
  row.shared = run.text(13);
  return row;
}

class SqliteStore final : public Store {
 public:
  SqliteStore(std::filesystem::path file, std::unique_ptr<Connection> connection,
              std::unique_ptr<Checkpointer> checkpointer)
      : file_(std::move(file)), connection_(std::move(connection)), checkpointer_(std::move(checkpointer)) {
    sqlite3_wal_hook(connection_->handle(), &SqliteStore::on_commit, this);
    (void)changed_by_others();
  }

  Status begin() override { return Run(begin_).finish(); }

  Status commit() override {
    if (auto done = Run(commit_).finish(); !done) return done;
    rows_ += rows_in_transaction_;
    rows_in_transaction_ = 0;
    if (checkpointer_->committed(pages_in_log_)) {
      sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    }
    return {};
  }

  void rollback() override {
    rows_in_transaction_ = 0;
    hubs_.clear();
    // SQLite has rolled back by itself after some errors; then there is nothing to do.
    if (sqlite3_get_autocommit(connection_->handle()) == 0) (void)connection_->run("ROLLBACK");
  }

  Result<std::optional<KeyRow>> find_key(std::string_view key) override {
    const KeyPlace place = place_of(key);
    for (int probe = 0; probe < kKeyProbes; ++probe) {
      Run run(find_key_);
      auto row = run.bind(place.hash + probe).step();
      if (!row) return failed(row.error());
      if (!*row) return std::optional<KeyRow>();
      if (run.view(0) != place.rest) continue;
      return std::optional<KeyRow>({run.text(1), {run.integer(2), static_cast<std::uint64_t>(run.integer(3))}});
    }
    return std::optional<KeyRow>();
  }

  Status put_key(std::string_view key, std::string_view digest, const MessageId& message) override {
    const KeyPlace place = place_of(key);
    std::int64_t hash = place.hash;
    for (int probe = 0; probe < kKeyProbes; ++probe, ++hash) {
      Run run(find_key_);
      auto row = run.bind(hash).step();
      if (!row) return failed(row.error());
      if (!*row || run.view(0) == place.rest) break;
    }
    return write(
        Run(put_key_).bind(hash).blob(place.rest).bind(digest).bind(message.row).bind(signed_of(message.random)));
  }

  Result<std::optional<StoredBody>> answer_of(const MessageId& message) override {
    Run run(answer_of_);
    auto row = run.bind(message.row).step();
    if (!row) return failed(row.error());
    if (!*row) return std::optional<StoredBody>();
    StoredBody body;
    body.answer = run.text(0);
    body.answer_media_type = run.text(1);
    body.answer_status = static_cast<int>(run.integer(2));
    return std::optional<StoredBody>(std::move(body));
  }

  Status add_message(const MessageRow& row) override {
    Run message(add_message_);
    message.bind(row.id.row).bind(signed_of(row.id.random)).bind(row.channel).bind(row.format).bind(row.type);
    message.bind(row.control_id).bind(row.refused ? 1 : 0).bind(row.control_id_reused ? 1 : 0);
    message.bind(static_cast<std::int64_t>(row.bytes.size())).bind(row.first_entry).bind(row.entries);
    if (auto done = write(message); !done) return done;
    Run body(add_body_);
    body.bind(row.id.row).bind(row.answer_status).bind(row.answer_media_type);
    return write(body.blob(row.answer).blob(row.outcome).blob(row.bytes));
  }

  Status add_entry(const NewEntryRow& row) override {
    {
      Run entry(add_entry_);
      entry.bind(row.position)
          .bind(row.position)
          .bind(row.message.row)
          .bind(signed_of(row.message.random))
          .bind(row.hub);
      entry.bind(static_cast<std::int64_t>(row.state)).bind(signed_of(row.lane)).bind(row.parts);
      entry.bind(static_cast<std::int64_t>(row.size))
          .bind(row.changed)
          .bind(row.reason)
          .bind(row.content_type)
          .blob(row.shared);
      if (auto done = write(entry); !done) return done;
    }
    if (row.payload.empty()) return {};
    return write(Run(add_payload_).bind(row.position).blob(row.payload));
  }

  Status change_entry(const EntryChange& change) override {
    if (change.state == EntryState::delivered) return add_receipt(change);
    {
      Run run(change_entry_);
      run.bind(change.rank).bind(static_cast<std::int64_t>(change.state)).bind(change.attempts).bind(change.replays);
      if (auto done = write(run.bind(change.changed).bind(change.reason).bind(change.position)); !done) return done;
    }
    if (change.outcome.empty()) return {};
    return write(Run(put_outcome_).bind(change.position).blob(change.outcome));
  }

  Result<std::optional<std::uint64_t>> joined_to(std::uint64_t lane) override {
    Run run(joined_to_);
    auto row = run.bind(signed_of(lane)).step();
    if (!row) return failed(row.error());
    if (!*row) return std::optional<std::uint64_t>();
    return std::optional<std::uint64_t>(static_cast<std::uint64_t>(run.integer(0)));
  }

  Status join(std::uint64_t lane, std::uint64_t to) override {
    return write(Run(join_).bind(signed_of(lane)).bind(signed_of(to)));
  }

  Result<std::int64_t> hub_number(std::string_view name) override {
    if (const auto known = hubs_.find(name); known != hubs_.end()) return known->second;
    Run find(find_hub_);
    auto row = find.bind(name).step();
    if (!row) return failed(row.error());
    std::int64_t number = *row ? find.integer(0) : 0;
    if (!*row) {
      if (auto done = write(Run(add_hub_).bind(name)); !done) return failed(done.error());
      number = sqlite3_last_insert_rowid(connection_->handle());
    }
    hubs_.emplace(name, number);
    return number;
  }

  Result<std::vector<RequestRow>> requests() override {
    std::vector<RequestRow> rows;
    Run run(requests_);
    for (;;) {
      auto row = run.step();
      if (!row) return failed(row.error());
      if (!*row) return rows;
      rows.push_back({run.integer(0), run.integer(1)});
    }
  }

  Status remove_request(std::int64_t row) override { return write(Run(remove_request_).bind(row)); }

  Status probe() override {
    const std::string sql = "BEGIN IMMEDIATE; PRAGMA user_version = " + std::to_string(kSchemaVersion) + "; COMMIT";
    auto done = connection_->run(sql.c_str());
    if (!done) rollback();
    return done;
  }

  Status each_open_entry(const std::function<void(OpenEntryRow&&)>& visit) override {
    const std::string sql = std::string(kOpenEntryColumns) + "ORDER BY rank";
    Statement statement(*connection_, sql.c_str());
    Run run(statement);
    for (;;) {
      auto row = run.step();
      if (!row) return failed(row.error());
      if (!*row) return {};
      visit(open_entry_of(run));
    }
  }

  Result<std::optional<OpenEntryRow>> open_entry(std::int64_t position) override {
    const std::string sql = std::string(kOpenEntryColumns) + "WHERE position = ?";
    Statement statement(*connection_, sql.c_str());
    Run run(statement);
    auto row = run.bind(position).step();
    if (!row) return failed(row.error());
    if (!*row) return std::optional<OpenEntryRow>();
    return std::optional<OpenEntryRow>(open_entry_of(run));
  }

  Result<std::vector<std::int64_t>> positions_of(std::int64_t message) override {
    Run run(positions_of_);
    auto row = run.bind(message).step();
    if (!row) return failed(row.error());
    std::vector<std::int64_t> positions;
    if (*row) {
      for (std::int64_t i = 0; i < run.integer(1); ++i) positions.push_back(run.integer(0) + i);
    }
    return positions;
  }

  Result<std::int64_t> last_position() override {
    return connection_->number(
        "SELECT max(coalesce((SELECT max(position) FROM queue), 0), coalesce((SELECT max(rank) FROM queue), 0),"
        " coalesce((SELECT max(position) FROM receipts), 0),"
        " coalesce((SELECT first_entry + entries - 1 FROM messages ORDER BY row DESC LIMIT 1), 0))");
  }

  Result<std::int64_t> last_message() override {
    return connection_->number("SELECT coalesce(max(row), 0) FROM messages");
  }

  bool changed_by_others() override {
    // Counts what other connections have written, checkpoints apart.
    const auto now = connection_->number("PRAGMA data_version");
    if (!now) return false;
    const bool changed = *now != data_version_;
    data_version_ = *now;
    return changed;
  }

  [[nodiscard]] std::uint64_t rows_written() const override { return rows_; }

  Result<std::unique_ptr<Reader>> reader() override { return open_reader(file_); }

 private:
  static std::int64_t signed_of(std::uint64_t number) { return static_cast<std::int64_t>(number); }

  static int on_commit(void* self, sqlite3*, const char*, int pages) {
    static_cast<SqliteStore*>(self)->pages_in_log_ = pages;
    return SQLITE_OK;
  }

  Status write(Run& run) {
    ++rows_in_transaction_;
    return run.finish();
  }
  Status write(Run&& run) { return write(run); }

  Status add_receipt(const EntryChange& change) {
    {
      Run run(add_receipt_);
      run.bind(change.attempts).bind(change.replays).bind(change.changed).blob(change.locations);
      if (auto done = write(run.bind(change.position)); !done) return done;
    }
    if (change.replays != 0) {
      if (auto done = write(Run(remove_outcome_).bind(change.position)); !done) return done;
    }
    return write(Run(remove_entry_).bind(change.position));
  }

  std::filesystem::path file_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Checkpointer> checkpointer_;
  std::map<std::string, std::int64_t, std::less<>> hubs_;
  std::int64_t data_version_ = 0;
  int pages_in_log_ = 0;
  std::uint64_t rows_ = 0;
  std::uint64_t rows_in_transaction_ = 0;

  Statement begin_{*connection_, "BEGIN IMMEDIATE"};
  Statement commit_{*connection_, "COMMIT"};
  Statement find_key_{*connection_, "SELECT key, digest, message, random FROM receiving_keys WHERE hash = ?"};
  Statement put_key_{*connection_,
                     "INSERT OR REPLACE INTO receiving_keys(hash, key, digest, message, random) VALUES(?,?,?,?,?)"};
  Statement answer_of_{*connection_, "SELECT answer, answer_media_type, answer_status FROM bodies WHERE row = ?"};
  Statement add_message_{*connection_, "INSERT INTO messages VALUES(?,?,?,?,?,?,?,?,?,?,?)"};
  Statement add_body_{
      *connection_,
      "INSERT INTO bodies(row, answer_status, answer_media_type, answer, outcome, bytes) VALUES(?,?,?,?,?,?)"};
  Statement add_entry_{
      *connection_,
      "INSERT INTO queue(position, rank, message, random, hub, state, lane, parts, size, attempts, replays,"
      " changed, reason, content_type, shared) VALUES(?,?,?,?,?,?,?,?,?,0,0,?,?,?,?)"};
  Statement add_payload_{*connection_, "INSERT INTO payloads VALUES(?,?)"};
  Statement change_entry_{
      *connection_,
      "UPDATE queue SET rank = ?, state = ?, attempts = ?, replays = ?, changed = ?, reason = ? WHERE position = ?"};
  Statement put_outcome_{*connection_, "INSERT OR REPLACE INTO hub_outcomes VALUES(?,?)"};
  Statement remove_outcome_{*connection_, "DELETE FROM hub_outcomes WHERE position = ?"};
  Statement add_receipt_{
      *connection_,
      "INSERT INTO receipts(position, message, hub, lane, attempts, replays, changed, content_type, locations)"
      " SELECT position, message, hub, lane, ?, ?, ?, content_type, ? FROM queue WHERE position = ?"};
  Statement remove_entry_{*connection_, "DELETE FROM queue WHERE position = ?"};
  Statement joined_to_{*connection_, "SELECT target FROM joined_lanes WHERE lane = ?"};
  Statement join_{*connection_, "INSERT OR REPLACE INTO joined_lanes VALUES(?,?)"};
  Statement find_hub_{*connection_, "SELECT number FROM hubs WHERE name = ?"};
  Statement add_hub_{*connection_, "INSERT INTO hubs(name) VALUES(?)"};
  Statement requests_{*connection_, "SELECT row, position FROM requests ORDER BY row LIMIT 100"};
  Statement remove_request_{*connection_, "DELETE FROM requests WHERE row = ?"};
  Statement positions_of_{*connection_, "SELECT first_entry, entries FROM messages WHERE row = ?"};
};

}  // namespace

Result<std::unique_ptr<Store>> open_store(const Options& options) {
  auto connection = Connection::open(options.file, Connection::Mode::create);
  if (!connection) return failed(connection.error());
  if (auto done = configure(**connection); !done) return failed(done.error());
  if (auto done = migrate(**connection); !done) return failed(done.error());
  if (options.max_bytes > 0) {
    const std::string sql = "PRAGMA max_page_count = " + std::to_string(options.max_bytes / 16384);
    if (auto done = (*connection)->run(sql.c_str()); !done) return failed(done.error());
  }
  auto checkpointer = Checkpointer::start(options.file, options.checkpoint_pages);
  if (!checkpointer) return failed(checkpointer.error());
  return std::make_unique<SqliteStore>(options.file, std::move(*connection), std::move(*checkpointer));
}

}  // namespace schakel::storage::sqlite
