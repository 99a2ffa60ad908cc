// SPDX-License-Identifier: MIT
#include "report/lists.h"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "descriptors.h"
#include "komparu/error.h"
#include "report/shown_text.h"

namespace komparu::cli {
namespace {

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
    List& list = lists_.emplace_back(List{request, nullptr});
    if (request.file == "-") continue;
    const int descriptor = open_to_write(request.file);
    if (descriptor < 0) {
      const int failure = errno;
      for (List& made : lists_) close(made);
      throw lost(request.file, failure);
    }
    list.file = std::make_unique<BufferedWriter>(descriptor, output.stop());
    output.attach(*list.file);
  }
}

Lists::~Lists() {
  for (List& list : lists_) close(list);
}

void Lists::add(Status status, std::string_view path) {
  for (List& list : lists_) {
    if (!wants(list.request.kind, status)) continue;
    std::string line;
    if (list.request.kind == ListKind::combined) line = {sigil(status), ' '};
    if (list.request.ended_by_nul) {
      line.append(path).push_back('\0');
    } else {
      line.append(escape(path)).push_back('\n');
    }
    if (list.file) {
      list.file->write(line);
    } else {
      output_.write(line);
    }
  }
}

int Lists::close(List& list) {
  if (!list.file) return 0;
  const std::unique_ptr<BufferedWriter> file = std::move(list.file);
  file->flush();
  output_.detach(*file);
  const bool closed = close_descriptor(file->descriptor());
  return file->failure() != 0 || closed ? file->failure() : errno;
}

void Lists::finish() {
  std::optional<Error> first;
  for (List& list : lists_) {
    const int failure = close(list);
    if (failure != 0 && !first) first = lost(list.request.file, failure);
  }
  if (first) throw *first;
}

bool Lists::to_standard_output(const std::vector<ListRequest>& requests) {
  return std::any_of(requests.begin(), requests.end(),
                     [](const ListRequest& request) { return request.file == "-"; });
}

}  // namespace komparu::cli
