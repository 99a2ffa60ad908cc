// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_UTF8_LOCALE_H_
#define KOMPARU_ARCHIVE_UTF8_LOCALE_H_

namespace komparu::archive {

// While it lives, the calling thread (and no other) takes names for UTF-8. libarchive translates
// encoded names (pax, 7zip, zip with flag 11) into the thread's locale and has none in the C
// locale. Where no locale is in UTF-8 (Windows) it changes nothing.
class Utf8Locale {
 public:
  Utf8Locale();
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;
  ~Utf8Locale();

 private:
  void* before_;  // a locale_t
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_UTF8_LOCALE_H_
