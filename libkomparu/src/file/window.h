// SPDX-License-Identifier: MIT
#ifndef KOMPARU_FILE_WINDOW_H_
#define KOMPARU_FILE_WINDOW_H_

#include <memory>

#include "file/shared_file.h"
#include "komparu/options.h"
#include "komparu/reader.h"

namespace komparu::file {

// A worker's view of `file`, which must outlive it. With Io::automatic map() decides how ranges
// that are in memory already come; those that must come from the device are read.
std::unique_ptr<Window> make_window(SharedFile& file, Io io);

}  // namespace komparu::file

#endif  // KOMPARU_FILE_WINDOW_H_
