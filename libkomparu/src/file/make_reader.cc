// SPDX-License-Identifier: MIT
#include <memory>
#include <utility>

#include "file/open.h"
#include "file/readers.h"
#include "komparu/error.h"
#include "komparu/signal_guard.h"

namespace komparu::file {

std::unique_ptr<Reader> make_reader(OpenFile file, const ReadOptions& options, const Until& until) {
  if (options.io == Io::mmap && !signal_guard_installed()) {
    throw Error(ErrorCode::bad_option, "", "io mmap needs the signal guard to be installed");
  }
  switch (file.status.kind) {
    case Kind::regular:
      // A size of 0 proves nothing (files in /proc say so): only reading shows the end.
      if (!file.traits.honest_sizes || file.status.size == 0) break;
      return make_file_reader(std::move(file), options, until);
    case Kind::block_device:
      return make_file_reader(std::move(file), options, until);
    case Kind::directory:
      return make_directory_reader(std::move(file));
    default:
      break;
  }
  return make_stream_reader(std::move(file), until);
}

}  // namespace komparu::file
