// SPDX-License-Identifier: MIT
#include "environment.h"

#include <windows.h>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "win32/utf16.h"

namespace komparu::cli {

namespace {

std::optional<std::wstring> variable(const wchar_t* name) {
  std::wstring value(256, L'\0');
  while (true) {
    const auto room = static_cast<DWORD>(value.size());
    const DWORD length = ::GetEnvironmentVariableW(name, value.data(), room);
    value.resize(length);
    if (length == 0) return std::nullopt;
    if (length < room) return value;
  }
}

std::optional<std::wstring> temporary_directory() {
  std::array<wchar_t, MAX_PATH + 1> path{};
  const DWORD length = ::GetTempPathW(static_cast<DWORD>(path.size()), path.data());
  if (length == 0 || length >= path.size()) return std::nullopt;
  return std::wstring(path.data(), length);
}

}  // namespace

const char* environment_variable(const char* name) {
  static std::map<std::string, std::string, std::less<>> values;
  const std::string_view wanted = name;
  std::optional<std::wstring> value = variable(utf16_of(wanted).c_str());
  if (!value && wanted == "HOME") value = variable(L"USERPROFILE");
  if (!value && wanted == "TMPDIR") value = temporary_directory();
  if (!value) return nullptr;
  std::string& kept = values[name];
  kept = utf8_of(*value);
  return kept.c_str();
}

bool messages_are_posix() {
  for (const char* const name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const value = environment_variable(name);
    if (value != nullptr)
      return std::string_view(value) == "C" || std::string_view(value) == "POSIX";
  }
  return true;
}

}  // namespace komparu::cli
