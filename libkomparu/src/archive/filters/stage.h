// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_FILTERS_STAGE_H_
#define KOMPARU_ARCHIVE_FILTERS_STAGE_H_

#include <memory>

#include "archive/account.h"
#include "archive/inflater.h"
#include "archive/sniff.h"
#include "komparu/reader.h"

namespace komparu::archive {

// What a filter's input was before it was packed. read() throws Error (bad_archive) where it was
// damaged or cut; its end is the end of the packed data, checked.
class Stage : public Reader {
 public:
  // To be called at the end: throws Error (bad_archive) if the packed data is followed by bytes
  // that are not part of it. That is for last, because everything else was fine.
  virtual void check_nothing_follows() = 0;
};

// What `source` held before it was packed with `filter`, which is not none. `source` and
// `account` must outlive it. Throws Error (unsupported) if what unpacks it is not there.
std::unique_ptr<Stage> make_stage(Filter filter, Reader& source, Account& account);

// gzip (RFC 1952), read by ourselves: libarchive checks neither header nor CRC nor length nor end.
// What the gzip members that `source` holds were made of, joined. Zeros behind the last member are
// padding. `source` and `allowance` must outlive it.
std::unique_ptr<Stage> make_gzip_stage(Reader& source, Allowance& allowance,
                                       std::unique_ptr<Inflater> inflater);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_FILTERS_STAGE_H_
