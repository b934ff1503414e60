#include "storage/sqlite/connection.h"
#include "storage/sqlite/schema.h"
#include "storage/sqlite/sqlite_store.h"

#include <algorithm>
#include <unordered_set>

namespace schakel::storage::sqlite {

namespace {

constexpr const char* kMessageColumns =
    "SELECT row, random, channel, format, type, control_id, refused, control_id_reused, size, first_entry, entries "
    "FROM messages ";

class SqliteReader final : public Reader {
 public:
  SqliteReader(std::filesystem::path file, std::unique_ptr<Connection> connection)
      : file_(std::move(file)), connection_(std::move(connection)) {}

  Result<std::vector<StoredMessage>> list(const Filter& filter) override {
    const std::string sql = list_sql(filter);
    Statement statement(*connection_, sql.c_str());
    Run run(statement);
    if (filter.before > 0) run.bind(filter.before);
    if (!filter.channel.empty()) run.bind(filter.channel);
    if (!filter.hub.empty()) run.bind(filter.hub);
    run.bind(static_cast<std::int64_t>(filter.limit));
    std::vector<StoredMessage> messages;
    for (;;) {
      auto row = run.step();
      if (!row) return failed(row.error());
      if (!*row) return messages;
      messages.push_back(message_of(run));
      if (auto done = add_deliveries(messages.back(), run.integer(9), run.integer(10)); !done)
        return failed(done.error());
    }
  }

  Result<std::optional<StoredMessage>> message(const MessageId& id) override {
    const std::string sql = std::string(kMessageColumns) + "WHERE row = ?";
    Statement statement(*connection_, sql.c_str());
    Run run(statement);
    auto row = run.bind(id.row).step();
    if (!row) return failed(row.error());
    if (!*row) return std::optional<StoredMessage>();
    StoredMessage found = message_of(run);
    // The same millisecond and counter in an id of another store.
    if (!(found.id == id)) return std::optional<StoredMessage>();
    if (auto done = add_deliveries(found, run.integer(9), run.integer(10)); !done) return failed(done.error());
    return std::optional<StoredMessage>(std::move(found));
  }

  Result<std::optional<StoredBody>> body(const MessageId& id) override {
    Run run(body_);
    auto row = run.bind(id.row).step();
    if (!row) return failed(row.error());
    if (!*row) return std::optional<StoredBody>();
    return std::optional<StoredBody>(
        {run.text(0), run.text(1), run.text(2), run.text(3), static_cast<int>(run.integer(4))});
  }

  Result<StoredDelivery> delivery(std::int64_t position) override {
    StoredDelivery found;
    if (auto done = one(payload_, position, found.payload); !done) return failed(done.error());
    if (auto done = one(outcome_, position, found.outcome); !done) return failed(done.error());
    if (auto done = one(locations_, position, found.locations); !done) return failed(done.error());
    return found;
  }

  Result<std::string> payload(std::int64_t position, const MessageId& message) override {
    std::string bytes;
    if (auto done = one(payload_, position, bytes); !done) return failed(done.error());
    if (!bytes.empty()) return bytes;
    if (auto done = one(bytes_, message.row, bytes); !done) return failed(done.error());
    return bytes;
  }

  Result<bool> overtaken(std::int64_t position) override {
    std::unordered_set<std::uint64_t> lanes;
    std::int64_t hub = 0;
    {
      Run run(place_);
      auto row = run.bind(position).step();
      if (!row) return failed(row.error());
      if (!*row) return false;
      hub = run.integer(0);
      lanes.insert(static_cast<std::uint64_t>(run.integer(1)));
    }
    if (auto done = add_joined(lanes); !done) return failed(done.error());
    Run run(later_receipts_);
    run.bind(position).bind(hub);
    for (;;) {
      auto row = run.step();
      if (!row) return failed(row.error());
      if (!*row) return false;
      if (lanes.count(static_cast<std::uint64_t>(run.integer(0))) != 0) return true;
    }
  }

  Status request_replay(std::int64_t position) override {
    auto writing = Connection::open(file_, Connection::Mode::existing);
    if (!writing) return failed(writing.error());
    if (auto done = (*writing)->run("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0"); !done) return done;
    Statement insert(**writing, "INSERT INTO requests(position) VALUES(?)");
    return Run(insert).bind(position).finish();
  }

 private:
  static StoredMessage message_of(const Run& run) {
    StoredMessage message;
    message.id = {run.integer(0), static_cast<std::uint64_t>(run.integer(1))};
    message.channel = run.text(2);
    message.format = run.text(3);
    message.type = run.text(4);
    message.control_id = run.text(5);
    message.refused = run.integer(6) != 0;
    message.control_id_reused = run.integer(7) != 0;
    message.size = static_cast<std::uint64_t>(run.integer(8));
    return message;
  }

