#pragma once
// Command: one verb of the command line. To add one: commands/<command>.cpp that defines a `const Command`, and its row
// in table.cpp. The description below is all that --help shows and all that the parser needs; CLI11 stays in
// arguments.cpp.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::app {

// How a command ends.
inline constexpr int kDone = 0;
inline constexpr int kInputIsWrong = 1;  // the document, expression or map that was given
inline constexpr int kFailed = 2;        // usage, or a failure of ours

// One option (`--hub URL`), flag (`--batch`) or, without dashes, positional argument (`FILE`). A long name is taken
// with one dash too (`-ig`), as many tools of the field spell theirs.
struct Option {
  std::string_view name;   // `--hub`; `-o,--output`; `FILE`
  std::string_view value;  // what stands for its value in the help: `URL`; empty: a flag. Positionals: empty too
  std::string_view help = {};
  bool required = false;
  bool many = false;               // may be given several times
  std::string_view fallback = {};  // shown in the help and given when absent
  bool hidden = false;             // taken, not shown in the help
  int arguments = 1;               // values that belong together: `--bundle RULE URL`
};

// What the user typed. Names are those of Option: long name with dashes, or the positional's.
class Arguments {
 public:
  [[nodiscard]] bool has(std::string_view name) const { return values_.find(name) != values_.end(); }
  // The value, else the fallback of its Option, else empty.
  [[nodiscard]] std::string_view text(std::string_view name) const;
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] std::span<const std::string> all(std::string_view name) const;

  void set(std::string_view name, std::vector<std::string> values) { values_[std::string(name)] = std::move(values); }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

struct Command {
  std::string_view name;      // `convert`; `queue list` is the verb `list` of `queue`
  std::string_view summary;   // one line, for the list of commands
  std::string_view text;      // what it does and prints, for its own --help
  std::string_view examples;  // lines of `schakel ...`, each with what it shows
  std::span<const Option> options;
  int (*run)(const Arguments&);
};

// All commands, in the order of the help.
std::span<const Command* const> commands();

}  // namespace schakel::app
