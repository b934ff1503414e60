#pragma once
// `schakel validate --batch`, as the external suites' contract has it.

namespace schakel::app {

// Until the end of standard input; the exit code.
int run_validate_batch();

}  // namespace schakel::app
