// SPDX-License-Identifier: MIT
// gzip (RFC 1952), read by ourselves: libarchive checks neither header nor CRC nor length nor end.
#ifndef KOMPARU_ARCHIVE_FILTERS_GZIP_H_
#define KOMPARU_ARCHIVE_FILTERS_GZIP_H_

#include <memory>

#include "archive/filters/stage.h"
#include "archive/inflater.h"
#include "archive/limits.h"
#include "komparu/reader.h"

namespace komparu::archive {

// What the gzip members that `source` holds were made of, joined. Zeros behind the last member are
// padding. `source` and `allowance` must outlive it.
std::unique_ptr<Stage> make_gzip_stage(Reader& source, Allowance& allowance,
                                       std::unique_ptr<Inflater> inflater);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_FILTERS_GZIP_H_
