// SPDX-License-Identifier: MIT
// Descriptors of the C runtime stand for handles, so that they are the same numbers that callers
// know; all that is asked of Windows is asked of the handle.
#ifndef KOMPARU_FILE_WIN32_HANDLE_H_
#define KOMPARU_FILE_WIN32_HANDLE_H_

#include <windows.h>

#include <cstdint>
#include <memory>
#include <string>

#include "base/unique_fd.h"
#include "file/system.h"

namespace komparu::file {

struct CloseHandleOnExit {
  void operator()(HANDLE handle) const { ::CloseHandle(handle); }
};
using UniqueHandle = std::unique_ptr<void, CloseHandleOnExit>;

// The handle behind `fd`; throws Error (unreadable) if there is none.
HANDLE handle_of(int fd, const std::string& subject);

// What is to be done with what is opened.
enum class Use { looking, reading, listing };

// Opens a name as system.h describes it. A name below an open directory is taken as it stands: it
// cannot be a path, a device or a stream of another file. Links that are kept are opened
// themselves.
UniqueHandle open_handle(int directory, const std::string& path, Links links, Use use,
                         const std::string& subject);

// True if opening `path` would open a device and no file: NUL, CON, COM1 ...; throws Error
// (wrong_kind) for what else stands beside the files, as pipes and whole disks.
bool names_device(const std::string& path, const std::string& subject);

// The tags of reparse points that lead elsewhere by name: symbolic links and junctions. Others,
// those of files that are compressed or lie in a cloud, are the business of the system.
bool is_link_tag(std::uint32_t tag);

Status status_of_handle(HANDLE handle, const std::string& subject);

}  // namespace komparu::file

#endif  // KOMPARU_FILE_WIN32_HANDLE_H_
