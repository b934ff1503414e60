#include "app/arguments.h"

#include <catch2/catch.hpp>

#include <sstream>

using namespace schakel::app;

namespace {

Arguments seen;
int remember(const Arguments& arguments) {
  seen = arguments;
  return kInputIsWrong;
}

constexpr Option kOptions[] = {
    {"FILE", "", "what to read", true, true, {}},      {"-o,--output", "FILE", "where to", false, false, {}},
    {"--ig", "PACKAGE", "a package", false, true, {}}, {"--to", "FORMAT", "json or xml", false, false, "json"},
    {"--batch", "", "many at once", false, false, {}},
};
const Command kOne{"one", "does one thing", "It does it.", "  schakel one x", kOptions, remember};
constexpr Option kPairOptions[] = {{"SYSTEM", "", "first", true, false, {}}, {"CODE", "", "second", true, false, {}}};
const Command kPair{"pair", "takes two", "", "", kPairOptions, remember};
const Command kNested{"group verb", "of a group", "", "", {}, remember};
constexpr const Command* kTable[] = {&kOne, &kPair, &kNested};

struct Run {
  int code;
  std::string out;
  std::string err;
};

Run run(std::vector<const char*> words) {
  words.insert(words.begin(), "schakel");
  std::ostringstream out;
  std::ostringstream err;
  const int code = run_command_line(kTable, static_cast<int>(words.size()), words.data(), out, err);
  return {code, out.str(), err.str()};
}

}  // namespace

TEST_CASE("a command gets its options, repeated ones in order", "[app]") {
  const Run r = run({"one", "a", "--ig", "p", "-o", "x", "--ig", "q", "b"});
  CHECK(r.code == kInputIsWrong);
  CHECK(std::vector<std::string>(seen.all("FILE").begin(), seen.all("FILE").end()) ==
        std::vector<std::string>{"a", "b"});
  CHECK(std::vector<std::string>(seen.all("--ig").begin(), seen.all("--ig").end()) ==
        std::vector<std::string>{"p", "q"});
  CHECK(seen.text("--output") == "x");
  CHECK(seen.text("--to") == "json");
  CHECK_FALSE(seen.has("--batch"));
}

TEST_CASE("positional arguments take one word each", "[app]") {
  CHECK(run({"pair", "loinc", "718-7"}).code == kInputIsWrong);
  CHECK(seen.text("SYSTEM") == "loinc");
  CHECK(seen.text("CODE") == "718-7");
  CHECK(run({"pair", "loinc"}).code == kFailed);
  CHECK(run({"pair", "loinc", "718-7", "more"}).code == kFailed);
}

TEST_CASE("help is asked for with exit 0 and shows text and examples", "[app]") {
  const Run r = run({"one", "--help"});
  CHECK(r.code == kDone);
  CHECK(r.out.find("It does it.") != std::string::npos);
  CHECK(r.out.find("schakel one x") != std::string::npos);
  CHECK(r.out.find("[json]") != std::string::npos);
}

TEST_CASE("usage errors go to stderr with exit 2", "[app]") {
  CHECK(run({"one"}).code == kFailed);
  CHECK(run({"one", "a", "--nothing"}).code == kFailed);
  CHECK(run({"one", "a", "-o", "x", "-o", "y"}).code == kFailed);
  CHECK(run({"unknown"}).code == kFailed);
  CHECK_FALSE(run({"unknown"}).err.empty());
  CHECK(run({}).code == kFailed);
}

TEST_CASE("a verb of a group is found by both words", "[app]") {
  CHECK(run({"group", "verb"}).code == kInputIsWrong);
  CHECK(run({"group"}).code == kFailed);
  CHECK(run({"--help"}).out.find("group") != std::string::npos);
}

TEST_CASE("a long option is taken with one dash too", "[app][arguments]") {
  CHECK(run({"one", "-ig", "a", "-ig", "b", "-to", "xml", "-batch", "f"}).code == kInputIsWrong);
  CHECK(seen.all("--ig").size() == 2);
  CHECK(seen.text("--to") == "xml");
  CHECK(seen.has("--batch"));
  CHECK(run({"one", "-to=json", "f"}).code == kInputIsWrong);
  CHECK(seen.text("--to") == "json");
  CHECK(run({"one", "-o", "out", "f"}).code == kInputIsWrong);
  CHECK(seen.text("--output") == "out");
  CHECK(run({"one", "-unknown", "f"}).code == kFailed);
}

namespace {

constexpr Option kMore[] = {
    {.name = "--pair", .value = "A B", .many = true, .arguments = 2},
    {.name = "--secret", .value = {}, .help = "not shown", .hidden = true},
};
const Command kTwo{"two", "does another", "", "", kMore, remember};
constexpr const Command* kOther[] = {&kTwo};

}  // namespace

TEST_CASE("an option may take values that belong together, and may be left out of the help", "[app][arguments]") {
  std::ostringstream out;
  std::ostringstream err;
  const char* words[] = {"schakel", "two", "--pair", "a", "b", "--pair", "c", "d", "-secret"};
  REQUIRE(run_command_line(kOther, 9, words, out, err) == kInputIsWrong);
  const auto pairs = seen.all("--pair");
  CHECK(std::vector<std::string>(pairs.begin(), pairs.end()) == std::vector<std::string>{"a", "b", "c", "d"});
  CHECK(seen.has("--secret"));
  const char* help[] = {"schakel", "two", "--help"};
  CHECK(run_command_line(kOther, 3, help, out, err) == kDone);
  CHECK(out.str().find("--pair") != std::string::npos);
  CHECK(out.str().find("--secret") == std::string::npos);
}

TEST_CASE("a word that is no command is named, with the one that was probably meant", "[app][arguments]") {
  CHECK(run({"onee", "f"}).err.find("there is no command 'onee'; did you mean 'one'?") != std::string::npos);
  CHECK(run({"group", "vreb"}).err.find("did you mean 'group verb'?") != std::string::npos);
  CHECK(run({"quite-another"}).err.find("there are: one, ") != std::string::npos);
  CHECK(run({"group"}).err.find("there is no command") == std::string::npos);
  CHECK(run({"one", "--unknown"}).err.find("schakel one --help") != std::string::npos);
  CHECK(run({"onee"}).code == kFailed);
}
