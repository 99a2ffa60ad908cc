// SPDX-License-Identifier: MIT
// Reads one header and holds it against what GNU tar, bsdtar, Python's tarfile and Go's archive/tar
// make of it. Where they agree, that is what it says; where they do not, it is refused:
//
// - A number is octal digits behind spaces and before spaces or NULs, or GNU tar's binary form,
//   whose first byte is 0x80 (0xff for times before 1970). Behind a leading NUL GNU tar and Python
//   see nothing where Go sees digits, so that is no number.
// - The prefix of a name is a field of POSIX headers. Python takes it from any header; GNU's
//   headers keep times there, but others have no reason to hold anything.
// - The holes of a sparse member are described in GNU headers of type S. libarchive believes such
//   fields in GNU headers of any type; all others read the member as it stands.
#include "archive/tar/header.h"

#include <algorithm>

#include "archive/tar/input.h"

namespace komparu::archive {

namespace {

struct Field {
  std::size_t at;
  std::size_t length;
};

constexpr Field kName{0, 100};
constexpr Field kSize{124, 12};
constexpr Field kSum{148, 8};
constexpr std::size_t kTypeAt = 156;
constexpr Field kLink{157, 100};
constexpr Field kMagic{257, 8};
constexpr Field kMajor{329, 8};
constexpr Field kMinor{337, 8};
constexpr Field kPrefix{345, 155};
constexpr Field kSparse{386, 97};
constexpr Field kRealSize{483, 12};
// Mode, owner, group, time: they do not count, but they must be numbers as all others are.
constexpr std::array<Field, 6> kNumbers{Field{100, 8}, {108, 8}, {116, 8},
                                        {136, 12},     kMajor,   kMinor};

// Two more times, and where a part of a file in several volumes begins. GNU tar has them where
// others have the prefix.
constexpr std::array<Field, 3> kGnuNumbers{Field{345, 12}, {357, 12}, {369, 12}};

std::string_view field_of(std::string_view block, Field field) {
  return block.substr(field.at, field.length);
}

// Up to the first NUL, or all of it.
std::string_view text_of(std::string_view field) { return field.substr(0, field.find('\0')); }

bool is_padding(char byte) { return byte == ' ' || byte == '\0'; }

bool is_blank(std::string_view field) {
  return std::all_of(field.begin(), field.end(), is_padding);
}

bool is_all_nul(std::string_view field) { return field.find_first_not_of('\0') == field.npos; }

std::optional<std::uint64_t> octal(std::string_view field) {
  const auto start =
      std::find_if(field.begin(), field.end(), [](char byte) { return byte != ' '; });
  std::uint64_t value = 0;
  auto end = start;
  for (; end != field.end() && *end >= '0' && *end <= '7'; ++end) {
    value = value * 8 + static_cast<std::uint64_t>(*end - '0');
  }
  if (end == start || !std::all_of(end, field.end(), is_padding)) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> binary(std::string_view field) {
  std::uint64_t value = 0;
  for (const char byte : field.substr(1)) {
    if (value >> 55U != 0) return std::nullopt;
    value = value << 8U | static_cast<unsigned char>(byte);
  }
  return value;
}

// Where the value does not matter, only that it is one.
bool is_number(std::string_view field) {
  return field[0] == '\x80' || field[0] == '\xff' || is_blank(field) || octal(field);
}

TarHeader::Dialect dialect_of(std::string_view magic) {
  if (magic == std::string_view("ustar\00000", 8)) return TarHeader::Dialect::posix;
  if (magic == std::string_view("ustar  \0", 8)) return TarHeader::Dialect::gnu;
  return magic.starts_with("ustar") ? TarHeader::Dialect::other : TarHeader::Dialect::v7;
}

std::string name_of(std::string_view block, TarHeader::Dialect dialect) {
  std::string name(text_of(field_of(block, kName)));
  const std::string_view prefix = text_of(field_of(block, kPrefix));
  if (prefix.empty() || dialect == TarHeader::Dialect::gnu) return name;
  if (dialect != TarHeader::Dialect::posix) {
    fail("a tar header has a prefix that not all programs take for a part of the name");
  }
  return std::string(prefix) + '/' + name;
}

// As the C libraries of Linux number devices; those of macOS and the BSDs keep to 24 bits for the
// lower number.
std::uint64_t device_of(std::uint64_t major, std::uint64_t minor) {
#if defined(__linux__)
  return (major & 0xfffff000U) << 32U | (major & 0xfffU) << 8U | (minor & 0xffffff00U) << 12U |
         (minor & 0xffU);
#else
  return major << 24U | minor;
#endif
}

void audit_numbers(std::string_view block, TarHeader::Dialect dialect) {
  const auto are_numbers = [&](const auto& fields) {
    return std::all_of(fields.begin(), fields.end(),
                       [&](Field field) { return is_number(field_of(block, field)); });
  };
  const bool has_times = dialect == TarHeader::Dialect::gnu;
  if (!are_numbers(kNumbers) || (has_times && !are_numbers(kGnuNumbers)))
    fail("a tar header has a number that is neither octal nor binary");
}

void read_sparse_fields(std::string_view block, TarHeader& header) {
  const std::string_view fields = field_of(block, kSparse);
  const std::string_view real_size = field_of(block, kRealSize);
  if (header.type != 'S') {
    if (header.dialect == TarHeader::Dialect::gnu && !(is_all_nul(fields) && is_all_nul(real_size)))
      fail("a tar header describes holes and is not that of a sparse member");
    return;
  }
  if (header.dialect != TarHeader::Dialect::gnu) {
    fail("a sparse member has a tar header that cannot describe holes");
  }
  const auto size = tar_number(real_size);
  if (!size) fail("a sparse member does not tell its size");
  header.real_size = *size;
  std::copy(fields.begin(), fields.end(), header.sparse_fields.begin());
}

}  // namespace

std::optional<std::uint64_t> tar_number(std::string_view field) {
  if (is_all_nul(field)) return 0;
  return field[0] == '\x80' ? binary(field) : octal(field);
}

// The header's check sum is the sum of its bytes, its own field read as spaces. Some old programs
// took the bytes for signed.
bool is_tar_header(std::span<const std::byte> head) {
  if (head.size() < kTarBlock) return false;
  const std::string_view block(reinterpret_cast<const char*>(head.data()), kTarBlock);
  const auto said = octal(field_of(block, kSum));
  if (!said) return false;
  std::int64_t sum = ' ' * static_cast<std::int64_t>(kSum.length);
  std::int64_t above_127 = 0;
  const auto add = [&](std::string_view bytes) {
    std::uint32_t part = 0;
    std::uint32_t above = 0;
    for (const char byte : bytes) {
      part += static_cast<unsigned char>(byte);
      above += static_cast<unsigned char>(byte) >> 7U;
    }
    sum += part;
    above_127 += above;
  };
  add(block.substr(0, kSum.at));
  add(block.substr(kSum.at + kSum.length));
  const auto expected = static_cast<std::int64_t>(*said);
  return expected == sum || expected == sum - 256 * above_127;
}

TarHeader read_tar_header(std::span<const std::byte> bytes) {
  if (!is_tar_header(bytes)) fail("a tar header is damaged: its check sum is wrong");
  const std::string_view block(reinterpret_cast<const char*>(bytes.data()), kTarBlock);
  TarHeader header;
  header.dialect = dialect_of(field_of(block, kMagic));
  header.type = block[kTypeAt];
  audit_numbers(block, header.dialect);
  const auto size = tar_number(field_of(block, kSize));
  if (!size) fail("the size in a tar header is neither octal nor binary");
  header.size = *size;
  header.name = name_of(block, header.dialect);
  header.link = text_of(field_of(block, kLink));
  header.device = device_of(tar_number(field_of(block, kMajor)).value_or(0),
                            tar_number(field_of(block, kMinor)).value_or(0));
  read_sparse_fields(block, header);
  return header;
}

}  // namespace komparu::archive
