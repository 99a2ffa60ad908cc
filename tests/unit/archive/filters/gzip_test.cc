// SPDX-License-Identifier: MIT
#include "archive/filters/stage.h"

#include <string>

#include "support/catch.h"
#include "unit/archive/archive_builder.h"
#include "unit/archive/archive_samples.h"

namespace komparu::archive {

using namespace komparu::testing;

namespace {

using MakeInflater = std::unique_ptr<Inflater> (*)();

// ISA-L is not on every machine; zlib is.
std::vector<MakeInflater> inflaters() {
  try {
    make_isal_inflater();
    return {make_isal_inflater, make_zlib_inflater};
  } catch (const Error&) {
    return {make_zlib_inflater};
  }
}

struct Unpacked {
  std::string bytes;
  std::string error;
};

Unpacked unpack(const std::string& packed, MakeInflater make, std::size_t at_once = 4096) {
  MemoryReader source(packed);
  Allowance allowance({}, "x");
  const auto stage = make_gzip_stage(source, allowance, make());
  Unpacked result;
  std::vector<std::byte> scratch(at_once);
  try {
    for (;;) {
      const auto part = stage->read(scratch);
      if (part.empty()) break;
      result.bytes.append(reinterpret_cast<const char*>(part.data()), part.size());
    }
    stage->check_nothing_follows();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::bad_archive);
    CHECK(error.subject() == "x");
    result.error = error.detail();
  }
  return result;
}

// With the CRC of the header that flag 2 announces.
std::string with_header_crc(const std::string& header) {
  return header + number(crc_of(header) & 0xffffU, 2);
}

std::string behind(const std::string& header, const std::string& content) {
  return header + deflate_stored(content) + gzip_trailer(content);
}

}  // namespace

TEST_CASE("A5: gzip members are unpacked one after the other", "[archive]") {
  for (const auto make : inflaters()) {
    const std::string two = gzip_stored("first ") + gzip_stored("") + gzip_stored("second");
    for (const std::size_t at_once : {1U, 3U, 4096U}) {
      const auto result = unpack(two, make, at_once);
      CHECK(result.bytes == "first second");
      CHECK(result.error.empty());
    }
    CHECK(unpack(kTarGzip, make).bytes.size() == 4096);
    const std::string zeros(1 + 258 * 1000, '\0');
    CHECK(unpack(gzip_header() + deflate_zeros(1000) + gzip_trailer(zeros), make).bytes == zeros);
  }
}

TEST_CASE("A5: members end at any place of a buffer", "[archive]") {
  // The packed bytes come in parts of 128 KiB: their edge wanders over the end of a member.
  for (const auto make : inflaters()) {
    for (std::size_t length = 131072 - 40; length < 131072 + 4; ++length) {
      const std::string content(length, 'x');
      const auto result = unpack(gzip_stored(content) + kTarGzip, make, 65536);
      CHECK(result.error.empty());
      CHECK(result.bytes.size() == length + 4096);
    }
  }
}

TEST_CASE("A5: the optional parts of a gzip header are passed over", "[archive]") {
  for (const auto make : inflaters()) {
    const std::string all =
        gzip_header(0x1f) + number(5, 2) + "extra" + "name" + '\0' + "comment" + '\0';
    CHECK(unpack(behind(with_header_crc(all), "text"), make).bytes == "text");
    CHECK(unpack(behind(gzip_header(8) + "name" + '\0', "text"), make).bytes == "text");
    CHECK(unpack(behind(with_header_crc(gzip_header(2)), "text"), make).bytes == "text");
  }
}

TEST_CASE("A5: a damaged gzip header is trouble", "[archive]") {
  for (const auto make : inflaters()) {
    for (const unsigned reserved : {0x20U, 0x40U, 0x80U}) {
      CHECK(unpack(behind(gzip_header(reserved), "text"), make).error ==
            "the gzip header has reserved flags");
    }
    std::string crc = with_header_crc(gzip_header(2));
    crc.back() = static_cast<char>(crc.back() ^ 1);
    CHECK(unpack(behind(crc, "text"), make).error == "the check sum of the gzip header is wrong");
    CHECK(unpack("\x1f\x8b\x07" + gzip_stored("x").substr(3), make).error ==
          "the gzip header names an unknown method");
    CHECK(unpack("nothing of the kind", make).error == "this is no gzip");
  }
}

TEST_CASE("A5: wrong check sums and lengths are trouble", "[archive]") {
  for (const auto make : inflaters()) {
    std::string crc = gzip_stored("text");
    crc[crc.size() - 8] = static_cast<char>(crc[crc.size() - 8] ^ 1);
    CHECK(unpack(crc, make).error == "the check sum of the gzip data is wrong");
    std::string length = gzip_stored("text");
    length[length.size() - 4] = static_cast<char>(length[length.size() - 4] ^ 1);
    CHECK(unpack(length, make).error == "the length in the gzip trailer is wrong");
    CHECK(unpack(gzip_header() + "\7garbage", make).error == "the compressed data is corrupt");
  }
}

TEST_CASE("A5: a gzip file that is cut anywhere is trouble", "[archive]") {
  for (const auto make : inflaters()) {
    const std::string whole =
        behind(with_header_crc(gzip_header(0x1a) + "n" + '\0' + "c" + '\0'), "text");
    for (const std::string& packed : {whole, kTarGzip}) {
      for (std::size_t length = 0; length < packed.size(); ++length) {
        CAPTURE(length);
        CHECK(!unpack(packed.substr(0, length), make).error.empty());
      }
    }
  }
}

TEST_CASE("A5: zeros behind gzip are padding, all else is trouble at the end", "[archive]") {
  for (const auto make : inflaters()) {
    const auto padded = unpack(gzip_stored("text") + std::string(200'000, '\0'), make);
    CHECK(padded.bytes == "text");
    CHECK(padded.error.empty());
    for (const std::string& garbage : {std::string("x"), std::string(1000, '\0') + "x",
                                       std::string(300'000, '\0') + "x", std::string("\x1f!")}) {
      const auto result = unpack(gzip_stored("text") + garbage, make);
      CHECK(result.bytes == "text");
      CHECK(result.error == "bytes that are no gzip follow its end");
    }
  }
}

TEST_CASE("The CRC of gzip is known by both libraries", "[archive]") {
  for (const auto make : inflaters()) {
    CHECK(make()->crc32(0, bytes_of("123456789")) == 0xcbf43926U);
    CHECK(make()->crc32(make()->crc32(0, bytes_of("1234")), bytes_of("56789")) == 0xcbf43926U);
    CHECK(make()->crc32(7, {}) == 7);
  }
}

}  // namespace komparu::archive
