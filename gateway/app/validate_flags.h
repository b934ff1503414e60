#pragma once
// The flags of `schakel validate` beyond its own: options of the suites' contract, and those of HL7's validator, which
// scripts pass whether they mean anything here or not.

#include "app/commands/command.h"
#include "app/validate_documents.h"

#include <span>
#include <string>
#include <string_view>

namespace schakel::app {

// An option as the field's validators spell it. False: not known.
bool set_option(std::string_view name, std::string_view value, Request& request);

// `Patient:0` or `0` and a profile: for the first Patient of a Bundle, for its first entry.
void add_bundle_profile(std::string_view rule, std::string_view profile, Request& request);

// Those of HL7's validator that change what is done: hidden rows for the table of options.
std::span<const Option> foreign_options();
// Takes them from the command line; says on stderr which ones have no effect here, and why.
void apply_foreign_options(const Arguments& arguments, Request& request);

}  // namespace schakel::app
