// What the committer takes up again: open entries when the store is opened, parked and uncertain ones when somebody
// asks.

#include "base/log.h"
#include "outbox/committer.h"
#include "outbox/identity.h"
#include "outbox/shared_gate.h"

#include <algorithm>

namespace schakel::outbox {

namespace {

using storage::EntryState;

std::unique_ptr<Entry> entry_of(const storage::OpenEntryRow& row, std::uint32_t hub) {
  auto entry = std::make_unique<Entry>();
  entry->position = row.position;
  entry->rank = row.rank;
  entry->message = row.message;
  entry->hub = hub;
  entry->parts = row.parts;
  entry->size = row.size;
  entry->state = row.state;
  entry->attempts = row.attempts;
  entry->replays = row.replays;
  entry->lane = row.lane;
  entry->content_type = row.content_type;
  entry->shared = read_shared(row.shared);
  entry->reason = row.reason;
  return entry;
}

Event opened(std::unique_ptr<Entry> entry) {
  Event event;
  event.entry = std::move(entry);
  return event;
}

}  // namespace

Status Committer::load() {
  storage::Store& store = *setting_.store;
  auto last = store.last_position();
  if (!last) return failed(last.error());
  last_position_ = *last;
  Effects effects;
  Status done = store.begin();
  for (HubSeat& hub : setting_.hubs) {
    auto number = done ? store.hub_number(hub.name) : Result<std::int64_t>(0);
    if (!number) done = failed(number.error());
    hub.number = number ? *number : 0;
  }
  Status loaded;
  if (done) {
    done = store.each_open_entry([this, &loaded](storage::OpenEntryRow&& row) {
      if (loaded) loaded = load_entry(std::move(row));
    });
  }
  if (done) done = loaded;
  if (done) done = apply_requests(effects);
  if (done) done = store.commit();
  if (!done) {
    store.rollback();
    return done;
  }
  if (unknown_hub_ != 0) log::warning("deliveries-of-unknown-hubs", {{"count", unknown_hub_}});
  for (auto& then : effects.after) then();
  for (Event& event : effects.events) resumed_.push_back(std::move(event));
  return {};
}

Status Committer::load_entry(storage::OpenEntryRow row) {
  const auto hub =
      std::find_if(setting_.hubs.begin(), setting_.hubs.end(), [&](const HubSeat& h) { return h.number == row.hub; });
  // A hub that is no longer configured: its entries stay as they are until it is again.
  if (hub == setting_.hubs.end()) {
    ++unknown_hub_;
    return {};
  }
  auto lane = lane_now(*setting_.store, row.lane);
  if (!lane) return failed(lane.error());
  row.lane = *lane;
  if (row.state == EntryState::sending) {
    // It was under way when the process ended.
    row.state = hub->mechanism == hubs::Mechanism::none ? EntryState::uncertain : EntryState::queued;
    row.reason = "interrupted";
    storage::EntryChange change;
    change.position = row.position;
    change.state = row.state;
    change.attempts = row.attempts;
    change.replays = row.replays;
    change.rank = row.rank;
    change.changed = now();
    change.reason = row.reason;
    if (auto done = setting_.store->change_entry(change); !done) return done;
  }
  if (row.state == EntryState::queued) {
    ++hub->counters->queued;
    hub->counters->queued_bytes += row.size;
  } else {
    ++(row.state == EntryState::parked ? hub->counters->parked : hub->counters->uncertain);
  }
  resumed_.push_back(opened(entry_of(row, static_cast<std::uint32_t>(hub - setting_.hubs.begin()))));
  return {};
}

Result<std::size_t> Committer::apply_replay(std::span<const std::int64_t> positions, Effects& effects) {
  std::size_t count = 0;
  for (const std::int64_t position : positions) {
    auto found = setting_.store->open_entry(position);
    if (!found) return failed(found.error());
    if (!*found || ((*found)->state != EntryState::parked && (*found)->state != EntryState::uncertain)) continue;
    storage::OpenEntryRow row = std::move(**found);
    const auto hub =
        std::find_if(setting_.hubs.begin(), setting_.hubs.end(), [&](const HubSeat& h) { return h.number == row.hub; });
    if (hub == setting_.hubs.end()) continue;
    const bool was_parked = row.state == EntryState::parked;
    auto lane = lane_now(*setting_.store, row.lane);
    if (!lane) return failed(lane.error());
    row.lane = *lane;
    row.state = EntryState::queued;
    ++row.replays;
    // Where the lane waits for it, it has kept its place.
    if (hub->after_park == AfterPark::goes_on) row.rank = ++last_position_;
    storage::EntryChange change;
    change.position = row.position;
    change.state = row.state;
    change.attempts = row.attempts;
    change.replays = row.replays;
    change.rank = row.rank;
    change.changed = now();
    if (auto done = setting_.store->change_entry(change); !done) return failed(done.error());
    effects.after.emplace_back([counters = hub->counters, was_parked, size = row.size] {
      --(was_parked ? counters->parked : counters->uncertain);
      ++counters->queued;
      counters->queued_bytes += size;
    });
    row.reason.clear();
    effects.events.push_back(opened(entry_of(row, static_cast<std::uint32_t>(hub - setting_.hubs.begin()))));
    ++count;
  }
  return count;
}

}  // namespace schakel::outbox
