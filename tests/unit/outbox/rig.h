#pragma once
// The outbox' parts on a real store and real sockets, with the dispatcher driven by the test and a clock that stands
// still.

#include "outbox/committer.h"
#include "outbox/dispatcher.h"
#include "outbox/stored_messages.h"
#include "support/scripted_server.h"
#include "support/temporary_directory.h"

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace schakel::outbox::testing {

using schakel::testing::ScriptedServer;
using Reply = ScriptedServer::Reply;

// A transaction-response that took everything.
Reply taken();

class Rig {
 public:
  // Answers the n-th request (from 0) of the hub; `body` is the payload.
  using Handler = std::function<Reply(std::size_t n, const std::string& body)>;

  explicit Rig(
      Handler handler = [](std::size_t, const std::string&) { return taken(); },
      const std::string& mechanism = "conditional");
  ~Rig();

  // Options of the hub "hub"; before open().
  HubOptions hub;
  Limits limits;
  ManualClock clock;

  void open();
  // As if the process had died: nothing that is under way ends.
  void kill();

  Submission message(const std::string& payload, std::vector<std::string> keys);
  // Submits and waits for the commit.
  Result<Committed> submit(Submission submission);
  std::string send(const std::string& payload, std::vector<std::string> keys);
  // Drives the dispatcher until it holds; fails the test after ten seconds.
  void until(const std::function<bool()>& holds);
  // Drives it until the hub has seen n requests and every one of them is settled.
  void until_seen(std::size_t n);
  void step() { dispatcher_->step(Milliseconds{0}); }

  std::vector<std::string> seen();           // payloads in the order of arrival
  Delivery delivery(const std::string& id);  // the message's only one
  MessageDetail detail(const std::string& id);
  Statistics statistics();
  Messages& messages() { return *messages_; }
  Committer& committer() { return *committer_; }
  [[nodiscard]] const std::filesystem::path& data() const { return directory_.path(); }

 private:
  schakel::testing::TemporaryDirectory directory_;
  Handler handler_;
  std::mutex mutex_;
  std::vector<std::string> seen_;
  std::unique_ptr<ScriptedServer> server_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<storage::MessageIds> ids_;
  HubCounters counters_;
  std::unique_ptr<Committer> committer_;
  std::unique_ptr<Dispatcher> dispatcher_;
  std::unique_ptr<Messages> messages_;
};

}  // namespace schakel::outbox::testing
