#include "fhir/definitions/image_file.h"

#include "fhir/packages/archive.h"
#include "unit/fhir/temporary.h"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace schakel;
using namespace schakel::fhir;

TEST_CASE("an image gives back its sections, aligned", "[fhir][image]") {
  const test::TemporaryFolder folder;
  ImageWriter writer;
  writer.add("one", "123");
  writer.add("two", std::string(100'000, 'x'));
  writer.add("none", "");
  REQUIRE(writer.write(folder / "deep/image", Digest{7}));
  const auto image = ImageFile::open(folder / "deep/image");
  REQUIRE(image);
  CHECK((*image)->section("one") == "123");
  CHECK((*image)->section("two").size() == 100'000);
  CHECK((*image)->section("none").empty());
  CHECK((*image)->section("other").empty());
  CHECK(reinterpret_cast<std::uintptr_t>((*image)->section("two").data()) % 8 == 0);
  CHECK((*image)->made_from() == Digest{7});
  CHECK((*image)->intact());
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& e : std::filesystem::directory_iterator(folder / "deep")) ++files;
  CHECK(files == 1);
}

TEST_CASE("an image that is not what it should be is refused with the reason", "[fhir][image]") {
  const test::TemporaryFolder folder;
  CHECK(ImageFile::open(folder / "image").error().kind == FaultKind::not_found);
  ImageWriter writer;
  writer.add("one", std::string(5'000, 'x'));
  REQUIRE(writer.write(folder / "image", {}));
  const std::string good = *read_file(folder / "image");
  const auto with = [&](const std::string& bytes) {
    REQUIRE(write_file(folder / "image", bytes));
    return ImageFile::open(folder / "image");
  };
  CHECK(with(good));
  CHECK(with("").error().kind == FaultKind::invalid);
  CHECK(with(good.substr(0, 100)).error().kind == FaultKind::invalid);
  CHECK(with(good.substr(0, good.size() - 8)).error().message.find("cut short") != std::string::npos);
  for (const std::size_t at : {std::size_t{0}, std::size_t{8}, std::size_t{12}, std::size_t{40}, std::size_t{120}}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] + 1);
    INFO("byte " << at);
    CHECK(with(bad).error().kind == FaultKind::invalid);
  }
  std::string format = good;
  format[12] = static_cast<char>(format[12] + 1);
  CHECK(with(format).error().message.find("format") != std::string::npos);
  std::string payload = good;
  payload.back() = 'y';
  const auto damaged = with(payload);
  REQUIRE(damaged);
  CHECK_FALSE((*damaged)->intact());
}

TEST_CASE("an image that is open stays as it was when another is written", "[fhir][image]") {
  const test::TemporaryFolder folder;
  ImageWriter first;
  first.add("a", "old");
  REQUIRE(first.write(folder / "image", {}));
  const auto open = ImageFile::open(folder / "image");
  REQUIRE(open);
  ImageWriter second;
  second.add("a", "new");
  REQUIRE(second.write(folder / "image", {}));
  CHECK((*open)->section("a") == "old");
  CHECK((*ImageFile::open(folder / "image"))->section("a") == "new");
}
