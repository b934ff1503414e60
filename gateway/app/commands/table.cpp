// Every command of `schakel`: one declaration and one row.

#include "app/commands/command.h"

namespace schakel::app {

extern const Command kVersion;

namespace {
constexpr const Command* kCommands[] = {
    &kVersion,
};
}  // namespace

std::span<const Command* const> commands() { return kCommands; }

}  // namespace schakel::app
