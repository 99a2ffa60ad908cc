// SPDX-License-Identifier: MIT
#include "archive/sniff.h"

#include <string>

#include "archive_builder.h"
#include "archive_samples.h"
#include "support/catch.h"

namespace komparu::archive {

using namespace komparu::testing;

namespace {

std::optional<Format> format_of(const std::string& bytes, bool asked_for = false) {
  return sniff_format(bytes_of(bytes), asked_for);
}

Filter filter_of(const std::string& bytes) { return sniff_filter(bytes_of(bytes)); }

std::string old_cpio() {
  return "070707" + std::string(70, '0') + "TRAILER!!!" + std::string(1, '\0');
}

}  // namespace

TEST_CASE("A1: formats are known by their magic", "[archive]") {
  CHECK(format_of(tar_member("a", "text")) == Format::tar);
  CHECK(format_of(kZip) == Format::zip);
  CHECK(format_of("PK\5\6" + std::string(18, '\0')) == Format::zip);
  CHECK(format_of(kSevenZip) == Format::seven_zip);
  CHECK(format_of(cpio_member({"a", "text"})) == Format::cpio);
  CHECK(format_of(cpio_member({"a", "text"}, true)) == Format::cpio);
  CHECK(format_of(old_cpio()) == Format::cpio);
}

TEST_CASE("A1: filters are known by their magic", "[archive]") {
  CHECK(filter_of(kTarGzip) == Filter::gzip);
  CHECK(filter_of(kTarBzip2) == Filter::bzip2);
  CHECK(filter_of(kTarXz) == Filter::xz);
  CHECK(filter_of(kTarZstd) == Filter::zstd);
  CHECK(filter_of(kTarLz4) == Filter::lz4);
  CHECK(filter_of(tar_member("a", "text")) == Filter::none);
  const std::string skippable = "\x53\x2a\x4d\x18" + number(3, 4) + "xyz";
  CHECK(filter_of(skippable + kTarZstd) == Filter::zstd);
  CHECK(filter_of(skippable + kTarLz4) == Filter::lz4);
  CHECK(filter_of("\x53\x2a\x4d\x18" + number(0xffffffff, 4) + "xyz") == Filter::none);
}

TEST_CASE("A1: what says little counts only if an archive was asked for", "[archive]") {
  for (const bool asked_for : {false, true}) {
    CAPTURE(asked_for);
    CHECK(format_of("!<arch>\n" + ar_member("a/", "text"), asked_for).has_value() == asked_for);
    CHECK(format_of("\xc7\x71" + std::string(24, 'x'), asked_for).has_value() == asked_for);
    CHECK(format_of("\x71\xc7" + std::string(24, 'x'), asked_for).has_value() == asked_for);
    CHECK(format_of(std::string(1024, '\0'), asked_for).has_value() == asked_for);
  }
}

TEST_CASE("A2: text and noise are no archives", "[archive]") {
  const std::string header = tar_header("a", 4);
  std::string wrong_sum = header;
  wrong_sum[0] = 'b';
  std::string no_sum = header;
  no_sum.replace(148, 8, 8, ' ');
  std::string odd_sum = header;
  odd_sum[150] = 'x';
  for (const std::string& bytes :
       {std::string(), std::string("PK"), std::string("07070"), std::string("070701 is a number"),
        std::string("070707,070707,070707\n"), std::string(4096, 'x'), header.substr(0, 511),
        wrong_sum, no_sum, odd_sum, std::string("BZh9 is no magic"), std::string("MSCF is a word"),
        std::string("some,comma,separated\n1,2,3\n"), std::string("\x1f\x8b\x07 gzip")}) {
    CAPTURE(bytes);
    CHECK(!format_of(bytes, true));
    CHECK(filter_of(bytes) == Filter::none);
    CHECK(!sniff_extra_format(bytes_of(bytes)));
  }
}

TEST_CASE("A2: a tar header counts with a sum of signed bytes, too", "[archive]") {
  std::string header = tar_header("\xe4", 0);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < 512; ++i) {
    sum += i >= 148 && i < 156 ? ' ' : static_cast<signed char>(header[i]);
  }
  header.replace(148, 8, digits("%06llo", static_cast<std::uint64_t>(sum)) + std::string("\0 ", 2));
  CHECK(format_of(header) == Format::tar);
}

TEST_CASE("A1: other formats are recognised by name", "[archive]") {
  const auto extra = [](const std::string& bytes) { return sniff_extra_format(bytes_of(bytes)); };
  CHECK(extra(std::string("Rar!\x1a\x07\0", 7)) == ExtraFormat::rar);
  CHECK(extra("Rar!\x1a\x07\x01") == ExtraFormat::rar);
  CHECK(extra(std::string("MSCF\0\0\0\0", 8)) == ExtraFormat::cab);
  CHECK(extra("xar!") == ExtraFormat::xar);
  CHECK(extra("WARC/1.0") == ExtraFormat::warc);
  CHECK(extra("\x1f\x2a-lh5-") == ExtraFormat::lha);
  CHECK(extra(std::string(32769, '\0') + "CD001") == ExtraFormat::iso);
  CHECK(word(ExtraFormat::rar) == "rar");
  CHECK(word(ExtraFormat::iso) == "iso");
}

}  // namespace komparu::archive
