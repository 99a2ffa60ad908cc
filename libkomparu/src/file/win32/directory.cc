// SPDX-License-Identifier: MIT

#include <windows.h>  // before those that build on it

#include <winioctl.h>
#include <winternl.h>

#include <array>
#include <cstring>
#include <string_view>

#include "base/win32/names.h"
#include "base/win32/system_error.h"
#include "file/system.h"
#include "file/win32/handle.h"

// Which the headers declare for drivers alone.
extern "C" NTSYSAPI NTSTATUS NTAPI NtQueryDirectoryFile(HANDLE file, HANDLE event, void* routine,
                                                        void* context, IO_STATUS_BLOCK* result,
                                                        void* buffer, ULONG length, ULONG what,
                                                        BOOLEAN one, UNICODE_STRING* pattern,
                                                        BOOLEAN again);

namespace komparu::file {

namespace {

// Of a reparse point EaSize is the tag ([MS-FSCC] 2.4.14).
Kind kind_of(const FILE_FULL_DIR_INFO& entry) {
  if ((entry.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 && is_link_tag(entry.EaSize)) {
    return Kind::symbolic_link;
  }
  return (entry.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? Kind::directory : Kind::regular;
}

void add_entries(std::vector<Entry>& entries, const std::byte* at) {
  while (true) {
    const auto& entry = *reinterpret_cast<const FILE_FULL_DIR_INFO*>(at);
    const std::wstring_view name(static_cast<const wchar_t*>(entry.FileName),
                                 entry.FileNameLength / sizeof(wchar_t));
    if (name != L"." && name != L"..") entries.push_back({narrow_name(name), kind_of(entry)});
    if (entry.NextEntryOffset == 0) return;
    at += entry.NextEntryOffset;
  }
}

// What a symbolic link or junction holds: REPARSE_DATA_BUFFER, which only drivers are given a
// declaration of ([MS-FSCC] 2.1.2.4 and 2.1.2.5).
struct ReparseHead {
  std::uint32_t tag;
  std::uint16_t length;
  std::uint16_t reserved;
  std::uint16_t target_offset;
  std::uint16_t target_length;
  std::uint16_t shown_offset;
  std::uint16_t shown_length;
};

std::wstring text_of_reparse_point(const std::byte* data, std::size_t size) {
  ReparseHead head{};
  if (size < sizeof head) return {};
  std::memcpy(&head, data, sizeof head);
  constexpr std::size_t kFlags = sizeof(std::uint32_t);
  const std::size_t names = sizeof head + (head.tag == IO_REPARSE_TAG_SYMLINK ? kFlags : 0);
  const bool shown = head.shown_length > 0;
  const std::size_t from = names + (shown ? head.shown_offset : head.target_offset);
  const std::size_t length = shown ? head.shown_length : head.target_length;
  if (from + length > size) return {};
  std::wstring text(length / sizeof(wchar_t), L'\0');
  std::memcpy(text.data(), data + from, text.size() * sizeof(wchar_t));
  return text;
}

}  // namespace

std::vector<Entry> list_directory(int fd, const std::string& subject) {
  constexpr std::size_t kBuffer = 32768;
  alignas(FILE_FULL_DIR_INFO) thread_local std::array<std::byte, kBuffer> buffer;
  const HANDLE handle = handle_of(fd, subject);
  std::vector<Entry> entries;
  constexpr ULONG kFullInformation = 2;
  constexpr ULONG kNoSuchFile = 0xc000000f;  // the root of a drive may hold nothing at all
  constexpr ULONG kNoMoreFiles = 0x80000006;
  for (BOOLEAN again = TRUE;; again = FALSE) {
    IO_STATUS_BLOCK result{};
    const auto status = static_cast<ULONG>(
        ::NtQueryDirectoryFile(handle, nullptr, nullptr, nullptr, &result, buffer.data(), kBuffer,
                               kFullInformation, FALSE, nullptr, again));
    if (status == kNoMoreFiles || status == kNoSuchFile) return entries;
    if (status != 0) {
      throw system_error(::RtlNtStatusToDosError(static_cast<NTSTATUS>(status)), subject);
    }
    add_entries(entries, buffer.data());
  }
}

std::string link_text_at(int directory, const std::string& name, const std::string& subject) {
  constexpr DWORD kMost = 16384;  // MAXIMUM_REPARSE_DATA_BUFFER_SIZE
  std::vector<std::byte> buffer(kMost);
  const UniqueHandle handle = open_handle(directory, name, Links::kept, Use::looking, subject);
  DWORD got = 0;
  if (::DeviceIoControl(handle.get(), FSCTL_GET_REPARSE_POINT, nullptr, 0, buffer.data(), kMost,
                        &got, nullptr) == 0) {
    throw system_error(::GetLastError(), subject);
  }
  return narrow_name(text_of_reparse_point(buffer.data(), got));
}

}  // namespace komparu::file