  // What is waiting or set aside is found from the queue, which is short; what is delivered from the messages, newest
  // first.
  static std::string list_sql(const Filter& filter) {
    std::string sql = kMessageColumns;
    auto add = [&sql, first = true](const std::string& condition) mutable {
      sql += first ? "WHERE " : " AND ";
      sql += condition;
      first = false;
    };
    if (filter.before > 0) add("row < ?");
    if (filter.refused) add("refused = 1");
    if (!filter.channel.empty()) add("channel = ?");
    const std::string hub = filter.hub.empty() ? "" : " AND hub = (SELECT number FROM hubs WHERE name = ?)";
    static constexpr const char* kOwn = "position >= first_entry AND position < first_entry + entries";
    if (filter.state == EntryState::delivered) {
      add(std::string("EXISTS (SELECT 1 FROM receipts WHERE ") + kOwn + hub + ")");
    } else if (filter.state) {
      const std::string state = *filter.state == EntryState::parked      ? "state = 2 AND state >= 2"
                                : *filter.state == EntryState::uncertain ? "state = 3 AND state >= 2"
                                                                         : "state < 2";
      add("row IN (SELECT message FROM queue WHERE " + state + hub + ")");
    } else if (!filter.hub.empty()) {
      add(std::string("(SELECT number FROM hubs WHERE name = ?) IN (SELECT hub FROM queue WHERE ") + kOwn +
          " UNION ALL SELECT hub FROM receipts WHERE " + kOwn + ")");
    }
    return sql + " ORDER BY row DESC LIMIT ?";
  }

  Status add_deliveries(StoredMessage& message, std::int64_t first, std::int64_t count) {
    if (count == 0) return {};
    Run run(deliveries_);
    run.bind(first).bind(first + count).bind(first).bind(first + count);
    for (;;) {
      auto row = run.step();
      if (!row) return failed(row.error());
      if (!*row) break;
      DeliveryRow delivery;
      delivery.position = run.integer(0);
      delivery.hub = run.text(1);
      delivery.state = static_cast<EntryState>(run.integer(2));
      delivery.reason = run.text(3);
      delivery.content_type = run.text(4);
      delivery.attempts = static_cast<std::uint32_t>(run.integer(5));
      delivery.replays = static_cast<std::uint32_t>(run.integer(6));
      delivery.changed = run.integer(7);
      message.deliveries.push_back(std::move(delivery));
    }
    std::sort(message.deliveries.begin(), message.deliveries.end(),
              [](const DeliveryRow& a, const DeliveryRow& b) { return a.position < b.position; });
    return {};
  }

  // All lanes of the same patients.
  Status add_joined(std::unordered_set<std::uint64_t>& lanes) {
    std::size_t before = 0;
    while (before != lanes.size()) {
      before = lanes.size();
      Statement all(*connection_, "SELECT lane, target FROM joined_lanes");
      Run run(all);
      for (;;) {
        auto row = run.step();
        if (!row) return failed(row.error());
        if (!*row) break;
        const auto lane = static_cast<std::uint64_t>(run.integer(0));
        const auto target = static_cast<std::uint64_t>(run.integer(1));
        if (lanes.count(lane) + lanes.count(target) == 1) {
          lanes.insert(lane);
          lanes.insert(target);
        }
      }
    }
    return {};
  }

  static Status one(Statement& statement, std::int64_t key, std::string& out) {
    Run run(statement);
    auto row = run.bind(key).step();
    if (!row) return failed(row.error());
    if (*row) out = run.text(0);
    return {};
  }

  std::filesystem::path file_;
  std::unique_ptr<Connection> connection_;
  Statement body_{*connection_,
                  "SELECT bytes, outcome, answer, answer_media_type, answer_status FROM bodies WHERE row = ?"};
  Statement bytes_{*connection_, "SELECT bytes FROM bodies WHERE row = ?"};
  Statement payload_{*connection_, "SELECT bytes FROM payloads WHERE position = ?"};
  Statement outcome_{*connection_, "SELECT bytes FROM hub_outcomes WHERE position = ?"};
  Statement locations_{*connection_, "SELECT locations FROM receipts WHERE position = ?"};
  Statement place_{*connection_, "SELECT hub, lane FROM queue WHERE position = ?"};
  Statement later_receipts_{*connection_, "SELECT lane FROM receipts WHERE position > ? AND hub = ?"};
  Statement deliveries_{
      *connection_,
      "SELECT position, (SELECT name FROM hubs WHERE number = hub), state, reason, content_type, attempts, replays, "
      "changed"
      " FROM queue WHERE position >= ? AND position < ? UNION ALL"
      " SELECT position, (SELECT name FROM hubs WHERE number = hub), 4, '', content_type, attempts, replays, changed"
      " FROM receipts WHERE position >= ? AND position < ?"};
};

}  // namespace

Result<std::unique_ptr<Reader>> open_reader(const std::filesystem::path& file) {
  std::error_code none;
  if (!std::filesystem::exists(file, none)) return failed(not_found("there is no store " + file.string()));
  // Not read-only: a reader of a file whose gateway was killed must be able to recover the log.
  auto connection = Connection::open(file, Connection::Mode::existing);
  if (!connection) return failed(connection.error());
  if (auto done = (*connection)->run("PRAGMA query_only = 1; PRAGMA cache_size = -2048; PRAGMA wal_autocheckpoint = 0");
      !done) {
    return failed(done.error());
  }
  if (auto done = check_version(**connection); !done) return failed(done.error());
  return std::make_unique<SqliteReader>(file, std::move(*connection));
}

}  // namespace schakel::storage::sqlite
