// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_BYTE_PATH_H_
#define KOMPARU_ARCHIVE_BYTE_PATH_H_

#include <memory>
#include <vector>

#include "archive/account.h"
#include "archive/filters/stage.h"
#include "archive/sniff.h"
#include "komparu/reader.h"

namespace komparu::archive {

// The way of an archive's bytes from where they come from through the filter they are packed with.
class BytePath {
 public:
  // Of something that can be read at any offset, and of something that cannot. Both must outlive
  // it.
  BytePath(RandomAccess& access, Account& account);
  BytePath(Reader& reader, Account& account);

  // The first bytes at the end of the path (at most `count`), which will be read again.
  std::vector<std::byte> look(std::size_t count);

  // Makes the path go on through a filter other than none. Throws Error (unsupported) if what
  // unpacks it is not there.
  void add(Filter filter);

  // What comes out at the end of the path. Valid until look() or add() is called.
  Reader& out() { return *out_; }

  // To be called at the end of out(): throws Error (bad_archive) if something follows what was
  // packed.
  void check_nothing_follows();

 private:
  Account& account_;
  // Each reads from the one before it.
  std::vector<std::unique_ptr<Reader>> parts_;
  Stage* stage_ = nullptr;
  Reader* out_ = nullptr;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_BYTE_PATH_H_
