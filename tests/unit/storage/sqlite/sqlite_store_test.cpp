#include "storage/sqlite/sqlite_store.h"

#include "storage/directory.h"
#include "support/temporary_directory.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::storage;
using schakel::testing::TemporaryDirectory;

namespace {

std::unique_ptr<Store> open(const std::filesystem::path& file, std::int64_t max_bytes = 0) {
  auto store = sqlite::open_store({.file = file, .max_bytes = max_bytes});
  REQUIRE(store);
  return std::move(*store);
}

const MessageId kFirst{4096, 7};
const MessageId kSecond{8192, 8};

MessageRow message(const MessageId& id, std::int64_t first_entry = 0, std::uint32_t entries = 0) {
  MessageRow row;
  row.id = id;
  row.channel = "ward";
  row.format = "hl7v2";
  row.type = "ADT^A03";
  row.control_id = "M1";
  row.bytes = "MSH|";
  row.outcome = "{}";
  row.answer = "MSA|AA";
  row.answer_media_type = "application/hl7-v2";
  row.answer_status = 202;
  row.first_entry = first_entry;
  row.entries = entries;
  return row;
}

NewEntryRow entry(std::int64_t position, const MessageId& id, std::int64_t hub, std::uint64_t lane) {
  NewEntryRow row;
  row.position = position;
  row.message = id;
  row.hub = hub;
  row.lane = lane;
  row.content_type = "application/fhir+json";
  row.payload = "{\"resourceType\":\"Bundle\"}";
  row.size = row.payload.size();
  row.changed = 1;
  return row;
}

// One message with one entry at `position`, committed.
void add(Store& store, const MessageId& id, std::int64_t position, std::uint64_t lane) {
  REQUIRE(store.begin());
  const auto hub = store.hub_number("hub");
  REQUIRE(hub);
  REQUIRE(store.add_message(message(id, position, 1)));
  REQUIRE(store.add_entry(entry(position, id, *hub, lane)));
  REQUIRE(store.commit());
}

void change(Store& store, EntryChange change) {
  REQUIRE(store.begin());
  REQUIRE(store.change_entry(change));
  REQUIRE(store.commit());
}

std::vector<OpenEntryRow> open_entries(Store& store) {
  std::vector<OpenEntryRow> rows;
  REQUIRE(store.each_open_entry([&rows](OpenEntryRow&& row) { rows.push_back(std::move(row)); }));
  return rows;
}

}  // namespace

