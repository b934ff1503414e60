#pragma once
// The command line: which command, with which arguments. The only user of CLI11.

#include "app/commands/command.h"

#include <iosfwd>
#include <span>

namespace schakel::app {

// Parses, prints help or usage errors, runs the command; the exit code of the process. `out` gets help that was asked
// for, `err` what is wrong with the command line.
int run_command_line(std::span<const Command* const> commands, int argc, const char* const* argv, std::ostream& out,
                     std::ostream& err);

}  // namespace schakel::app
