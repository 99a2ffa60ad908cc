// SPDX-License-Identifier: MIT
#include <string_view>
#include <vector>

#include "command.h"
#include "komparu/archive_worker.h"
#include "last_resort.h"

int main(int argc, char** argv) {
  if (komparu::is_archive_worker(argc, argv)) return komparu::run_archive_worker();
  komparu::cli::guard_exit();
  const std::string_view program = argc > 0 ? argv[0] : "komparu";
  const std::vector<std::string_view> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return komparu::cli::leave(komparu::cli::run_command(program, words, komparu::running_program()));
}
