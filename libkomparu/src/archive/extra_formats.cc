// SPDX-License-Identifier: MIT
#include "archive/extra_formats.h"

#include <algorithm>

#include "archive/sniff.h"

namespace komparu::archive {

bool is_requested(ExtraFormat format, const ArchiveOptions& options) {
  return std::find(options.extra_formats.begin(), options.extra_formats.end(), format) !=
         options.extra_formats.end();
}

std::unique_ptr<Archive> open_extra_archive(ExtraFormat format, const std::string& name,
                                            const ArchiveOptions& options) {
  const std::string what = std::string(word(format)) + " archives";
  if (!is_requested(format, options)) {
    throw Error(ErrorCode::unsupported, name, what + " are read only by request");
  }
  if (options.worker.empty()) {
    throw Error(ErrorCode::unsupported, name, what + " need a worker program, and none is named");
  }
  throw Error(ErrorCode::unsupported, name, what + " are not read by this build");
}

}  // namespace komparu::archive
