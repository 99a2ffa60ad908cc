// SPDX-License-Identifier: MIT
// pax records are "LENGTH KEY=VALUE\n", where LENGTH counts all of that. They are read as they
// come: a key that is none of ours is forgotten, and its value passed over, so that a record of any
// length costs nothing but its bytes.
//
// Programs differ in what they make of records that repeat a key, have no value, or stand in a
// global header; of a size that is no plain decimal number; and of bytes behind the last record. So
// for keys that say what a member is called, how long it is, or what it holds, none of that is
// allowed. All other keys (SCHILY.*, LIBARCHIVE.*, times, owners, comments) may say what they like.
#include "archive/tar/extensions.h"

#include <utility>

#include "archive/member_pass.h"
namespace komparu::archive {

namespace {

// As long as any key that matters; more of a key is not kept.
constexpr std::size_t kLongestKey = 32;
// As long as any number or word that matters.
constexpr std::uint64_t kLongestWord = 64;

struct Record {
  std::string key;
  std::uint64_t value_length = 0;
};

[[noreturn]] void damaged() { fail("a pax header is damaged"); }

// Up to the value.
Record read_record_head(TarBody& body) {
  const std::uint64_t all = body.left();
  std::uint64_t length = 0;
  char byte = body.byte();
  for (; byte >= '0' && byte <= '9' && length <= all && body.left() > 0; byte = body.byte()) {
    length = length * 10 + static_cast<std::uint64_t>(byte - '0');
  }
  const std::uint64_t used = all - body.left();
  if (byte != ' ' || used < 2 || length > all || length < used + 3) damaged();
  std::uint64_t left = length - used - 1;  // without the line feed
  Record record;
  for (; left > 0 && (byte = body.byte()) != '='; --left) {
    if (byte == '\0') damaged();
    if (record.key.size() <= kLongestKey) record.key += byte;
  }
  if (left == 0 || record.key.empty()) damaged();
  record.value_length = left - 1;
  return record;
}

void end_record(TarBody& body) {
  if (body.byte() != '\n') damaged();
}

// What is fit for one value only.
template <typename Value>
void set_once(std::optional<Value>& to, Value value, const std::string& key) {
  if (to) fail("a pax header has the record " + key + " twice");
  to = std::move(value);
}

class RecordReader {
 public:
  RecordReader(TarInput& input, TarBody& body, TarExtensions& to)
      : input_(input), body_(body), to_(to) {}

  void read(const Record& record) {
    if (record.key == "path") return name(record, to_.path);
    if (record.key == "linkpath") return name(record, to_.link_path);
    if (record.key == "size") return number(record, to_.size);
    if (record.key == "SCHILY.realsize") return number(record, to_.size_of_star);
    if (record.key == "hdrcharset") return encoding(record);
    if (record.key.starts_with("GNU.sparse.")) return sparse(record);
    body_.skip(record.value_length);
  }

 private:
  void name(const Record& record, std::optional<std::string>& to) {
    if (record.value_length == 0) fail("a pax header has an empty record " + record.key);
    input_.allowance().check_name(record.value_length);
    set_once(to, body_.text(record.value_length), record.key);
  }

  std::uint64_t number(const Record& record) {
    const auto value = record.value_length <= kLongestWord
                           ? decimal_number(body_.text(record.value_length))
                           : std::nullopt;
    if (!value) fail("the pax record " + record.key + " is no number");
    return *value;
  }

  void number(const Record& record, std::optional<std::uint64_t>& to) {
    set_once(to, number(record), record.key);
  }

  void encoding(const Record& record) {
    if (record.value_length > kLongestWord) damaged();
    const std::string name = body_.text(record.value_length);
    if (name == "BINARY") {
      to_.raw_names = true;
    } else if (name != "ISO-IR 10646 2000 UTF-8") {
      refuse("names in a pax header have an unknown encoding");
    }
  }

  void sparse(const Record& record) {
    SparseRecords& sparse = to_.sparse;
    const std::string_view key = std::string_view(record.key).substr(11);
    if (key == "major") return number(record, sparse.major);
    if (key == "minor") return number(record, sparse.minor);
    if (key == "size") return number(record, sparse.size);
    if (key == "realsize") return number(record, sparse.real_size);
    if (key == "numblocks") return number(record, sparse.blocks);
    if (key == "name") return name(record, sparse.name);
    if (key == "offset") return number(record, sparse.offset);
    if (key == "numbytes") return end_pair(record);
    if (key == "map") return map(record);
    fail("the pax record " + record.key + " is unknown");
  }

