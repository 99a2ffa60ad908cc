// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_FILTERS_STAGE_H_
#define KOMPARU_ARCHIVE_FILTERS_STAGE_H_

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

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_FILTERS_STAGE_H_
