// SPDX-License-Identifier: MIT
#include "file/system.h"

#include <windows.h>  // before those that build on it

#include <fcntl.h>
#include <io.h>
#include <winioctl.h>
#include <winternl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/errors.h"
#include "base/stall_watch.h"
#include "base/win32/system_error.h"
#include "file/win32/handle.h"

namespace komparu::file {

namespace {

// A request counts its bytes in 32 bits.
constexpr std::size_t kLargestRead = std::size_t{1} << 30;
constexpr int kStandardError = 2;

std::uint64_t joined(DWORD high, DWORD low) { return std::uint64_t{high} << 32 | low; }

// FILETIME counts 100 ns since 1601. Only whether a time is another one matters.
std::uint64_t nanoseconds(const LARGE_INTEGER& time) {
  return static_cast<std::uint64_t>(time.QuadPart) * 100u;
}

ULONG device_type(HANDLE handle) {
  FILE_FS_DEVICE_INFORMATION about{};
  IO_STATUS_BLOCK result{};
  const NTSTATUS status = ::NtQueryVolumeInformationFile(handle, &result, &about, sizeof about,
                                                         FileFsDeviceInformation);
  return status < 0 ? 0 : about.DeviceType;
}

// NUL is the same wherever it is met. What stands behind other devices is not told: each handle
// counts as one of its own.
Status status_of_device(HANDLE handle) {
  Status status;
  status.kind = Kind::character_device;
  const ULONG type = device_type(handle);
  status.special_device = type;
  if (type != FILE_DEVICE_NULL) {
    status.special_device |= static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(handle))
                             << 16;
  }
  return status;
}

// Pipes have no names by which to know them again.
Status status_of_pipe(HANDLE handle) {
  Status status;
  status.kind = Kind::fifo;
  status.inode = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(handle));
  return status;
}

Kind kind_of(HANDLE handle, DWORD attributes) {
  FILE_ATTRIBUTE_TAG_INFO info{};
  if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 &&
      ::GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &info, sizeof info) != 0 &&
      is_link_tag(info.ReparseTag)) {
    return Kind::symbolic_link;
  }
  return (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? Kind::directory : Kind::regular;
}

// Where file ids have 128 bits (ReFS) the upper half counts, too: it stands where other systems
// name the owner.
void identify(HANDLE handle, Status& status) {
  FILE_ID_INFO id{};
  if (::GetFileInformationByHandleEx(handle, FileIdInfo, &id, sizeof id) != 0) {
    status.device = id.VolumeSerialNumber;
    std::memcpy(&status.inode, id.FileId.Identifier, sizeof status.inode);
    std::memcpy(&status.user, id.FileId.Identifier + sizeof status.inode, sizeof status.user);
    return;
  }
  BY_HANDLE_FILE_INFORMATION info{};
  if (::GetFileInformationByHandle(handle, &info) != 0) {
    status.device = info.dwVolumeSerialNumber;
    status.inode = joined(info.nFileIndexHigh, info.nFileIndexLow);
  }
}

}  // namespace

const int kWorkingDirectory = -100;
const char* const kNullDevice = "NUL";

HANDLE handle_of(int fd, const std::string& subject) {
  const auto handle = reinterpret_cast<HANDLE>(::_get_osfhandle(fd));
  // -2 stands for a standard stream that a program without a console has not got.
  if (handle == INVALID_HANDLE_VALUE || reinterpret_cast<std::intptr_t>(handle) == -2) {
    throw os_error(EBADF, subject);
  }
  return handle;
}

Status status_of_handle(HANDLE handle, const std::string& subject) {
  switch (::GetFileType(handle)) {
    case FILE_TYPE_CHAR:
      return status_of_device(handle);
    case FILE_TYPE_PIPE:
      return status_of_pipe(handle);
    default:
      break;
  }
  FILE_BASIC_INFO basic{};
  FILE_STANDARD_INFO standard{};
  if (::GetFileInformationByHandleEx(handle, FileBasicInfo, &basic, sizeof basic) == 0 ||
      ::GetFileInformationByHandleEx(handle, FileStandardInfo, &standard, sizeof standard) == 0) {
    throw system_error(::GetLastError(), subject);
  }
  Status status;
  status.kind = kind_of(handle, basic.FileAttributes);
  status.links = standard.NumberOfLinks;
  status.size = static_cast<std::uint64_t>(standard.EndOfFile.QuadPart);
  status.allocated = static_cast<std::uint64_t>(standard.AllocationSize.QuadPart);
  status.modified = nanoseconds(basic.LastWriteTime);
  status.changed = nanoseconds(basic.ChangeTime);
  identify(handle, status);
  return status;
}

