#pragma once
// Messages over a Reader of the store; how a replay reaches the committer is the caller's.

#include "outbox/messages.h"
#include "storage/store.h"

#include <functional>
#include <mutex>

namespace schakel::outbox {

class StoredMessages final : public Messages {
 public:
  // `requeue` queues entries again; how many will be.
  using Requeue = std::function<Result<std::size_t>(std::vector<std::int64_t> positions)>;

  StoredMessages(std::unique_ptr<storage::Reader> reader, Requeue requeue);

  Result<Page> list(const Query& query) override;
  Result<std::optional<MessageDetail>> read(std::string_view id) override;
  Result<Replayed> replay(std::string_view id, std::string_view hub, Overtaken overtaken) override;

 private:
  std::mutex mutex_;
  std::unique_ptr<storage::Reader> reader_;
  Requeue requeue_;
};

// Where the store lies in a data directory.
std::filesystem::path store_file(const std::filesystem::path& data);

}  // namespace schakel::outbox
