#include "fhir/packages/lock.h"

#include <catch2/catch.hpp>

using namespace schakel;
using namespace schakel::fhir;

namespace {

const char* const kLock =
    R"({"packages":[{"id":"a","version":"1.2.3","source":"npm:a@1.2.3","sha256":"00","licence":"CC0-1.0"},
  {"id":"b","version":"2.0.0","optional":true,"note":"why"}],
  "substitutions":[{"declared":"b#1.0.0","used":"b#2.0.0","reason":"gone"},{"declared":"c#*","used":"a#1.2.3","reason":"renamed"}]})";

}  // namespace

TEST_CASE("a lock file reads back what it writes", "[fhir][packages]") {
  const auto lock = Lock::parse(kLock);
  REQUIRE(lock);
  CHECK(lock->packages.size() == 2);
  CHECK(lock->packages[1].optional);
  const auto again = Lock::parse(lock->text());
  REQUIRE(again);
  CHECK(again->text() == lock->text());
}

TEST_CASE("a declared dependency is met by itself, by a wider version or by a substitution", "[fhir][packages]") {
  const auto lock = Lock::parse(kLock);
  REQUIRE(lock);
  const Substitution* by = nullptr;
  CHECK(lock->satisfying({"a", "1.2.3"}, &by)->name.text() == "a#1.2.3");
  CHECK(lock->satisfying({"a", "1.2.x"}, &by)->name.text() == "a#1.2.3");
  CHECK(lock->satisfying({"a", "current"}, &by)->name.text() == "a#1.2.3");
  CHECK(by == nullptr);
  CHECK(lock->satisfying({"b", "1.0.0"}, &by)->name.text() == "b#2.0.0");
  REQUIRE(by != nullptr);
  CHECK(by->reason == "gone");
  CHECK(lock->satisfying({"c", "9"}, &by)->name.text() == "a#1.2.3");
  CHECK(lock->satisfying({"a", "1.3.x"}) == nullptr);
  CHECK(lock->satisfying({"b", "3.0.0"}) == nullptr);
  CHECK(lock->satisfying({"d", "1"}) == nullptr);
}

TEST_CASE("a lock file with a fault says which", "[fhir][packages]") {
  CHECK(Lock::parse("{\n \"packages\": [}").error().message.find("line 2") != std::string::npos);
  CHECK_FALSE(Lock::parse(R"({"packages":[{"id":"a"}]})"));
  CHECK_FALSE(Lock::parse(R"({"packages":[{"id":"a","version":"1"},{"id":"a","version":"1"}]})"));
  CHECK_FALSE(Lock::parse(R"({"substitutions":[{"declared":"a#1","used":"a#2"}]})"));
}

TEST_CASE("putting a package replaces the one of its name and keeps the order", "[fhir][packages]") {
  auto lock = Lock::parse(kLock);
  REQUIRE(lock);
  LockedPackage b;
  b.name = {"b", "2.0.0"};
  b.sha256 = "11";
  lock->put(b);
  CHECK(lock->packages.size() == 2);
  CHECK(lock->packages[1].sha256 == "11");
  CHECK(lock->packages[1].optional);
  b.name.version = "3.0.0";
  lock->put(b);
  CHECK(lock->packages.back().name.text() == "b#3.0.0");
}
