// SPDX-License-Identifier: MIT
// Archives made byte by byte, so that each byte can be made wrong.
#ifndef KOMPARU_TESTS_UNIT_ARCHIVE_ARCHIVE_BUILDER_H_
#define KOMPARU_TESTS_UNIT_ARCHIVE_ARCHIVE_BUILDER_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/inflater.h"
#include "support/memory_reader.h"

namespace komparu::testing {

// `value` in `width` bytes, the lowest first.
inline std::string number(std::uint64_t value, std::size_t width) {
  std::string bytes;
  for (; width > 0; --width, value >>= 8U) bytes += static_cast<char>(value & 0xffU);
  return bytes;
}

// printf() for one number.
inline std::string digits(const char* format, std::uint64_t value) {
  char text[64];
  std::snprintf(text, sizeof(text), format, static_cast<unsigned long long>(value));
  return text;
}

inline std::uint32_t crc_of(std::string_view bytes) {
  return archive::make_inflater()->crc32(0, bytes_of(bytes));
}

// ---- tar

inline std::string padded(std::string bytes, std::size_t block) {
  bytes.resize((bytes.size() + block - 1) / block * block);
  return bytes;
}

inline std::string tar_header(const std::string& name, std::uint64_t size, char type = '0',
                              const std::string& link = "") {
  std::string header = name.substr(0, 100);
  header.resize(100);
  header += std::string("0000644\0000000000\0000000000\0", 24);
  header += digits("%011llo", size) + '\0' + std::string("00000000000\0        ", 20) + type;
  header += link;
  header.resize(257);
  header += std::string("ustar\00000", 8);
  header.resize(512);
  std::uint64_t sum = 0;
  for (const char byte : header) sum += static_cast<unsigned char>(byte);
  header.replace(148, 8, digits("%06llo", sum) + std::string("\0 ", 2));
  return header;
}

inline std::string tar_member(const std::string& name, const std::string& content, char type = '0',
                              const std::string& link = "") {
  return tar_header(name, content.size(), type, link) + padded(content, 512);
}

inline std::string tar_end() { return std::string(1024, '\0'); }

// The header with its check sum set anew.
inline std::string with_sum(std::string header) {
  header.replace(148, 8, 8, ' ');
  std::uint64_t sum = 0;
  for (const char byte : header) sum += static_cast<unsigned char>(byte);
  header.replace(148, 8, digits("%06llo", sum) + std::string("\0 ", 2));
  return header;
}

// The header with these bytes in this place.
inline std::string with_field(std::string header, std::size_t at, const std::string& bytes) {
  return with_sum(header.replace(at, bytes.size(), bytes));
}

inline std::string pax_record(const std::string& key, const std::string& value) {
  const std::string rest = " " + key + "=" + value + "\n";
  std::size_t length = rest.size() + 1;
  while (std::to_string(length).size() + rest.size() != length) ++length;
  return std::to_string(length) + rest;
}

// A pax header with one record, in front of the member it is about.
inline std::string pax(const std::string& key, const std::string& value, char type = 'x') {
  return tar_member("PaxHeaders/x", pax_record(key, value), type);
}

// A number as GNU tar writes it where octal digits do not suffice, 12 bytes long.
inline std::string tar_binary(std::uint64_t value) {
  std::string field(4, '\0');
  field[0] = '\x80';
  for (int shift = 56; shift >= 0; shift -= 8) field += static_cast<char>(value >> shift & 0xffU);
  return field;
}

// A header of GNU tar's own.
inline std::string gnu_header(const std::string& name, std::uint64_t size, char type) {
  return with_field(tar_header(name, size, type), 257, std::string("ustar  \0", 8));
}

// A GNU sparse member: `size` bytes in all, of which `content` stands at `offset`.
inline std::string gnu_sparse(const std::string& name, std::uint64_t size, std::uint64_t offset,
                              const std::string& content) {
  std::string header = gnu_header(name, content.size(), 'S');
  header.replace(386, 24, tar_binary(offset) + tar_binary(content.size()));
  return with_field(header, 483, tar_binary(size)) + padded(content, 512);
}

// ---- cpio, the forms of SVR4

struct CpioFile {
  std::string name;
  std::string content;
  unsigned mode = 0100644;
  unsigned inode = 1;
  unsigned links = 1;
};

inline std::string cpio_member(const CpioFile& file, bool with_sum = false) {
  std::uint64_t sum = 0;
  for (const char byte : file.content) sum += static_cast<unsigned char>(byte);
  std::string bytes = with_sum ? "070702" : "070701";
  for (const std::uint64_t field :
       {std::uint64_t{file.inode}, std::uint64_t{file.mode}, std::uint64_t{0}, std::uint64_t{0},
        std::uint64_t{file.links}, std::uint64_t{0}, std::uint64_t{file.content.size()},
        std::uint64_t{8}, std::uint64_t{1}, std::uint64_t{0}, std::uint64_t{0},
        std::uint64_t{file.name.size() + 1}, with_sum ? sum : std::uint64_t{0}}) {
    bytes += digits("%08llx", field);
  }
  return padded(padded(bytes + file.name + '\0', 4) + file.content, 4);
}

inline std::string cpio_end(bool with_sum = false) {
  return padded(cpio_member({"TRAILER!!!", "", 0, 0}, with_sum), 512);
}

// ---- ar

inline std::string ar_member(std::string name, std::string content) {
  name.resize(16, ' ');
  std::string header = name + "0           0     0     644     " + std::to_string(content.size());
  header.resize(58, ' ');
  if (content.size() % 2 != 0) content += '\n';
  return header + "`\n" + content;
}

// ---- deflate and gzip

// Stored blocks.
inline std::string deflate_stored(std::string_view content) {
  std::string bytes;
  do {
    const std::string_view part = content.substr(0, 60000);
    content.remove_prefix(part.size());
    bytes += content.empty() ? '\1' : '\0';
    bytes += number(part.size(), 2) + number(~part.size(), 2);
    bytes += part;
  } while (!content.empty());
  return bytes;
}

// One zero byte and `runs` times 258 more, two bits each: as dense as deflate can be.
inline std::string deflate_zeros(std::uint64_t runs) {
  std::string bytes;
  unsigned filled = 0;
  const auto bit = [&](unsigned value) {
    if (filled % 8 == 0) bytes += '\0';
    bytes.back() = static_cast<char>(bytes.back() | static_cast<char>(value << filled % 8));
    ++filled;
  };
  const auto low_first = [&](unsigned value, unsigned width) {
    for (unsigned i = 0; i < width; ++i) bit(value >> i & 1U);
  };
  const auto code = [&](std::string_view text) {
    for (const char digit : text) bit(digit == '1' ? 1 : 0);
  };
  low_first(1, 1);   // the last block
  low_first(2, 2);   // with codes of its own
  low_first(29, 5);  // 286 codes of literals and lengths
  low_first(0, 5);   // one code of distances
  low_first(14, 4);  // 18 code lengths follow, in the order of RFC 1951, 3.2.7
  for (int i = 0; i < 18; ++i) low_first(i == 2 ? 1 : i == 15 || i == 17 ? 2 : 0, 3);
  const std::string_view one("10");
  const std::string_view two("11");
  const auto zeros = [&](unsigned count) {
    code("0");
    low_first(count - 11, 7);
  };
  code(two);  // literal 0
  zeros(138);
  zeros(117);
  code(two);  // the end
  zeros(28);
  code(one);  // length 258
  code(one);  // distance 1
  code("10");
  for (; runs > 0; --runs) code("00");
  code("11");
  return bytes;
}

inline std::string gzip_header(unsigned flags = 0) {
  return std::string("\x1f\x8b\x08", 3) + static_cast<char>(flags) + std::string("\0\0\0\0\0\3", 6);
}

inline std::string gzip_trailer(std::string_view content) {
  return number(crc_of(content), 4) + number(content.size(), 4);
}

inline std::string gzip_stored(std::string_view content) {
  return gzip_header() + deflate_stored(content) + gzip_trailer(content);
}

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_UNIT_ARCHIVE_ARCHIVE_BUILDER_H_
