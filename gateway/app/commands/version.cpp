// `schakel version`: what this binary is and which data it would use.

#include "app/version.h"
#include "app/commands/command.h"
#include "base/installation.h"

#include <cstdio>

namespace schakel::app {

namespace {

int run(const Arguments&) {
  std::printf("schakel %s\n", kVersionText);
  const auto installation = this_installation();
  if (!installation) {
    std::fprintf(stderr, "schakel: %s\n", installation.error().message.c_str());
    return kFailed;
  }
  std::printf("mappings     %s\nprofiles     %s\ndefinitions  %s\n", installation->mappings.c_str(),
              installation->profiles.c_str(), installation->image.c_str());
  return kDone;
}

}  // namespace

extern const Command kVersion;
const Command kVersion{
    .name = "version",
    .summary = "Print the version and the folders this binary works with",
    .text =
        "Prints the version, and where mappings, profiles and compiled definitions are looked for. They are found from "
        "the\n"
        "binary's own place, never from the working directory.",
    .examples = "  schakel version",
    .options = {},
    .run = run,
};

}  // namespace schakel::app