Status status_at(int directory, const std::string& path, Links links, const std::string& subject) {
  // A device is known by its name: opening a serial line acts on it.
  if (directory == kWorkingDirectory && names_device(path, subject)) {
    Status status;
    status.kind = Kind::character_device;
    if (path == kNullDevice) status.special_device = FILE_DEVICE_NULL;
    return status;
  }
  const UniqueHandle handle = open_handle(directory, path, links, Use::looking, subject);
  try {
    return status_of_handle(handle.get(), subject);
  } catch (Error& error) {
    throw error.with_phase(Phase::opening);
  }
}

Status status_of(int fd, const std::string& subject) {
  return status_of_handle(handle_of(fd, subject), subject);
}

namespace {

// Never as one of the standard streams, which may be closed.
UniqueFd above_streams(UniqueHandle handle, const std::string& subject) {
  const int fd = ::_open_osfhandle(reinterpret_cast<std::intptr_t>(handle.get()),
                                   _O_RDONLY | _O_BINARY | _O_NOINHERIT);
  if (fd < 0) throw os_error(EMFILE, subject).with_phase(Phase::opening);
  static_cast<void>(handle.release());  // the descriptor's now
  std::vector<UniqueFd> low;
  UniqueFd opened(fd);
  while (opened.get() <= kStandardError) {
    const int next = ::_dup(opened.get());
    if (next < 0) throw os_error(EMFILE, subject).with_phase(Phase::opening);
    low.push_back(std::move(opened));
    opened = UniqueFd(next);
  }
  return opened;
}

}  // namespace

UniqueFd open_at(int directory, const std::string& path, Links links, const std::string& subject) {
  return above_streams(open_handle(directory, path, links, Use::reading, subject), subject);
}

UniqueFd open_unless_link(int /*directory*/, const std::string& /*name*/) { return {}; }

bool leads_to_made_up(int /*directory*/, const std::string& /*name*/, std::uint64_t /*device*/) {
  return false;
}

UniqueFd open_directory_at(int directory, const std::string& path, Links links,
                           const std::string& subject) {
  return above_streams(open_handle(directory, path, links, Use::listing, subject), subject);
}

// Handles of network filesystems end for good there.
bool reopen_at(int /*fd*/, int /*directory*/, const std::string& /*path*/,
               const Status& /*status*/) {
  return false;
}

bool is_stale(int /*error_number*/) { return false; }

std::size_t read_at(int fd, std::uint64_t offset, std::span<std::byte> buffer,
                    const std::string& subject, const Until& until) {
  const HANDLE handle = handle_of(fd, subject);
  std::size_t have = 0;
  while (have < buffer.size()) {
    OVERLAPPED place{};
    place.Offset = static_cast<DWORD>(offset + have);
    place.OffsetHigh = static_cast<DWORD>((offset + have) >> 32);
    DWORD got = 0;
    const auto wanted = static_cast<DWORD>(std::min(buffer.size() - have, kLargestRead));
    if (::ReadFile(handle, buffer.data() + have, wanted, &got, &place) == 0) {
      const DWORD error = ::GetLastError();
      if (error == ERROR_HANDLE_EOF) break;
      throw system_error(error, subject);
    }
    if (got == 0) break;
    have += got;
    if (until.watch) until.watch->advance();
  }
  return have;
}

std::optional<std::uint64_t> position(int fd) {
  const auto handle = reinterpret_cast<HANDLE>(::_get_osfhandle(fd));
  LARGE_INTEGER at{};
  if (::GetFileType(handle) != FILE_TYPE_DISK ||
      ::SetFilePointerEx(handle, LARGE_INTEGER{}, &at, FILE_CURRENT) == 0) {
    return std::nullopt;
  }
  return static_cast<std::uint64_t>(at.QuadPart);
}

// No name leads to one: names_device() refuses them.
std::uint64_t size_of_device(int /*fd*/, const std::string& subject) {
  throw os_error(ENXIO, subject);
}

std::uint64_t next_data(int fd, std::uint64_t offset, std::uint64_t size) {
  const auto handle = reinterpret_cast<HANDLE>(::_get_osfhandle(fd));
  FILE_ALLOCATED_RANGE_BUFFER asked{};
  asked.FileOffset.QuadPart = static_cast<LONGLONG>(offset);
  asked.Length.QuadPart = static_cast<LONGLONG>(size - offset);
  FILE_ALLOCATED_RANGE_BUFFER first{};
  DWORD got = 0;
  if (::DeviceIoControl(handle, FSCTL_QUERY_ALLOCATED_RANGES, &asked, sizeof asked, &first,
                        sizeof first, &got, nullptr) == 0 &&
      ::GetLastError() != ERROR_MORE_DATA) {
    return offset;
  }
  if (got < sizeof first) return size;
  return std::clamp(static_cast<std::uint64_t>(first.FileOffset.QuadPart), offset, size);
}

// The system does not tell.
bool in_page_cache(int /*fd*/, std::uint64_t /*offset*/) { return true; }

void will_need(int /*fd*/, std::uint64_t /*offset*/, std::uint64_t /*length*/) {}

}  // namespace komparu::file
