// SPDX-License-Identifier: MIT
// Names between UTF-8 and the 16-bit units of Windows.
#include <cerrno>
#include <string>
#include <vector>

#include "base/win32/names.h"
#include "base/win32/system_error.h"
#include "support/catch.h"

using namespace komparu;

TEST_CASE("names come back as they were, lone surrogates included") {
  const std::vector<std::wstring> names{
      L"",
      L"plain.txt",
      L"\u00e9\u4e2d",
      L"\xd83d\xde00",  // a pair
      L"\xd83d",        // its halves, alone and the wrong way round
      L"\xde00",
      L"\xde00\xd83d",
      L"a\xd83dz\xde00",
      L"\xd83d\xd83d\xde00",
  };
  for (const std::wstring& name : names) CHECK(wide_name(narrow_name(name)) == name);
}

TEST_CASE("names are UTF-8") {
  CHECK(narrow_name(L"\u00e9") == "\xc3\xa9");
  CHECK(narrow_name(L"\u4e2d") == "\xe4\xb8\xad");
  CHECK(narrow_name(L"\xd83d\xde00") == "\xf0\x9f\x98\x80");
  CHECK(narrow_name(L"\xd83d") == "\xed\xa0\xbd");
}

TEST_CASE("no two spellings name one file") {
  CHECK_FALSE(wide_name("\xc0\xaf"));                  // a slash in two bytes
  CHECK_FALSE(wide_name("\xe0\x80\xaf"));              // in three
  CHECK_FALSE(wide_name("\xf0\x80\x80\xaf"));          // in four
  CHECK_FALSE(wide_name("\xed\xa0\xbd\xed\xb8\x80"));  // a pair in halves
  CHECK_FALSE(wide_name("\xf4\x90\x80\x80"));          // above U+10FFFF
  CHECK_FALSE(wide_name("\xff"));
  CHECK_FALSE(wide_name("\x80"));
  CHECK_FALSE(wide_name("\xe4\xb8"));
  CHECK_FALSE(wide_name("\xe4\xb8z"));
  CHECK_FALSE(wide_name(std::string("a\0b", 3)));
}

TEST_CASE("what Windows says becomes the code that other systems give") {
  CHECK(system_error(2, "f").code() == ErrorCode::not_found);    // ERROR_FILE_NOT_FOUND
  CHECK(system_error(267, "f").code() == ErrorCode::not_found);  // ERROR_DIRECTORY
  CHECK(system_error(1921, "f").code() == ErrorCode::loop);      // ERROR_CANT_RESOLVE_FILENAME
  CHECK(system_error(5, "f").code() == ErrorCode::unreadable);   // ERROR_ACCESS_DENIED
  CHECK(system_error(5, "f").os_error() == EACCES);
  CHECK(system_error(4, "f").os_error() == EMFILE);  // ERROR_TOO_MANY_OPEN_FILES
  CHECK(system_error(59, "f").os_error() == EIO);    // ERROR_UNEXP_NET_ERR
  CHECK_FALSE(system_error(59, "f").detail().empty());
  CHECK(system_error(2, "f").detail() == "No such file or directory");
}
