// SPDX-License-Identifier: MIT
#include "lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "descriptors.h"
#include "komparu/error.h"
#include "shown_text.h"

namespace komparu::cli {
namespace {

constexpr std::size_t kBlock = 65536;

Error lost(const std::string& file, int error_number) {
  return Error(ErrorCode::output, file, std::generic_category().message(error_number))
      .with_os_error(error_number);
}

bool wants(ListKind kind, Status status) {
  switch (kind) {
    case ListKind::combined:
      return true;
    case ListKind::match:
      return status == Status::same;
    case ListKind::differ:
      return status == Status::differ;
    case ListKind::missing_on_left:
      return status == Status::only_right;
    case ListKind::missing_on_right:
      return status == Status::only_left;
    case ListKind::error:
      return status == Status::error;
  }
  return false;
}

}  // namespace

char sigil(Status status) {
  switch (status) {
    case Status::same:
      return '=';
    case Status::differ:
      return '*';
    case Status::only_left:
      return '+';
    case Status::only_right:
      return '-';
    case Status::error:
      break;
  }
  return '!';
}

Lists::Lists(const std::vector<ListRequest>& requests, Output& output) : output_(output) {
  for (const ListRequest& request : requests) {
    List& list = lists_.emplace_back();
    list.request = request;
    if (request.file == "-") continue;
    list.descriptor = open_to_write(request.file);
    if (list.descriptor >= 0) continue;
    const int failure = errno;
    lists_.pop_back();
    for (const List& made : lists_) {
      if (made.descriptor >= 0) close_descriptor(made.descriptor);
    }
    throw lost(request.file, failure);
  }
}

Lists::~Lists() {
  for (const List& list : lists_) {
    if (list.descriptor >= 0) close_descriptor(list.descriptor);
  }
}

void Lists::add(Status status, std::string_view path) {
  for (List& list : lists_) {
    if (!wants(list.request.kind, status)) continue;
    const std::string shown = escape_controls(path);
    const std::string line = list.request.kind == ListKind::combined
                                 ? fmt::format("{} {}\n", sigil(status), shown)
                                 : fmt::format("{}\n", shown);
    if (list.descriptor < 0) {
      output_.write(line);
      continue;
    }
    list.pending += line;
    if (list.pending.size() >= kBlock) flush(list);
  }
}

void Lists::flush(List& list) {
  std::string_view rest = list.pending;
  while (!rest.empty() && list.failure == 0) {
    const std::ptrdiff_t written = write_some(list.descriptor, rest);
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      list.failure = errno;
    }
  }
  list.pending.clear();
}

void Lists::finish() {
  for (List& list : lists_) {
    if (list.descriptor < 0) continue;
    flush(list);
    if (!close_descriptor(list.descriptor) && list.failure == 0) list.failure = errno;
    list.descriptor = -1;
  }
  for (const List& list : lists_) {
    if (list.failure != 0) throw lost(list.request.file, list.failure);
  }
}

bool Lists::to_standard_output(const std::vector<ListRequest>& requests) {
  return std::any_of(requests.begin(), requests.end(),
                     [](const ListRequest& request) { return request.file == "-"; });
}

}  // namespace komparu::cli
