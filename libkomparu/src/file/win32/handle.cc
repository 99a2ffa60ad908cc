// SPDX-License-Identifier: MIT
#include "file/win32/handle.h"

#include <windows.h>  // before those that build on it

#include <winternl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cwctype>
#include <string_view>

#include "base/errors.h"
#include "base/win32/names.h"
#include "base/win32/system_error.h"

namespace komparu::file {

namespace {

constexpr ULONG kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
constexpr std::wstring_view kDevices = L"\\\\.\\";

std::wstring wide(const std::string& name, const std::string& subject) {
  std::optional<std::wstring> units = wide_name(name);
  if (!units || units->empty()) throw os_error(ENOENT, subject).with_phase(Phase::opening);
  return *std::move(units);
}

// Absolute, with a backslash between names; a device as \\.\NAME.
std::wstring full_path(const std::string& path, const std::string& subject) {
  const std::wstring typed = wide(path, subject);
  std::wstring full(MAX_PATH, L'\0');
  while (true) {
    const DWORD length =
        ::GetFullPathNameW(typed.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr);
    if (length == 0) throw system_error(::GetLastError(), subject).with_phase(Phase::opening);
    const bool fits = length < full.size();
    full.resize(length);
    if (fits) return full;
  }
}

// The name that the kernel knows, which is not limited to MAX_PATH.
std::wstring kernel_path(const std::wstring& full) {
  const std::wstring_view path(full);
  if (path.starts_with(L"\\\\?\\") || path.starts_with(kDevices)) {
    return L"\\??\\" + full.substr(kDevices.size());
  }
  if (path.starts_with(L"\\\\")) return L"\\??\\UNC\\" + full.substr(2);
  return L"\\??\\" + full;
}

bool ends_in_separator(const std::wstring& full) {
  constexpr std::size_t kRoot = 3;  // C:\ .
  return full.size() > kRoot && full.back() == L'\\';
}

ULONG options_for(Use use, bool must_be_directory) {
  ULONG options = FILE_SYNCHRONOUS_IO_NONALERT | FILE_OPEN_FOR_BACKUP_INTENT;
  if (use == Use::listing || must_be_directory) options |= FILE_DIRECTORY_FILE;
  return options;
}

ACCESS_MASK access_for(Use use) {
  switch (use) {
    case Use::reading:
      return FILE_READ_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE;
    case Use::listing:
      return FILE_LIST_DIRECTORY | FILE_TRAVERSE | FILE_READ_ATTRIBUTES | SYNCHRONIZE;
    default:
      return FILE_READ_ATTRIBUTES | SYNCHRONIZE;
  }
}

struct Name {
  HANDLE root = nullptr;
  std::wstring text;
  ULONG attributes = 0;
};

UniqueHandle create(Name& name, ACCESS_MASK access, ULONG options, const std::string& subject) {
  // The length is counted in 16 bits.
  constexpr std::size_t kMostUnits = 32767;
  if (name.text.size() > kMostUnits) {
    throw system_error(ERROR_FILENAME_EXCED_RANGE, subject).with_phase(Phase::opening);
  }
  UNICODE_STRING text{};
  text.Buffer = name.text.data();
  text.Length = static_cast<USHORT>(name.text.size() * sizeof(wchar_t));
  text.MaximumLength = text.Length;
  OBJECT_ATTRIBUTES attributes{};
  attributes.Length = sizeof attributes;
  attributes.RootDirectory = name.root;
  attributes.ObjectName = &text;
  attributes.Attributes = name.attributes;
  IO_STATUS_BLOCK result{};
  HANDLE handle = nullptr;
  const NTSTATUS status = ::NtCreateFile(&handle, access, &attributes, &result, nullptr, 0,
                                         kShareAll, FILE_OPEN, options, nullptr, 0);
  if (status < 0) {
    throw system_error(::RtlNtStatusToDosError(status), subject).with_phase(Phase::opening);
  }
  return UniqueHandle(handle);
}

std::uint32_t reparse_tag(HANDLE handle) {
  FILE_ATTRIBUTE_TAG_INFO info{};
  if (::GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &info, sizeof info) == 0 ||
      (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0) {
    return 0;
  }
  return info.ReparseTag;
}

// A name below an open directory. "." is the directory itself, and its parent is asked for by the
// path that it has now: the kernel knows neither name.
Name name_below(int directory, const std::string& name, const std::string& subject) {
  const HANDLE root = handle_of(directory, subject);
  if (name == ".") return {root, L"", 0};
  if (name == "..") {
    std::wstring path(32768, L'\0');
    const DWORD length = ::GetFinalPathNameByHandleW(
        root, path.data(), static_cast<DWORD>(path.size()), FILE_NAME_NORMALIZED | VOLUME_NAME_DOS);
    if (length == 0 || length >= path.size()) {
      throw system_error(ERROR_PATH_NOT_FOUND, subject).with_phase(Phase::opening);
    }
    path.resize(length);
    return {nullptr, kernel_path(path.substr(0, path.rfind(L'\\') + 1)), OBJ_CASE_INSENSITIVE};
  }
  const std::wstring units = wide(name, subject);
  if (units.find_first_of(L"\\/:") != std::wstring::npos) {
    throw os_error(ENOENT, subject).with_phase(Phase::opening);
  }
  return {root, units, 0};
}

// A device is opened by the calls that know the console.
UniqueHandle open_device(const std::wstring& full, const std::string& subject) {
  const HANDLE handle =
      ::CreateFileW(full.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                    OPEN_EXISTING, 0, nullptr);
  if (handle == INVALID_HANDLE_VALUE) {
    throw system_error(::GetLastError(), subject).with_phase(Phase::opening);
  }
  return UniqueHandle(handle);
}

bool is_device_name(std::wstring name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](wchar_t c) { return static_cast<wchar_t>(std::towupper(c)); });
  constexpr std::array<std::wstring_view, 5> kAlone{L"NUL", L"CON", L"CONIN$", L"AUX", L"PRN"};
  if (std::find(kAlone.begin(), kAlone.end(), name) != kAlone.end()) return true;
  return name.size() == 4 && (name.starts_with(L"COM") || name.starts_with(L"LPT"));
}

}  // namespace

