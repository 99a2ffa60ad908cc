// SPDX-License-Identifier: MIT
#include "archive/utf8_locale.h"

#include <locale.h>
#if defined(__APPLE__)
#include <xlocale.h>
#endif

#include <initializer_list>

namespace komparu::archive {

namespace {

// glibc and musl know the first, macOS the others. None of them: names stay what they would be in
// the thread's own locale, and those that libarchive cannot translate are a problem of their entry.
locale_t utf8() {
  static const locale_t locale = [] {
    for (const char* const name : {"C.UTF-8", "en_US.UTF-8", "UTF-8"}) {
      const locale_t made = ::newlocale(LC_CTYPE_MASK, name, nullptr);
      if (made != nullptr) return made;
    }
    return locale_t{};
  }();
  return locale;
}

}  // namespace

// Given no locale, uselocale() changes nothing and says what there is.
Utf8Locale::Utf8Locale() : before_(::uselocale(utf8())) {}

Utf8Locale::~Utf8Locale() { ::uselocale(static_cast<locale_t>(before_)); }

}  // namespace komparu::archive
