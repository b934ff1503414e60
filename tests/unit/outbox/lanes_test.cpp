#include "outbox/lanes.h"

#include <catch2/catch.hpp>

#include <deque>

using namespace schakel::outbox;

namespace {

struct Yard {
  Lanes lanes;
  std::deque<Waiting> all;
  std::vector<Waiting*> ready;

  Waiting& add(std::uint64_t lane) {
    Waiting& w = all.emplace_back();
    w.lane = lane;
    if (lanes.add(w)) ready.push_back(&w);
    return w;
  }
  // Removes the first ready one and gives it.
  Waiting* pass() {
    if (ready.empty()) return nullptr;
    Waiting* first = ready.front();
    ready.erase(ready.begin());
    lanes.remove(*first, ready);
    return first;
  }
};

}  // namespace

TEST_CASE("a lane is first in first out, lanes are beside each other", "[outbox][lanes]") {
  Yard yard;
  Waiting& a1 = yard.add(1);
  Waiting& a2 = yard.add(1);
  Waiting& b1 = yard.add(2);
  CHECK(yard.ready == std::vector<Waiting*>{&a1, &b1});
  CHECK(yard.pass() == &a1);
  CHECK(yard.ready == std::vector<Waiting*>{&b1, &a2});
  CHECK(yard.pass() == &b1);
  CHECK(yard.pass() == &a2);
  CHECK(yard.pass() == nullptr);
  CHECK(yard.lanes.lanes() == 0);
}

TEST_CASE("joined lanes are drained before what comes after the join", "[outbox][lanes]") {
  Yard yard;
  Waiting& a = yard.add(1);
  Waiting& b1 = yard.add(2);
  Waiting& b2 = yard.add(2);
  yard.lanes.join(2, 1);
  Waiting& both = yard.add(1);
  Waiting& later = yard.add(1);
  CHECK(yard.ready == std::vector<Waiting*>{&a, &b1});
  CHECK(yard.pass() == &a);
  CHECK(yard.ready == std::vector<Waiting*>{&b1});
  CHECK(yard.pass() == &b1);
  CHECK(yard.ready == std::vector<Waiting*>{&b2});
  CHECK(yard.pass() == &b2);
  CHECK(yard.ready == std::vector<Waiting*>{&both});
  CHECK(yard.pass() == &both);
  CHECK(yard.pass() == &later);
  CHECK(yard.lanes.lanes() == 0);
}

TEST_CASE("joining costs nothing where nothing waits", "[outbox][lanes]") {
  Yard yard;
  yard.lanes.join(2, 1);
  CHECK(yard.lanes.lanes() == 0);
  // Only the lane that is joined has something: what comes to the other waits for it.
  Waiting& b = yard.add(4);
  yard.lanes.join(4, 3);
  Waiting& a = yard.add(3);
  CHECK(yard.ready == std::vector<Waiting*>{&b});
  CHECK(yard.pass() == &b);
  CHECK(yard.pass() == &a);
}

TEST_CASE("joins of joined lanes keep the order, and nothing leaks when lanes end unfinished", "[outbox][lanes]") {
  Yard yard;
  Waiting& a = yard.add(1);
  Waiting& b = yard.add(2);
  Waiting& c = yard.add(3);
  yard.lanes.join(3, 2);
  yard.lanes.join(2, 1);
  Waiting& last = yard.add(1);
  CHECK(yard.ready == std::vector<Waiting*>{&a, &b, &c});
  CHECK(yard.pass() == &a);
  CHECK(yard.pass() == &b);
  CHECK(yard.ready == std::vector<Waiting*>{&c});
  CHECK(yard.pass() == &c);
  CHECK(yard.ready == std::vector<Waiting*>{&last});

  Yard open;
  open.add(1);
  open.add(2);
  open.lanes.join(2, 1);
}
