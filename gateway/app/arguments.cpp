#include "app/arguments.h"

#include "app/version.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <deque>
#include <memory>
#include <numeric>
#include <ostream>

namespace schakel::app {

std::string_view Arguments::text(std::string_view name) const { return find(name).value_or(std::string_view{}); }

std::optional<std::string_view> Arguments::find(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end() || found->second.empty()) return std::nullopt;
  return found->second.front();
}

std::span<const std::string> Arguments::all(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return {};
  return found->second;
}

namespace {

constexpr const char* kAbout =
    "Schakel turns the messages of hospitals (HL7 v2 ...) into HL7 FHIR R4, validates them against Belgian profiles "
    "and delivers\n"
    "them to the hubs of integrated care, durably and in order.\n";

constexpr const char* kFooter =
    "\nTo begin:\n"
    "  schakel serve --hub http://127.0.0.1:8103/fhir    receive over MLLP (2575) and HTTP (8080), deliver to that "
    "hub\n"
    "  schakel convert discharge.hl7                     print the FHIR Bundle of a message\n"
    "  schakel <command> --help                          what a command does, with examples\n"
    "\nExit codes: 0 done, 1 the input is wrong, 2 usage or a failure of schakel itself.\n";

// CLI11 takes `[degF]` for a list of one and drops its brackets; a mark in front of it keeps it as it is.
constexpr char kNoList = '\x01';

// The values CLI11 fills; stable addresses.
struct Slot {
  const Option* option = nullptr;
  CLI::Option* parsed = nullptr;
  std::vector<std::string> values = {};
};

struct Verb {
  const Command* command = nullptr;
  CLI::App* app = nullptr;
  std::deque<Slot> slots;
};

// `-o,--output` -> `--output`
std::string_view key_of(const Option& option) {
  const auto comma = option.name.rfind(',');
  return comma == std::string_view::npos ? option.name : option.name.substr(comma + 1);
}

void add_option(CLI::App& app, Slot& slot) {
  const Option& option = *slot.option;
  const std::string name(option.name);
  std::string help(option.help);
  const bool positional = name.front() != '-';
  const auto hide = [&] {
    if (option.hidden) slot.parsed->group("");
  };
  if (!positional && option.value.empty()) {
    slot.parsed =
        app.add_flag(name, std::as_const(help));  // a string that is not const would be taken as the flag's value
    hide();
    return;
  }
  if (!option.fallback.empty()) help += " [" + std::string(option.fallback) + "]";
  slot.parsed = app.add_option(name, slot.values, help);
  slot.parsed->type_name(positional ? "" : std::string(option.value))->take_all();
  slot.parsed->expected(1, option.many ? CLI::detail::expected_max_vector_size : 1);
  if (option.arguments > 1) slot.parsed->type_size(option.arguments);
  if (positional && !option.many) slot.parsed->allow_extra_args(false);  // what follows belongs to the next one
  if (!positional)
    slot.parsed->allow_extra_args(false)
        ->expected(1, option.many ? CLI::detail::expected_max_vector_size : 1)
        ->multi_option_policy(option.many ? CLI::MultiOptionPolicy::TakeAll : CLI::MultiOptionPolicy::Throw);
  if (option.required) slot.parsed->required();
  hide();
}

// The verb's place: `queue list` lives in the group `queue`.
CLI::App& group_for(CLI::App& root, std::string_view& name) {
  CLI::App* at = &root;
  for (auto space = name.find(' '); space != std::string_view::npos; space = name.find(' ')) {
    const std::string group(name.substr(0, space));
    name.remove_prefix(space + 1);
    CLI::App* below = nullptr;
    for (CLI::App* known : at->get_subcommands([&](CLI::App* a) { return a->get_name() == group; })) below = known;
    if (below == nullptr) {
      below = at->add_subcommand(group);
      below->require_subcommand(1);
    }
    below->description(below->get_description() + (below->get_description().empty() ? "" : ", ") + std::string(name));
    at = below;
  }
  return *at;
}

void add_command(CLI::App& root, Verb& verb, const Command& command) {
  verb.command = &command;
  std::string_view name = command.name;
  CLI::App& group = group_for(root, name);
  verb.app = group.add_subcommand(std::string(name), std::string(command.summary));
  std::string footer;
  if (!command.text.empty()) footer += "\n" + std::string(command.text) + "\n";
  if (!command.examples.empty()) footer += "\nExamples:\n" + std::string(command.examples) + "\n";
  verb.app->footer(footer);
  for (const Option& option : command.options) {
    verb.slots.push_back({.option = &option});
    add_option(*verb.app, verb.slots.back());
  }
}

Arguments arguments_of(Verb& verb) {
  Arguments arguments;
  for (Slot& slot : verb.slots) {
    const Option& option = *slot.option;
    if (slot.parsed->count() > 0) {
      for (std::string& value : slot.values) {
        if (!value.empty() && value.front() == kNoList) value.erase(0, 1);
      }
      arguments.set(key_of(option), std::move(slot.values));
    } else if (!option.fallback.empty()) {
      arguments.set(key_of(option), {std::string(option.fallback)});
    }
  }
  return arguments;
}

bool has_name(const Option& option, std::string_view wanted) {
  for (std::string_view names = option.name; !names.empty();) {
    const auto comma = names.find(',');
    if (names.substr(0, comma) == wanted) return true;
    names = comma == std::string_view::npos ? std::string_view{} : names.substr(comma + 1);
  }
  return false;
}

// The command that the words name: `queue list ...`; null when there is none.
const Command* command_of(std::span<const Command* const> commands, std::span<const std::string> words) {
  for (const Command* command : commands) {
    std::string line;
    const auto parts = std::count(command->name.begin(), command->name.end(), ' ') + 1;
    for (std::ptrdiff_t i = 1; i <= parts && i < static_cast<std::ptrdiff_t>(words.size()); ++i) {
      line += i == 1 ? "" : " ";
      line += words[static_cast<std::size_t>(i)];
    }
    if (line == command->name) return command;
  }
  return nullptr;
}

// `-profile` -> `--profile`, where the command has that option.
void lengthen_dashes(const Command& command, std::vector<std::string>& words) {
  for (std::string& word : words) {
    if (word.size() < 3 || word[0] != '-' || word[1] == '-') continue;
    const std::string longer = "-" + word.substr(0, word.find('='));
    const bool known = std::any_of(command.options.begin(), command.options.end(),
                                   [&](const Option& option) { return has_name(option, longer); });
    if (known) word.insert(word.begin(), '-');
  }
}

// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

// What can follow `group` (`package `, empty at the beginning), each once, in the order of the help.
std::vector<std::string> words_after(std::span<const Command* const> commands, const std::string& group) {
  std::vector<std::string> next;
  for (const Command* command : commands) {
    if (command->name.substr(0, group.size()) != group) continue;
    const std::string_view rest = command->name.substr(group.size());
    std::string word(rest.substr(0, rest.find(' ')));
    if (std::find(next.begin(), next.end(), word) == next.end()) next.push_back(std::move(word));
  }
  return next;
}

// Says which word is no command, and the nearest that is; empty when all are.
std::string unknown_command(std::span<const Command* const> commands, std::span<const std::string> words) {
  std::string group;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::vector<std::string> known = words_after(commands, group);
    if (known.empty() || words[i].empty() || words[i].front() == '-') return {};
    if (std::find(known.begin(), known.end(), words[i]) != known.end()) {
      group += words[i] + ' ';
      continue;
    }
    const auto nearest = std::min_element(known.begin(), known.end(), [&](const auto& a, const auto& b) {
      return distance(words[i], a) < distance(words[i], b);
    });
    std::string text = "there is no command '";
    text.append(group).append(words[i]).append("'");
    if (distance(words[i], *nearest) <= 2)
      return text.append("; did you mean '").append(group).append(*nearest).append("'?");
    for (const std::string& word : known)
      text.append(&word == &known.front() ? "; there are: " : ", ").append(group).append(word);
    return text;
  }
  return {};
}

}  // namespace

