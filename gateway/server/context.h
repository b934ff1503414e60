#pragma once
// Context: what endpoints work with. Everything outlives the server. Thread rule: any thread.

#include "base/clock.h"
#include "outbox/outbox.h"
#include "pipeline/ingest.h"
#include "pipeline/judge.h"
#include "pipeline/workers.h"

#include <atomic>
#include <deque>
#include <string>
#include <string_view>

namespace schakel::server {

struct Context {
  pipeline::Ingest& ingest;
  outbox::Outbox& outbox;
  pipeline::Workers& workers;
  pipeline::Judge& judge;
  const std::deque<pipeline::Channel>& channels;  // the first one is the default
  std::string version;                            // of the software
  bool insecure = false;                          // listens where others can reach it, without protection
  TimePoint started{};
  std::atomic<bool> stopping{false};

  [[nodiscard]] const pipeline::Channel* channel(std::string_view name) const {
    for (const pipeline::Channel& c : channels) {
      if (c.name == name) return &c;
    }
    return nullptr;
  }
};

}  // namespace schakel::server
