#include "app/arguments.h"

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
  try {
    return schakel::app::run_command_line(schakel::app::commands(), argc, argv, std::cout, std::cerr);
  } catch (const std::exception& error) {
    std::cerr << "schakel: " << error.what() << '\n';
    return schakel::app::kFailed;
  }
}
