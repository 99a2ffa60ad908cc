// SPDX-License-Identifier: MIT
#include "archive/other_kinds.h"

#include <fmt/format.h>

#include <string_view>

namespace komparu::archive {

namespace {

using namespace std::string_view_literals;

// A kind of file, by the bytes that it holds at `at`.
struct OtherKind {
  std::size_t at;
  std::string_view magic;
  std::string_view name;  // "PROGRAM-made KIND"
  std::string_view reason;
  std::string_view step;
};

constexpr std::string_view kNotUnpacked = "this compression is not unpacked";
constexpr std::string_view kOnRequest = "read on request only";
constexpr std::string_view kFileSystem = "file systems are not read";

constexpr OtherKind kKinds[] = {
    {0, "\x1f\x9d"sv, "compress-made .Z file", kNotUnpacked, "zcat unpacks it"},
    {0, "\x1f\xa0"sv, "compress-made .Z file", kNotUnpacked, "zcat unpacks it"},
    {0, "\x1f\x1e"sv, "pack-made .z file", kNotUnpacked, "gzip -dc unpacks it"},
    {0, "LZIP"sv, "lzip-made .lz file", kNotUnpacked, "lzip -dc unpacks it"},
    {0, "\x5d\x00\x00"sv, "lzma-made .lzma file", kNotUnpacked, "xz -dc unpacks it"},
    {0, "\x02\x21\x4c\x18"sv, "lz4-made file in the legacy form", kNotUnpacked,
     "lz4 -dc unpacks it"},
    {0, "\x89LZO\0\r\n"sv, "lzop-made .lzo file", kNotUnpacked, "lzop -dc unpacks it"},
    {0, "LRZI"sv, "lrzip-made .lrz file", kNotUnpacked, "lrzcat unpacks it"},
    {0, "\xed\xab\xee\xdb"sv, "rpm-made package", "its payload lies behind headers",
     "rpm2cpio takes it out"},
    {0, "!<arch>\n"sv, "ar-made archive", kOnRequest, "-a"},
    {0, "hsqs"sv, "mksquashfs-made image", kFileSystem, "mount it first"},
    {1080, "\x53\xef"sv, "ext2, ext3 or ext4 image", kFileSystem, "mount it first"},
    {0, "QFI\xfb"sv, "QEMU-made disk image", kFileSystem, "mount it first"},
};

}  // namespace

std::string other_kind(std::span<const std::byte> head) {
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  for (const OtherKind& kind : kKinds) {
    if (text.size() <= kind.at || !text.substr(kind.at).starts_with(kind.magic)) continue;
    return fmt::format("{}: {}; {}", kind.name, kind.reason, kind.step);
  }
  return {};
}

}  // namespace komparu::archive
