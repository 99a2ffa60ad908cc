// SPDX-License-Identifier: MIT
// The readers of this room.
#ifndef KOMPARU_FILE_READERS_H_
#define KOMPARU_FILE_READERS_H_

#include <memory>

#include "file/open.h"
#include "komparu/options.h"
#include "komparu/reader.h"
#include "komparu/stop.h"

namespace komparu::file {

// The reader that fits what was opened.
std::unique_ptr<Reader> make_reader(OpenFile file, const ReadOptions& options, const Until& until);

// A regular file with a true size, or a block device: read at any offset, by any number of threads.
std::unique_ptr<Reader> make_file_reader(OpenFile file, const ReadOptions& options,
                                         const Until& until);

// A pipe, a terminal, a device, or a regular file whose size cannot be believed: read in order up
// to wherever it ends.
std::unique_ptr<Reader> make_stream_reader(OpenFile file, const Until& until);

// A directory: it can be the same as another, but has no bytes to read.
std::unique_ptr<Reader> make_directory_reader(OpenFile file);

}  // namespace komparu::file

#endif  // KOMPARU_FILE_READERS_H_