  void end_pair(const Record& record) {
    SparseRecords& sparse = to_.sparse;
    if (!sparse.offset) fail("the map of a sparse member is out of order");
    sparse.has_pairs = true;
    sparse.map.add({*std::exchange(sparse.offset, std::nullopt), number(record)},
                   input_.allowance());
  }

  // "OFFSET,LENGTH,OFFSET,LENGTH".
  void map(const Record& record) {
    if (std::exchange(to_.sparse.has_map, true)) fail("a sparse member has two maps");
    std::uint64_t left = record.value_length;
    while (left > 0) {
      const std::uint64_t offset = number_in_map(left);
      if (left == 0) fail("the map of a sparse member is damaged");
      to_.sparse.map.add({offset, number_in_map(left)}, input_.allowance());
    }
  }

  std::uint64_t number_in_map(std::uint64_t& left) {
    std::string digits;
    bool ended = false;
    while (left > 0 && !ended && digits.size() <= kLongestWord) {
      const char byte = body_.byte();
      --left;
      ended = byte == ',';
      if (!ended) digits += byte;
    }
    const auto value = decimal_number(digits);
    // A comma has something behind it.
    if (!value || (ended && left == 0)) fail("the map of a sparse member is damaged");
    return *value;
  }

  TarInput& input_;
  TarBody& body_;
  TarExtensions& to_;
};

// What is behind a NUL would be no part of the name for most programs.
void doubt_name(std::optional<std::string>& name, bool raw, std::string& doubt) {
  if (!name) return;
  if (const std::size_t nul = name->find('\0'); nul != std::string::npos) {
    name->resize(nul);
    doubt = "its name holds a NUL byte";
  } else if (!raw && !is_utf8(*name)) {
    doubt = "its name is said to be in UTF-8, and is not";
  }
}

bool is_of_volumes(std::string_view key) {
  return key.starts_with("GNU.volume.") && key != "GNU.volume.label";
}

void require_support(std::string_view key) {
  if (is_of_volumes(key)) refuse("it is part of an archive in several volumes");
  // libarchive reads its holes, all others read them as bytes that are there.
  if (key == "SUN.holesdata") refuse("it describes holes as only Solaris does");
}

const std::optional<std::string>& one_of(const std::optional<std::string>& pax,
                                         const std::optional<std::string>& gnu) {
  if (pax && gnu) fail("a member has two long names, one of pax and one of GNU tar");
  return pax ? pax : gnu;
}

}  // namespace

const std::optional<std::string>& TarExtensions::name() const {
  const auto& found = one_of(sparse.name ? sparse.name : path, long_name);
  return found;
}

const std::optional<std::string>& TarExtensions::link() const {
  return one_of(link_path, long_link);
}

void read_pax_records(TarInput& input, std::uint64_t size, TarExtensions& extensions) {
  TarBody body(input, size);
  RecordReader reader(input, body, extensions);
  extensions.has_records = true;
  while (body.left() > 0) {
    const Record record = read_record_head(body);
    require_support(record.key);
    reader.read(record);
    end_record(body);
  }
  body.end();
  doubt_name(extensions.path, extensions.raw_names, extensions.doubt);
  doubt_name(extensions.link_path, extensions.raw_names, extensions.doubt);
  doubt_name(extensions.sparse.name, extensions.raw_names, extensions.doubt);
}

void read_global_records(TarInput& input, std::uint64_t size, bool& raw_names) {
  TarExtensions found;
  found.raw_names = raw_names;
  TarBody body(input, size);
  RecordReader reader(input, body, found);
  while (body.left() > 0) {
    const Record record = read_record_head(body);
    require_support(record.key);
    const bool matters = record.key == "path" || record.key == "linkpath" || record.key == "size" ||
                         record.key == "SCHILY.realsize" || record.key.starts_with("GNU.sparse.");
    if (matters) {
      fail("a global pax header has the record " + record.key + ", which not all programs apply");
    }
    reader.read(record);
    end_record(body);
  }
  body.end();
  raw_names = found.raw_names;
}

std::string read_long_name(TarInput& input, std::uint64_t size, std::string& doubt) {
  if (size == 0) fail("a long name is empty");
  input.allowance().check_name(size - 1);
  TarBody body(input, size);
  std::string name = body.text(size);
  body.end();
  const std::size_t end = std::min(name.find('\0'), name.size());
  if (end == 0) fail("a long name is empty");
  if (name.find_first_not_of('\0', end) != std::string::npos) doubt = "its name holds a NUL byte";
  name.resize(end);
  return name;
}

}  // namespace komparu::archive
