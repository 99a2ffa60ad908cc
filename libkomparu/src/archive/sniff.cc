// SPDX-License-Identifier: MIT
#include "archive/sniff.h"

#include <algorithm>
#include <cctype>
#include <string>

#include "archive/byte_cursor.h"
#include "archive/tar/header.h"
#include "archive/tar/input.h"

namespace komparu::archive {

namespace {

using Bytes = std::span<const std::byte>;

// The text of `length` bytes at `offset`, less where there are no more.
std::string_view text(Bytes bytes, std::size_t offset, std::size_t length) {
  if (offset >= bytes.size()) return {};
  return {reinterpret_cast<const char*>(bytes.data()) + offset,
          std::min(length, bytes.size() - offset)};
}

bool has(Bytes bytes, std::string_view magic, std::size_t offset = 0) {
  return text(bytes, offset, magic.size()) == magic;
}

bool are_digits(std::string_view field, std::size_t length, std::string_view digits) {
  return field.size() == length && field.find_first_not_of(digits) == field.npos;
}

bool is_cpio(Bytes head, bool asked_for) {
  if (has(head, "070701") || has(head, "070702")) {
    return are_digits(text(head, 6, 104), 104, "0123456789abcdefABCDEF");
  }
  if (has(head, "070707")) return are_digits(text(head, 6, 70), 70, "01234567");
  // The two bytes of the binary forms turn up in other files too.
  return asked_for && head.size() >= 26 && (has(head, "\xc7\x71") || has(head, "\x71\xc7"));
}

// Behind frames that decoders skip, which zstd and lz4 have in common.
Bytes behind_skippable(Bytes head) {
  constexpr std::size_t kHeader = 8;
  while (head.size() >= kHeader && (le32(head, 0) & 0xfffffff0U) == 0x184d2a50U) {
    const std::uint64_t length = kHeader + std::uint64_t{le32(head, 4)};
    head = head.subspan(static_cast<std::size_t>(std::min<std::uint64_t>(length, head.size())));
  }
  return head;
}

bool is_lha(Bytes head) {
  const std::string_view method = text(head, 2, 5);
  return method.size() == 5 && method.starts_with("-l") && method.ends_with("-") &&
         std::isalnum(static_cast<unsigned char>(method[3])) != 0;
}

}  // namespace

Filter sniff_filter(Bytes head) {
  if (has(head, "\x1f\x8b\x08")) return Filter::gzip;
  // The digit is the size of a block, the rest the magic of the first block or of the end.
  if (has(head, "BZh") && head.size() > 9 && head[3] >= std::byte{'1'} &&
      head[3] <= std::byte{'9'} &&
      (has(head, "1AY&SY", 4) || has(head, "\x17\x72\x45\x38\x50\x90", 4))) {
    return Filter::bzip2;
  }
  if (has(head, std::string_view("\xfd\x37zXZ\0", 6))) return Filter::xz;
  const Bytes frame = behind_skippable(head);
  if (has(frame, "\x28\xb5\x2f\xfd")) return Filter::zstd;
  if (has(frame, "\x04\x22\x4d\x18")) return Filter::lz4;
  return Filter::none;
}

std::optional<Format> sniff_format(Bytes head, bool asked_for) {
  if (has(head, "PK\x03\x04") || has(head, "PK\x05\x06")) return Format::zip;
  if (has(head, "7z\xbc\xaf\x27\x1c")) return Format::seven_zip;
  if (is_tar_header(head)) return Format::tar;
  if (is_cpio(head, asked_for)) return Format::cpio;
  if (asked_for && has(head, "!<arch>\n")) return Format::ar;
  if (asked_for && head.size() >= kTarBlock && is_zero(head)) return Format::tar;
  return std::nullopt;
}

std::optional<ExtraFormat> sniff_extra_format(Bytes head) {
  constexpr std::size_t kIsoAt = 32769;
  if (has(head, std::string_view("Rar!\x1a\x07\0", 7)) || has(head, "Rar!\x1a\x07\x01")) {
    return ExtraFormat::rar;
  }
  if (has(head, std::string_view("MSCF\0\0\0\0", 8))) return ExtraFormat::cab;
  if (has(head, "xar!")) return ExtraFormat::xar;
  if (has(head, "WARC/")) return ExtraFormat::warc;
  if (is_lha(head)) return ExtraFormat::lha;
  if (has(head, "CD001", kIsoAt)) return ExtraFormat::iso;
  return std::nullopt;
}

std::string_view word(ExtraFormat format) noexcept {
  switch (format) {
    case ExtraFormat::rar:
      return "rar";
    case ExtraFormat::iso:
      return "iso";
    case ExtraFormat::cab:
      return "cab";
    case ExtraFormat::xar:
      return "xar";
    case ExtraFormat::lha:
      return "lha";
    case ExtraFormat::warc:
      return "warc";
  }
  return "";
}

}  // namespace komparu::archive
