// SPDX-License-Identifier: MIT
#include "environment.h"

#include <locale.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace komparu::cli {

namespace {

// True if a category other than LC_MESSAGES is set to a locale of its own.
bool categories_differ() {
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable(*entry);
    if (variable.substr(0, 3) == "LC_" && variable.substr(0, 12) != "LC_MESSAGES=") return true;
  }
  return false;
}

}  // namespace

const char* environment_variable(const char* name) { return std::getenv(name); }

// To open a single category of a locale takes eighty system calls less.
bool messages_are_posix() {
  std::string_view name;
  for (const char* const variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    name = value;
    break;
  }
  if (name.empty() || name == "C" || name == "POSIX") return true;
  const char* const all = std::getenv("LC_ALL");
  const bool one_name = (all != nullptr && *all != '\0') || !categories_differ();
  const locale_t locale = ::newlocale(one_name ? LC_MESSAGES_MASK : LC_ALL_MASK, "", nullptr);
  if (locale == nullptr) return true;
  ::freelocale(locale);
  return false;
}

}  // namespace komparu::cli
