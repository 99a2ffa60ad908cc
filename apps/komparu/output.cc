// SPDX-License-Identifier: MIT
#include "output.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "descriptors.h"
#include "exit_code.h"
#include "report/shown_text.h"

namespace komparu::cli {

Output::Output(std::string_view program, StopToken stop, int report_descriptor,
               int message_descriptor)
    : program_(escape(program)),
      stop_(std::move(stop)),
      report_(report_descriptor, stop_),
      messages_(message_descriptor, stop_) {}

void Output::set_before_write(std::function<void()> function) {
  report_.set_before_write(function);
  messages_.set_before_write(std::move(function));
}

void Output::write(std::string_view text) { report_.write(text); }

void Output::message(std::string_view text) {
  report_.flush();
  messages_.write_at_once(fmt::format("{}: {}\n", program_, escape(text)));
}

void Output::tick() {
  report_.tick();
  for (BufferedWriter* const list : lists_) list->tick();
}

bool Output::is_null_device() const { return cli::is_null_device(report_.descriptor()); }

int Output::finish(int status) {
  report_.flush();
  const int failure = report_.failure();
  if (failure != 0 && failure != EPIPE && failure != ECANCELED) {
    message(fmt::format("standard output: {}", std::strerror(failure)));
  }
  return good() ? status : kExitTrouble;
}

}  // namespace komparu::cli
