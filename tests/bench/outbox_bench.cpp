// The durable queue: how many messages a second become ours, rows per fsync, and how many pass through to a hub.

#include "ratios.h"

#include "hubs/registry.h"
#include "outbox/outbox.h"
#include "support/scripted_server.h"
#include "support/temporary_directory.h"

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace {

using namespace schakel;
using schakel::testing::ScriptedServer;
using schakel::testing::TemporaryDirectory;

constexpr std::size_t kRowBytes = 4096;
constexpr std::size_t kInFlight = 256;  // senders that wait for their ACK

// Counts what was answered, and lets at most kInFlight wait.
class Gate {
 public:
  void enter() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return waiting_ < kInFlight; });
    ++waiting_;
  }
  void leave() {
    const std::lock_guard lock(mutex_);
    --waiting_;
    wake_.notify_all();
  }
  void drain() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return waiting_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::size_t waiting_ = 0;
};

outbox::Submission message(std::size_t n, std::size_t bytes) {
  outbox::Submission s;
  s.channel = "ward";
  s.format = "hl7v2";
  s.type = "ORU^R01";
  s.control_id = std::to_string(n);
  s.receiving_key = "ward|HIS|" + s.control_id;
  s.digest = "d";
  s.bytes = std::string(bytes, 'x');
  s.answer = "MSA|AA";
  s.answer_media_type = "application/hl7-v2";
  s.answer_status = 202;
  return s;
}

void journal(benchmark::State& state) {
  const TemporaryDirectory dir;
  outbox::Options options;
  options.data = dir.path();
  auto box = outbox::Outbox::open(std::move(options));
  if (!box) return state.SkipWithError("no outbox");
  Gate gate;
  std::size_t n = 0;
  for (auto _ : state) {
    gate.enter();
    const auto taken =
        (*box)->submit((*box)->new_id(), message(n++, kRowBytes), [&gate](const auto&) { gate.leave(); });
    if (!taken) return state.SkipWithError("back-pressure");
  }
  gate.drain();
  const auto s = (*box)->statistics();
  state.SetItemsProcessed(static_cast<std::int64_t>(n));
  state.counters["rows/s"] = benchmark::Counter(static_cast<double>(s.rows_total), benchmark::Counter::kIsRate);
  state.counters["rows/fsync"] = static_cast<double>(s.rows_total) / static_cast<double>(s.commits_total);
  state.counters["messages/fsync"] = static_cast<double>(n) / static_cast<double>(s.commits_total);
}

// The floor: the same bytes appended to a file, one fdatasync for 64 of them.
void append_log(benchmark::State& state) {
  const TemporaryDirectory dir;
  const int fd = ::open((dir.path() / "log").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
  const std::string row(kRowBytes, 'x');
  std::size_t n = 0;
  for (auto _ : state) {
    if (::write(fd, row.data(), row.size()) < 0) return state.SkipWithError("no disk");
    if (++n % 64 == 0) ::fdatasync(fd);
  }
  ::close(fd);
  state.SetItemsProcessed(static_cast<std::int64_t>(n));
}

// Journalled, sent to a hub that takes everything, receipt on disk; the queue stays short.
void pass_through(benchmark::State& state) {
  const std::string answer = R"({"resourceType":"Bundle","type":"transaction-response","entry":[]})";
  ScriptedServer hub([&answer](const ScriptedServer::Request&) { return ScriptedServer::answer(200, answer); });
  const auto description = hubs::parse_description("null", R"({"kind":"fhir_rest","format":"application/fhir+json"})");
  outbox::HubOptions null;
  null.target.name = "null";
  null.target.url = hub.url();
  null.hub = std::move(*hubs::make_hub(*description, null.target));
  const TemporaryDirectory dir;
  outbox::Options options;
  options.data = dir.path();
  options.hubs.push_back(std::move(null));
  auto box = outbox::Outbox::open(std::move(options));
  if (!box) return state.SkipWithError("no outbox");
  (*box)->start();
  Gate gate;
  std::size_t n = 0;
  for (auto _ : state) {
    outbox::Submission s = message(n, 2048);
    outbox::NewEntry entry;
    entry.hub = "null";
    entry.lane_keys = {"hospital|" + std::to_string(n++ % 1000)};
    entry.content_type = "application/fhir+json";
    s.entries.push_back(std::move(entry));
    gate.enter();
    if (!(*box)->submit((*box)->new_id(), std::move(s), [&gate](const auto&) { gate.leave(); })) {
      return state.SkipWithError("back-pressure");
    }
    while ((*box)->statistics().hubs[0].queued > 2 * kInFlight) std::this_thread::yield();
  }
  while ((*box)->statistics().hubs[0].delivered_total < n) std::this_thread::yield();
  const auto s = (*box)->statistics();
  state.SetItemsProcessed(static_cast<std::int64_t>(n));
  state.counters["rows/message"] = static_cast<double>(s.rows_total) / static_cast<double>(n);
  state.counters["messages/fsync"] = static_cast<double>(n) / static_cast<double>(s.commits_total);
}

BENCHMARK(journal)->Name("outbox/journal 4 KB")->UseRealTime();
BENCHMARK(append_log)->Name("outbox/append 4 KB and fdatasync of 64")->UseRealTime();
BENCHMARK(pass_through)->Name("outbox/pass through 2 KB")->UseRealTime();
// facts: SQLite WAL FULL reaches 0.38 of an appended log at 64 rows a batch, with a bare row and no keys.
SCHAKEL_RATIO("outbox/journal 4 KB", "outbox/append 4 KB and fdatasync of 64", 0.25, 0.35);

}  // namespace
