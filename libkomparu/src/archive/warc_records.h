// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_WARC_RECORDS_H_
#define KOMPARU_ARCHIVE_WARC_RECORDS_H_

#include <memory>

#include "archive/feed.h"
#include "archive/libarchive.h"

namespace komparu::archive {

// A pass through a WARC file. libarchive 3.6.2 passes over too much behind a record that it has
// given out in more than one block, so behind such a one it is started anew. `feed` must outlive
// it.
std::unique_ptr<FormatReader> open_warc(Feed& feed);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_WARC_RECORDS_H_
