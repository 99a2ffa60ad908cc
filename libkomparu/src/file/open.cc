// SPDX-License-Identifier: MIT
#include "file/open.h"

#include <cerrno>

#include "base/errors.h"
#include "komparu/error.h"
#include "komparu/http.h"

namespace komparu::file {

namespace {

void open_path(const std::string& path, OpenFile& file) {
  const Status seen = status_at(kWorkingDirectory, path, Links::followed, file.name);
  // open(2) refuses sockets with this errno; the kind is known before, so it is not even tried.
  if (seen.kind == Kind::socket) throw os_error(ENXIO, file.name).with_phase(Phase::opening);
  file.owned = open_at(kWorkingDirectory, path, Links::followed, file.name);
  file.fd = file.owned.get();
  file.status = status_of(file.fd, file.name);
  if (file.status.kind != seen.kind || file.status.device != seen.device ||
      file.status.inode != seen.inode) {
    throw Error(ErrorCode::changed, file.name, "replaced while it was opened");
  }
}

}  // namespace

OpenFile open_file(const Source& source) {
  OpenFile file;
  file.name = shown_name(source.name);
  if (source.descriptor) {
    file.borrowed = true;
    file.fd = *source.descriptor;
    file.status = status_of(file.fd, file.name);
  } else {
    open_path(source.name, file);
  }
  if (file.status.kind == Kind::regular) {
    file.traits = traits_of_filesystem(file.fd, file.status.device);
  }
  return file;
}

void refuse_made_up(const std::string& name) {
  throw Error(ErrorCode::wrong_kind, name,
              "a link leads to a file that the system makes up while it is read")
      .with_phase(Phase::opening);
}

UniqueFd open_listed(int directory, const std::string& name, Links links, std::uint64_t device) {
  UniqueFd fd = open_unless_link(directory, name);
  if (fd) return fd;
  if (links == Links::followed && leads_to_made_up(directory, name, device)) refuse_made_up(name);
  return open_at(directory, name, links, name);
}

OpenFile open_listed_file(int directory, const std::string& name, Links links,
                          std::uint64_t device) {
  OpenFile file;
  file.name = name;
  file.directory = directory;
  file.owned = open_listed(directory, name, links, device);
  file.fd = file.owned.get();
  file.status = status_of(file.fd, name);
  if (file.status.kind != Kind::regular) {
    throw Error(ErrorCode::changed, name, "replaced while it was opened");
  }
  file.traits = traits_of_filesystem(file.fd, file.status.device);
  return file;
}

}  // namespace komparu::file