TEST_CASE("a message and its entries are there after the store is opened again", "[storage]") {
  const TemporaryDirectory dir;
  const auto file = dir.path() / "journal.db";
  { add(*open(file), kFirst, 1, 0xffff'ffff'ffff'fff0ULL); }
  const auto store = open(file);
  const auto rows = open_entries(*store);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].message == kFirst);
  CHECK(rows[0].lane == 0xffff'ffff'ffff'fff0ULL);
  CHECK(store->last_message().value() == kFirst.row);
  CHECK(store->last_position().value() >= 1);
  auto reader = store->reader();
  REQUIRE(reader);
  const auto found = (*reader)->message(kFirst);
  REQUIRE(found.value().has_value());
  CHECK((*found)->type == "ADT^A03");
  REQUIRE((*found)->deliveries.size() == 1);
  CHECK((*found)->deliveries[0].hub == "hub");
  CHECK((*reader)->body(kFirst).value()->answer == "MSA|AA");
  CHECK_FALSE((*reader)->message({kFirst.row, 99}).value().has_value());
}

TEST_CASE("a delivered entry leaves the queue and has a receipt", "[storage]") {
  const TemporaryDirectory dir;
  const auto store = open(dir.path() / "journal.db");
  add(*store, kFirst, 1, 11);
  change(*store, {.position = 1,
                  .state = EntryState::delivered,
                  .attempts = 2,
                  .rank = 1,
                  .changed = 5,
                  .locations = "Patient/1"});
  CHECK(open_entries(*store).empty());
  auto reader = store->reader();
  REQUIRE(reader);
  const auto found = (*reader)->message(kFirst).value();
  REQUIRE(found->deliveries.size() == 1);
  CHECK(found->deliveries[0].state == EntryState::delivered);
  CHECK(found->deliveries[0].attempts == 2);
  CHECK((*reader)->delivery(1).value().locations == "Patient/1");
  CHECK(store->last_position().value() == 1);
}

TEST_CASE("messages are listed newest first, by state, hub and channel, in pages", "[storage]") {
  const TemporaryDirectory dir;
  const auto store = open(dir.path() / "journal.db");
  for (int i = 1; i <= 6; ++i) add(*store, {i * 4096, 1}, i, static_cast<std::uint64_t>(i));
  change(*store, {.position = 2, .state = EntryState::delivered});
  change(*store, {.position = 3, .state = EntryState::parked, .rank = 3, .reason = "refused", .outcome = "{}"});
  change(*store, {.position = 4, .state = EntryState::uncertain, .rank = 4, .reason = "timeout"});
  REQUIRE(store->begin());
  MessageRow refused = message({7 * 4096, 1});
  refused.refused = true;
  refused.channel = "lab";
  REQUIRE(store->add_message(refused));
  REQUIRE(store->commit());

  auto reader = store->reader();
  REQUIRE(reader);
  const auto rows_of = [&reader](const Filter& filter) {
    std::vector<std::int64_t> rows;
    const auto listed = (*reader)->list(filter);
    REQUIRE(listed);
    for (const auto& m : *listed) rows.push_back(m.id.row / 4096);
    return rows;
  };
  using Rows = std::vector<std::int64_t>;
  CHECK(rows_of({}) == Rows{7, 6, 5, 4, 3, 2, 1});
  CHECK(rows_of({.limit = 2}) == Rows{7, 6});
  CHECK(rows_of({.before = 6 * 4096, .limit = 2}) == Rows{5, 4});
  CHECK(rows_of({.refused = true}) == Rows{7});
  CHECK(rows_of({.channel = "lab"}) == Rows{7});
  CHECK(rows_of({.state = EntryState::queued}) == Rows{6, 5, 1});
  CHECK(rows_of({.state = EntryState::parked}) == Rows{3});
  CHECK(rows_of({.state = EntryState::uncertain, .hub = "hub"}) == Rows{4});
  CHECK(rows_of({.state = EntryState::delivered, .hub = "hub", .channel = "ward"}) == Rows{2});
  CHECK(rows_of({.hub = "hub"}) == Rows{6, 5, 4, 3, 2, 1});
  CHECK(rows_of({.hub = "other"}).empty());
  CHECK((*reader)->delivery(3).value().outcome == "{}");
}

TEST_CASE("a rolled back transaction leaves nothing", "[storage]") {
  const TemporaryDirectory dir;
  const auto store = open(dir.path() / "journal.db");
  REQUIRE(store->begin());
  REQUIRE(store->add_message(message(kFirst)));
  REQUIRE(store->put_key("k", "d", kFirst));
  REQUIRE(store->hub_number("hub"));
  store->rollback();
  CHECK(store->rows_written() == 0);
  CHECK(store->last_message().value() == 0);
  REQUIRE(store->begin());
  CHECK_FALSE(store->find_key("k").value().has_value());
  REQUIRE(store->commit());
  add(*store, kSecond, 1, 1);
}

TEST_CASE("receiving keys and joined lanes are found again", "[storage]") {
  const TemporaryDirectory dir;
  const auto store = open(dir.path() / "journal.db");
  REQUIRE(store->begin());
  REQUIRE(store->put_key("key", "digest", kFirst));
  REQUIRE(store->put_key("key", "other", kSecond));
  REQUIRE(store->join(5, 0xffff'0000'0000'0000ULL));
  REQUIRE(store->commit());
  REQUIRE(store->begin());
  const auto key = store->find_key("key").value();
  REQUIRE(key.has_value());
  CHECK(key->digest == "other");
  CHECK(key->message == kSecond);
  CHECK(store->joined_to(5).value() == 0xffff'0000'0000'0000ULL);
  CHECK_FALSE(store->joined_to(6).value().has_value());
  REQUIRE(store->commit());
}

TEST_CASE("an entry is overtaken when a later one of its patient was delivered", "[storage]") {
  const TemporaryDirectory dir;
  const auto store = open(dir.path() / "journal.db");
  add(*store, kFirst, 1, 10);
  add(*store, kSecond, 2, 20);
  add(*store, {12288, 1}, 3, 30);
  for (const std::int64_t position : {2, 3}) change(*store, {.position = position, .state = EntryState::delivered});
  auto reader = store->reader();
  REQUIRE(reader);
  CHECK_FALSE((*reader)->overtaken(1).value());
  REQUIRE(store->begin());
  REQUIRE(store->join(10, 20));
  REQUIRE(store->commit());
  CHECK((*reader)->overtaken(1).value());
}

TEST_CASE("what another process asks is seen", "[storage]") {
  const TemporaryDirectory dir;
  const auto file = dir.path() / "journal.db";
  const auto store = open(file);
  add(*store, kFirst, 1, 10);
  CHECK_FALSE(store->changed_by_others());
  auto reader = sqlite::open_reader(file);
  REQUIRE(reader);
  REQUIRE((*reader)->request_replay(1));
  CHECK(store->changed_by_others());
  CHECK_FALSE(store->changed_by_others());
  REQUIRE(store->begin());
  const auto requests = store->requests().value();
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].position == 1);
  REQUIRE(store->remove_request(requests[0].row));
  REQUIRE(store->commit());
}

TEST_CASE("the files are closed to others", "[storage]") {
  const TemporaryDirectory dir;
  const auto store = open(dir.path() / "journal.db");
  add(*store, kFirst, 1, 1);
  int files = 0;
  for (const auto& item : std::filesystem::directory_iterator(dir.path())) {
    struct stat found {};
    REQUIRE(stat(item.path().c_str(), &found) == 0);
    CHECK((found.st_mode & 0777) == 0600);
    ++files;
  }
  CHECK(files == 3);
}

TEST_CASE("a full store answers with a fault and takes messages again when there is room", "[storage][fault]") {
  const TemporaryDirectory dir;
  const auto store = open(dir.path() / "journal.db", 40 * 16384);
  const std::string large(200'000, 'x');
  std::int64_t row = 1;
  Status done;
  while (done && row < 100) {
    REQUIRE(store->begin());
    MessageRow m = message({row++, 1});
    m.bytes = large;
    done = store->add_message(m);
    if (done) done = store->commit();
    if (!done) store->rollback();
  }
  REQUIRE_FALSE(done);
  CHECK(done.error().kind == FaultKind::unavailable);
  const auto last = store->last_message();
  REQUIRE(last);
  CHECK(*last == row - 2);
  CHECK(store->probe());
  add(*store, {row + 1, 1}, 1, 1);
}

TEST_CASE("a disk that takes no more bytes gives a fault and loses nothing that was committed", "[storage][fault]") {
  const TemporaryDirectory dir;
  const auto store = open(dir.path() / "journal.db");
  add(*store, kFirst, 1, 1);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &old) == 0);
  const rlimit small{300'000, old.rlim_max};
  REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
  const std::string large(1'000'000, 'x');
  MessageRow m = message(kSecond);
  m.bytes = large;
  Status done = store->begin();
  if (done) done = store->add_message(m);
  if (done) done = store->commit();
  store->rollback();
  REQUIRE(setrlimit(RLIMIT_FSIZE, &old) == 0);
  REQUIRE_FALSE(done);
  CHECK(done.error().kind == FaultKind::unavailable);
  CHECK(store->last_message().value() == kFirst.row);
  add(*store, kSecond, 2, 2);
  CHECK(open_entries(*store).size() == 2);
}

TEST_CASE("a file of a newer version is refused, and so is one that is no store", "[storage]") {
  const TemporaryDirectory dir;
  const auto file = dir.path() / "journal.db";
  { open(file); }
  {
    // user_version stands at byte 60 of the file (https://www.sqlite.org/fileformat.html section 1.3), big-endian.
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(60);
    bytes.write("\0\0\0\x63", 4);
  }
  const auto store = sqlite::open_store({.file = file});
  REQUIRE_FALSE(store);
  CHECK(store.error().kind == FaultKind::invalid);
  CHECK(store.error().message.find("99") != std::string::npos);
  CHECK(sqlite::open_reader(file).error().kind == FaultKind::invalid);

  const auto other = dir.path() / "other.db";
  std::ofstream(other) << std::string(4096, 'x');
  CHECK(sqlite::open_store({.file = other}).error().kind == FaultKind::invalid);
  CHECK(sqlite::open_reader(dir.path() / "absent.db").error().kind == FaultKind::not_found);
}

TEST_CASE("a data directory belongs to one gateway", "[storage]") {
  const TemporaryDirectory dir;
  const auto data = dir.path() / "a" / "b";
  auto lock = DirectoryLock::take(data);
  REQUIRE(lock);
  struct stat found {};
  REQUIRE(stat(data.c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0700);
  CHECK(DirectoryLock::take(data).error().kind == FaultKind::unavailable);
  lock->reset();
  CHECK(DirectoryLock::take(data).has_value());
  CHECK(free_bytes(data).value() > 0);
}