bool is_link_tag(std::uint32_t tag) {
  return tag == IO_REPARSE_TAG_SYMLINK || tag == IO_REPARSE_TAG_MOUNT_POINT;
}

bool names_device(const std::string& path, const std::string& subject) {
  const std::wstring full = full_path(path, subject);
  if (!full.starts_with(kDevices)) return false;
  if (is_device_name(full.substr(kDevices.size()))) return true;
  throw os_error(ENXIO, subject).with_phase(Phase::opening);
}

UniqueHandle open_handle(int directory, const std::string& path, Links links, Use use,
                         const std::string& subject) {
  Name name;
  bool must_be_directory = false;
  if (directory == kWorkingDirectory) {
    std::wstring full = full_path(path, subject);
    if (full.starts_with(kDevices)) return open_device(full, subject);
    must_be_directory = ends_in_separator(full);
    if (must_be_directory) full.pop_back();
    name = {nullptr, kernel_path(full), OBJ_CASE_INSENSITIVE};
  } else {
    name = name_below(directory, path, subject);
  }
  const ULONG options = options_for(use, must_be_directory);
  if (links == Links::kept) {
    UniqueHandle kept = create(name, access_for(use), options | FILE_OPEN_REPARSE_POINT, subject);
    const std::uint32_t tag = reparse_tag(kept.get());
    if (tag == 0) return kept;
    if (is_link_tag(tag)) {
      if (use == Use::looking) return kept;
      throw os_error(ELOOP, subject).with_phase(Phase::opening);  // as open(2) with O_NOFOLLOW
    }
  }
  return create(name, access_for(use), options, subject);
}

}  // namespace komparu::file
