#include "outbox/stored_messages.h"

#include "storage/sqlite/sqlite_store.h"

#include <algorithm>

namespace schakel::outbox {

namespace {

using storage::EntryState;
using storage::MessageId;

constexpr std::size_t kLongestPage = 1'000;
constexpr std::string_view kCodes[] = {"queued", "delivered", "parked", "uncertain"};

// An entry that is being sent is still queued for who asks.
DeliveryState state_of(EntryState state) {
  switch (state) {
    case EntryState::queued:
    case EntryState::sending: return DeliveryState::queued;
    case EntryState::parked: return DeliveryState::parked;
    case EntryState::uncertain: return DeliveryState::uncertain;
    case EntryState::delivered: break;
  }
  return DeliveryState::delivered;
}

EntryState stored_state(DeliveryState state) {
  switch (state) {
    case DeliveryState::queued: return EntryState::queued;
    case DeliveryState::parked: return EntryState::parked;
    case DeliveryState::uncertain: return EntryState::uncertain;
    case DeliveryState::delivered: break;
  }
  return EntryState::delivered;
}

MessageSummary summary_of(const storage::StoredMessage& stored) {
  MessageSummary summary;
  summary.id = stored.id.text();
  summary.received = stored.id.time();
  summary.channel = stored.channel;
  summary.format = stored.format;
  summary.type = stored.type;
  summary.control_id = stored.control_id;
  summary.refused = stored.refused;
  summary.control_id_reused = stored.control_id_reused;
  summary.bytes = stored.size;
  for (const storage::DeliveryRow& row : stored.deliveries) {
    Delivery delivery;
    delivery.hub = row.hub;
    delivery.state = state_of(row.state);
    delivery.reason = row.reason;
    delivery.attempts = row.attempts;
    delivery.changed = TimePoint{Milliseconds{row.changed}};
    delivery.replays = row.replays;
    summary.deliveries.push_back(std::move(delivery));
  }
  return summary;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    all.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

}  // namespace

std::string_view delivery_state_code(DeliveryState state) { return kCodes[static_cast<std::size_t>(state)]; }

std::optional<DeliveryState> delivery_state_from_code(std::string_view code) {
  const auto* const found = std::find(std::begin(kCodes), std::end(kCodes), code);
  if (found == std::end(kCodes)) return std::nullopt;
  return static_cast<DeliveryState>(found - kCodes);
}

std::filesystem::path store_file(const std::filesystem::path& data) { return data / "journal.db"; }

StoredMessages::StoredMessages(std::unique_ptr<storage::Reader> reader, Requeue requeue)
    : reader_(std::move(reader)), requeue_(std::move(requeue)) {}

Result<Page> StoredMessages::list(const Query& query) {
  storage::Filter filter;
  filter.refused = query.refused;
  if (query.state) filter.state = stored_state(*query.state);
  filter.hub = query.hub;
  filter.channel = query.channel;
  if (!query.before.empty()) {
    const auto id = MessageId::parse(query.before);
    if (!id) return failed(invalid("not the id of a message"));
    filter.before = id->row;
  }
  const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, kLongestPage);
  filter.limit = limit + 1;
  Page page;
  const std::lock_guard lock(mutex_);
  auto found = reader_->list(filter);
  if (!found) return failed(found.error());
  for (const storage::StoredMessage& stored : *found) {
    if (page.messages.size() == limit) {
      page.next = page.messages.back().id;
      break;
    }
    page.messages.push_back(summary_of(stored));
  }
  return page;
}

Result<std::optional<MessageDetail>> StoredMessages::read(std::string_view text) {
  const auto id = MessageId::parse(text);
  if (!id) return std::optional<MessageDetail>();
  const std::lock_guard lock(mutex_);
  auto found = reader_->message(*id);
  if (!found) return failed(found.error());
  if (!*found) return std::optional<MessageDetail>();
  auto body = reader_->body(*id);
  if (!body) return failed(body.error());
  MessageDetail detail;
  detail.summary = summary_of(**found);
  if (*body) {
    detail.bytes = std::move((*body)->bytes);
    detail.outcome = std::move((*body)->outcome);
    detail.answer = std::move((*body)->answer);
    detail.answer_media_type = std::move((*body)->answer_media_type);
    detail.answer_status = (*body)->answer_status;
  }
  for (const storage::DeliveryRow& row : (*found)->deliveries) {
    auto stored = reader_->delivery(row.position);
    if (!stored) return failed(stored.error());
    DeliveryDetail delivery;
    delivery.content_type = row.content_type;
    delivery.payload = stored->payload.empty() ? detail.bytes : std::move(stored->payload);
    delivery.outcome = std::move(stored->outcome);
    delivery.locations = lines(stored->locations);
    detail.deliveries.push_back(std::move(delivery));
  }
  return std::optional<MessageDetail>(std::move(detail));
}

Result<Replayed> StoredMessages::replay(std::string_view text, std::string_view hub, Overtaken overtaken) {
  const auto id = MessageId::parse(text);
  if (!id) return failed(not_found("no such message"));
  Replayed replayed;
  std::vector<std::int64_t> positions;
  {
    const std::lock_guard lock(mutex_);
    auto found = reader_->message(*id);
    if (!found) return failed(found.error());
    if (!*found) return failed(not_found("no such message"));
    for (const storage::DeliveryRow& row : (*found)->deliveries) {
      if (!hub.empty() && row.hub != hub) continue;
      if (row.state != EntryState::parked && row.state != EntryState::uncertain) {
        ++replayed.not_replayable;
        continue;
      }
      if (overtaken == Overtaken::refuse) {
        auto later = reader_->overtaken(row.position);
        if (!later) return failed(later.error());
        if (*later) {
          ++replayed.overtaken;
          continue;
        }
      }
      positions.push_back(row.position);
    }
  }
  if (positions.empty()) return replayed;
  const std::size_t asked = positions.size();
  auto queued = requeue_(std::move(positions));
  if (!queued) return failed(queued.error());
  replayed.queued = *queued;
  replayed.not_replayable += asked - *queued;
  return replayed;
}

Result<std::unique_ptr<Messages>> open_messages(const std::filesystem::path& data) {
  auto reader = storage::sqlite::open_reader(store_file(data));
  if (!reader) return failed(reader.error());
  auto asking = storage::sqlite::open_reader(store_file(data));
  if (!asking) return failed(asking.error());
  // The gateway that owns the directory, or its next start, does it.
  auto requeue = [ask = std::shared_ptr<storage::Reader>(std::move(*asking))](
                     const std::vector<std::int64_t>& positions) -> Result<std::size_t> {
    for (const std::int64_t position : positions) {
      if (auto done = ask->request_replay(position); !done) return failed(done.error());
    }
    return positions.size();
  };
  return std::make_unique<StoredMessages>(std::move(*reader), std::move(requeue));
}

}  // namespace schakel::outbox