int run_command_line(std::span<const Command* const> commands, int argc, const char* const* argv, std::ostream& out,
                     std::ostream& err) {
  CLI::App root(kAbout, "schakel");
  root.footer(kFooter);
  root.require_subcommand(1);
  root.set_version_flag("--version", std::string("schakel ") + kVersionText);
  std::deque<Verb> verbs;
  for (const Command* command : commands) add_command(root, verbs.emplace_back(), *command);
  if (argc <= 1) {
    out << root.help();
    return kFailed;
  }
  std::vector<std::string> marked(argv, argv + argc);
  if (const Command* command = command_of(commands, marked)) lengthen_dashes(*command, marked);
  std::vector<const char*> words;
  for (std::string& word : marked) {
    if (word.size() > 1 && word.front() == '[' && word.back() == ']') word.insert(word.begin(), kNoList);
    words.push_back(word.c_str());
  }
  try {
    root.parse(argc, words.data());
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return root.exit(error, out, err) == 0 ? kDone : kFailed;
    const std::string unknown = unknown_command(commands, marked);
    const auto verb = std::find_if(verbs.begin(), verbs.end(), [](const Verb& v) { return v.app->parsed(); });
    err << "schakel: " << (unknown.empty() ? error.what() : unknown) << "\n         schakel "
        << (verb != verbs.end() ? std::string(verb->command->name) + " " : std::string()) << "--help\n";
    return kFailed;
  }
  const auto chosen = std::find_if(verbs.begin(), verbs.end(), [](const Verb& v) { return v.app->parsed(); });
  return chosen->command->run(arguments_of(*chosen));
}

}  // namespace schakel::app
