// SPDX-License-Identifier: MIT
// A zip entry may carry its name twice: as raw bytes, in UTF-8 if flag bit 11 says so and else in
// some encoding that is not told; and in extra field 0x7075 as UTF-8, with the CRC of the raw bytes
// it belongs to. Python before 3.12 and many small readers take the first, 7-Zip, Info-ZIP and
// libarchive the second. So the second is taken only where it says the same as the first as far as
// anybody can tell, and anything else is two names.
//
// To hold them against each other, both are cut at the characters that no encoding changes: ASCII
// except "_" and "?", which some writers put where a character does not fit. These must be the same
// in both. What lies between two of them must be equal, or the Unicode part must hold a character
// beyond ASCII, and the raw part enough bytes for it. That takes one walk over both.
#include "archive/zip/records.h"

#include <algorithm>
#include <optional>

#include "archive/byte_cursor.h"
#include "archive/member_pass.h"
#include "komparu/error.h"

namespace komparu::archive {

namespace {

constexpr unsigned kUnicodeFlag = 0x800;

[[noreturn]] void two_names() { fail("a member of the zip file has two names"); }

bool beyond_ascii(char byte) { return static_cast<unsigned char>(byte) >= 0x80; }
bool is_stand_in(char byte) { return byte == '_' || byte == '?'; }
bool is_fixed(char byte) { return !beyond_ascii(byte) && !is_stand_in(byte); }

// Takes off what comes before the next character that no encoding changes.
std::string_view take_loose(std::string_view& text) {
  const auto end = std::find_if(text.begin(), text.end(), is_fixed);
  const std::string_view part = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(part.size());
  return part;
}

bool loose_parts_agree(std::string_view raw, std::string_view unicode) {
  if (raw == unicode) return true;
  const auto plain = std::count_if(unicode.begin(), unicode.end(), is_stand_in);
  const bool has_more = static_cast<std::size_t>(plain) < unicode.size();
  return has_more && raw.size() > static_cast<std::size_t>(plain) &&
         std::count_if(raw.begin(), raw.end(), is_stand_in) >= plain;
}

// What extra field 0x7075 says, unless it was left behind by a program that changed the raw name.
std::optional<std::string_view> unicode_text(const ZipHeader& header, const Inflater& crc) {
  constexpr std::size_t kBeforeText = 5;
  if (header.unicode_name.empty()) return std::nullopt;
  const auto payload = std::as_bytes(std::span(header.unicode_name));
  if (payload.size() < kBeforeText) two_names();
  const auto raw = std::as_bytes(std::span(header.name));
  if (crc.crc32(0, raw) != le32(payload, 1)) return std::nullopt;
  const std::string_view text = std::string_view(header.unicode_name).substr(kBeforeText);
  // Of a later version nothing is known.
  if (payload[0] != std::byte{1} && text != header.name) two_names();
  return text;
}

}  // namespace

bool may_stand_for(std::string_view raw, std::string_view unicode) {
  for (;;) {
    if (!loose_parts_agree(take_loose(raw), take_loose(unicode))) return false;
    if (raw.empty() || unicode.empty()) return raw.empty() && unicode.empty();
    if (raw.front() != unicode.front()) return false;
    raw.remove_prefix(1);
    unicode.remove_prefix(1);
  }
}

std::string zip_entry_name(const ZipHeader& header, const Inflater& crc) {
  std::string name = header.name;
  const auto unicode = unicode_text(header, crc);
  if (unicode && *unicode != name) {
    if ((header.flags & kUnicodeFlag) != 0 || !is_utf8(*unicode) ||
        !may_stand_for(name, *unicode)) {
      two_names();
    }
    name = *unicode;
  }
  // Programs on DOS and Windows have written "\" for "/"; elsewhere it is a character like others.
  if (header.host == ZipHeader::kFat && name.find('/') == name.npos) {
    std::replace(name.begin(), name.end(), '\\', '/');
  }
  return name;
}

}  // namespace komparu::archive
