#include "transport/loops.h"

#include "transport/loop.h"

#include <boost/asio/post.hpp>

#include <cstdio>
#include <ctime>
#include <deque>
#include <thread>
#include <vector>

namespace schakel::transport {

namespace {

constexpr std::chrono::seconds kTick{1};

// RFC 9110 section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
std::string http_date(std::chrono::system_clock::time_point now) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[parts.tm_wday], parts.tm_mday,
                kMonths[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
  return text;
}

void tick(Loop& loop) {
  loop.date = http_date(std::chrono::system_clock::now());
  loop.ticker.expires_after(kTick);
  loop.ticker.async_wait([&loop](const ErrorCode& error) {
    if (error) return;
    loop.now = std::chrono::steady_clock::now();
    // A connection may leave the set while it is asked.
    const std::vector<Connection*> all(loop.connections.begin(), loop.connections.end());
    for (Connection* connection : all) {
      if (loop.connections.contains(connection)) connection->check_deadline(loop.now);
    }
    tick(loop);
  });
}

}  // namespace

struct Loops::Impl {
  std::deque<Loop> loops;
  std::vector<std::thread> threads;
};

Loops::Loops(unsigned count) : impl_(std::make_unique<Impl>()) {
  for (unsigned i = 0; i < count; ++i) impl_->loops.emplace_back(i);
}

Loops::~Loops() { stop(); }

void Loops::start() {
  for (Loop& loop : impl_->loops) {
    tick(loop);
    impl_->threads.emplace_back([&loop] { loop.context.run(); });
  }
}

void Loops::stop() {
  for (Loop& loop : impl_->loops) loop.context.stop();
  for (std::thread& thread : impl_->threads) thread.join();
  impl_->threads.clear();
}

void Loops::drain() {
  for (Loop& loop : impl_->loops) {
    net::post(loop.context, [&loop] {
      loop.draining = true;
      for (Connection* connection : std::vector<Connection*>(loop.connections.begin(), loop.connections.end()))
        connection->drain();
    });
  }
}

unsigned Loops::size() const { return static_cast<unsigned>(impl_->loops.size()); }

void Loops::post(unsigned loop, std::function<void()> work) { net::post(impl_->loops[loop].context, std::move(work)); }

Loop& Loops::at(unsigned loop) { return impl_->loops[loop]; }

}  // namespace schakel::transport
