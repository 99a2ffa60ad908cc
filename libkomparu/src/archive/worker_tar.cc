// SPDX-License-Identifier: MIT
#include "archive/worker_tar.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "archive/tar/header.h"

namespace komparu::archive {

namespace {

constexpr std::string_view kHello = "komparu archive worker 2";

// Kinds of members and the types of their headers. tar has none for the last two.
constexpr std::pair<Kind, char> kTypes[] = {
    {Kind::regular, '0'},      {Kind::symbolic_link, '2'}, {Kind::character_device, '3'},
    {Kind::block_device, '4'}, {Kind::directory, '5'},     {Kind::fifo, '6'},
    {Kind::socket, 's'},       {Kind::unknown, 'u'}};
constexpr char kHardLink = '1';

// Where the fields of a header stand.
constexpr std::size_t kSizeAt = 124;
constexpr std::size_t kSumAt = 148;
constexpr std::size_t kTypeAt = 156;
constexpr std::size_t kMagicAt = 257;
constexpr std::size_t kDeviceAt = 345;  // in the prefix, which nobody else needs
constexpr std::size_t kSizeLength = 12;
constexpr std::size_t kDeviceLength = 24;

void append_header(char type, std::uint64_t size, std::uint64_t device, std::string& out) {
  std::string block(kRecordBlock, '\0');
  const auto put = [&block](std::size_t at, std::string_view text) {
    std::copy(text.begin(), text.end(), block.begin() + static_cast<std::ptrdiff_t>(at));
  };
  put(kSizeAt, fmt::format("{:011o}", size));
  block[kTypeAt] = type;
  put(kMagicAt, std::string_view("ustar\00000", 8));
  if (device != 0) put(kDeviceAt, fmt::format("{:022o}", device));
  put(kSumAt, "        ");
  std::uint32_t sum = 0;
  for (const char byte : block) sum += static_cast<unsigned char>(byte);
  put(kSumAt, fmt::format("{:06o}", sum));
  block[kSumAt + 6] = '\0';
  out += block;
}

void append_record(char type, std::string_view body, std::string& out) {
  append_header(type, body.size(), 0, out);
  out += body;
  out.resize(out.size() + padded(body.size()) - body.size());
}

// "LENGTH KEY=VALUE\n", where the length counts itself.
void append_field(std::string_view key, std::string_view value, std::string& records) {
  const std::size_t rest = key.size() + value.size() + 3;
  std::size_t length = rest + 1;
  while (length != rest + fmt::format("{}", length).size()) ++length;
  records += fmt::format("{} {}={}\n", length, key, value);
}

using Fields = std::map<std::string_view, std::string_view>;

Fields fields_of(std::string_view records) {
  Fields fields;
  while (!records.empty()) {
    std::size_t length = 0;
    const auto [end, error] =
        std::from_chars(records.data(), records.data() + records.size(), length);
    const auto digits = static_cast<std::size_t>(end - records.data());
    if (error != std::errc() || length > records.size() || length < digits + 3) throw Malformed();
    const std::string_view record = records.substr(digits, length - digits);
    const std::size_t equals = record.find('=');
    if (record.front() != ' ' || record.back() != '\n' || equals == record.npos) throw Malformed();
    const std::string_view value = record.substr(equals + 1, record.size() - equals - 2);
    if (value.find('\0') != value.npos) throw Malformed();
    if (!fields.emplace(record.substr(1, equals - 1), value).second) throw Malformed();
    records.remove_prefix(length);
  }
  return fields;
}

std::optional<std::string> taken(Fields& fields, std::string_view key) {
  const auto found = fields.find(key);
  if (found == fields.end()) return std::nullopt;
  std::string value(found->second);
  fields.erase(found);
  return value;
}

// At most 63 bits.
std::optional<std::uint64_t> taken_number(Fields& fields, std::string_view key) {
  const auto text = taken(fields, key);
  if (!text) return std::nullopt;
  std::int64_t value = 0;
  const char* const last = text->data() + text->size();
  const auto [end, error] = std::from_chars(text->data(), last, value);
  if (error != std::errc() || end != last || value < 0) throw Malformed();
  return static_cast<std::uint64_t>(value);
}

void require_none(const Fields& fields) {
  if (!fields.empty()) throw Malformed();
}

// What a worker may find wrong.
constexpr ErrorCode kCodes[] = {ErrorCode::bad_archive, ErrorCode::encrypted,
                                ErrorCode::unsupported, ErrorCode::limit_exceeded};

}  // namespace

void write_hello(std::string& out) {
  std::string records;
  append_field("comment", kHello, records);
  append_record('g', records, out);
}

void write_head(const Head& head, std::string& out) {
  std::string records;
  if (head.name) append_field("path", *head.name, records);
  if (head.hard_link) {
    append_field("linkpath", *head.hard_link, records);
  } else if (head.kind == Kind::symbolic_link) {
    append_field("linkpath", head.link_text, records);
  }
  if (head.size) append_field("KOMPARU.size", fmt::format("{}", *head.size), records);
  if (head.encrypted) append_field("KOMPARU.encrypted", "1", records);
  if (!head.warning.empty()) append_field("KOMPARU.warning", head.warning, records);
  if (records.size() > kMostRecords) {
    throw Error(ErrorCode::limit_exceeded, "", "a member's name is too long to be told");
  }
  append_record('x', records, out);
  const auto type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                 [&](const auto& each) { return each.first == head.kind; });
  append_header(head.hard_link ? kHardLink : type->second, 0, head.device, out);
}

