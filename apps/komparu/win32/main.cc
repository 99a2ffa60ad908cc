// SPDX-License-Identifier: MIT
#include <windows.h>
// windows.h has to come first.
#include <fcntl.h>
#include <io.h>
#include <shellapi.h>

#include <string>
#include <string_view>
#include <vector>

#include "command.h"
#include "descriptors.h"
#include "last_resort.h"
#include "win32/utf16.h"

namespace {

using namespace komparu::cli;

// What main() is given went through the system's code page, which lacks most letters, and some
// runtimes have looked for '*' in it.
std::vector<std::string> command_line_words() {
  std::vector<std::string> words;
  int count = 0;
  wchar_t** const typed = ::CommandLineToArgvW(::GetCommandLineW(), &count);
  for (int i = 0; typed != nullptr && i < count; ++i) words.push_back(utf8_of(typed[i]));
  ::LocalFree(typed);
  return words;
}

}  // namespace

int main() {
  guard_exit();
  // A drive without a disk is an error like others, not a window that waits for somebody.
  ::SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX);
  for (const int stream : {kStandardInput, kStandardOutput, kStandardError}) {
    ::_setmode(stream, _O_BINARY);
  }
  const std::vector<std::string> typed = command_line_words();
  const std::string_view program = typed.empty() ? "komparu" : std::string_view(typed.front());
  std::vector<std::string_view> words(typed.begin(), typed.end());
  if (!words.empty()) words.erase(words.begin());
  return leave(run_command(program, words, ""));
}
