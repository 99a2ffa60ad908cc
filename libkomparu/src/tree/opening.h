// SPDX-License-Identifier: MIT
// A source between being named and being read.
#ifndef KOMPARU_TREE_OPENING_H_
#define KOMPARU_TREE_OPENING_H_

#include <memory>
#include <optional>

#include "file/open.h"
#include "http/open.h"
#include "komparu/options.h"
#include "komparu/reader.h"
#include "komparu/source.h"
#include "komparu/stop.h"
#include "komparu/tree.h"

namespace komparu {

// Of a URL the request is sent at once; so both sides of a pair are under way before the first of
// them is waited for. What it is given must outlive it.
class Opening {
 public:
  // `bytes`: a stream is wanted, even of a base URL.
  Opening(const Source& source, bool bytes, const ReadOptions& options, const Until& until);

  // Waits for what there is to wait for. Throws what open_reader() throws.
  Operand finish();
  // The same where a stream is wanted; a directory is a reader, too, which cannot be read.
  std::unique_ptr<Reader> finish_reader();

 private:
  const Source& source_;
  const ReadOptions& options_;
  const Until& until_;
  std::optional<http::Opening> url_;
  std::optional<file::OpenFile> file_;
};

}  // namespace komparu

#endif  // KOMPARU_TREE_OPENING_H_