void write_part(std::span<const std::byte> bytes, std::string& out) {
  append_record('P', {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, out);
}

void write_status(const std::optional<Failure>& failure, std::string& out) {
  std::string records;
  if (failure) {
    append_field("KOMPARU.code", word(failure->code), records);
    if (failure->of_all) append_field("KOMPARU.all", "1", records);
    append_field("KOMPARU.reason", std::string_view(failure->reason).substr(0, kMostReason),
                 records);
  }
  append_record('S', records, out);
}

void write_end(std::uint64_t used, std::string& out) {
  std::string records;
  append_field("KOMPARU.used", fmt::format("{}", used), records);
  append_record('E', records, out);
}

TarRecord read_record(std::span<const std::byte> block) {
  const std::string_view text(reinterpret_cast<const char*>(block.data()), block.size());
  if (!is_tar_header(block)) throw Malformed();
  const auto size = tar_number(text.substr(kSizeAt, kSizeLength));
  TarRecord record{text[kTypeAt], size.value_or(0), 0};
  const std::size_t most = record.type == 'P' ? kMostPart : kMostRecords;
  if (!size || record.size > most) throw Malformed();
  if (text[kDeviceAt] != '\0') {
    const auto device = tar_number(text.substr(kDeviceAt, kDeviceLength));
    if (!device) throw Malformed();
    record.device = *device;
  }
  return record;
}

void read_hello(std::string_view body) {
  Fields fields = fields_of(body);
  if (taken(fields, "comment") != kHello) throw Malformed();
  require_none(fields);
}

Head read_head(std::string_view records, const TarRecord& member) {
  Fields fields = fields_of(records);
  const auto type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                 [&](const auto& each) { return each.second == member.type; });
  const bool hard_link = member.type == kHardLink;
  if ((type == std::end(kTypes) && !hard_link) || member.size != 0) throw Malformed();
  Head head;
  head.kind = hard_link ? Kind::regular : type->first;
  head.device = member.device;
  head.name = taken(fields, "path");
  const auto link = taken(fields, "linkpath");
  if (link.has_value() != (hard_link || head.kind == Kind::symbolic_link)) throw Malformed();
  if (hard_link) {
    head.hard_link = link;
  } else if (link) {
    head.link_text = *link;
  }
  head.size = taken_number(fields, "KOMPARU.size");
  head.encrypted = taken_number(fields, "KOMPARU.encrypted").value_or(0) != 0;
  head.warning = taken(fields, "KOMPARU.warning").value_or("");
  require_none(fields);
  return head;
}

std::optional<Failure> read_status(std::string_view body) {
  Fields fields = fields_of(body);
  if (fields.empty()) return std::nullopt;
  const std::string code = taken(fields, "KOMPARU.code").value_or("");
  const auto known = std::find_if(std::begin(kCodes), std::end(kCodes),
                                  [&](ErrorCode each) { return word(each) == code; });
  if (known == std::end(kCodes)) throw Malformed();
  Failure failure{*known, taken_number(fields, "KOMPARU.all").has_value(),
                  taken(fields, "KOMPARU.reason").value_or("")};
  if (failure.reason.empty() || failure.reason.size() > kMostReason) throw Malformed();
  require_none(fields);
  return failure;
}

std::uint64_t read_end(std::string_view body) {
  Fields fields = fields_of(body);
  const auto used = taken_number(fields, "KOMPARU.used");
  if (!used) throw Malformed();
  require_none(fields);
  return *used;
}

}  // namespace komparu::archive
