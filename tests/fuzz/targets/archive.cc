// SPDX-License-Identifier: MIT
// An archive in memory, read three times: twice as a file and once as a stream. All three must give
// the same members, and the archive must never differ from itself. It is the same as itself only if
// every member could be read. KOMPARU_FUZZ_FORMAT says which format the target is about; other
// input is left to the other targets.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "archive/sniff.h"
#include "claim.h"
#include "komparu/komparu.h"
#include "support/memory_reader.h"

using namespace komparu;
using komparu::fuzz::claim;
using komparu::testing::Behaviour;
using komparu::testing::MemoryReader;

namespace {

using archive::Filter;
using archive::Format;

constexpr std::string_view kFormat = KOMPARU_FUZZ_FORMAT;

bool is_ours(std::string_view bytes) {
  const auto head = testing::bytes_of(bytes.substr(0, archive::kSniffedBytes));
  const Filter filter = archive::sniff_filter(head);
  if (kFormat == "gzip") return filter == Filter::gzip;
  if (filter != Filter::none) return false;
  const auto format = archive::sniff_format(head, true);
  // A zip file may stand behind other bytes.
  if (!format || *format == Format::zip) return kFormat == "zip";
  return (*format == Format::tar && kFormat == "tar") ||
         (*format == Format::seven_zip && kFormat == "seven_zip") ||
         (*format == Format::cpio && kFormat == "cpio") ||
         (*format == Format::ar && kFormat == "ar");
}

// Small enough for thousands of inputs a second; a bomb is found by reaching them.
ArchiveOptions options() {
  ArchiveOptions result;
  result.asked_for = true;
  result.limits.decompressed_size = std::uint64_t{4} << 20;
  result.limits.entries = 1000;
  result.limits.index_memory = std::uint64_t{16} << 20;
  result.limits.decoder_memory = std::uint64_t{64} << 20;
  return result;
}

std::unique_ptr<Archive> open(std::string_view bytes, bool random_access) {
  Behaviour behaviour;
  behaviour.random_access = random_access;
  return open_archive(std::make_unique<MemoryReader>(std::string(bytes), behaviour), "x",
                      options());
}

struct Reading {
  std::string members;  // names, kinds, links and contents, one after the other
  bool clean = true;    // nothing was refused

  void refuse(const Error& error) {
    clean = false;
    members.append(word(error.code())).push_back('\n');
  }
};

void read_content(Reader& reader, Reading& reading) {
  std::vector<std::byte> scratch(4096);
  for (;;) {
    const auto part = reader.read(scratch);
    if (part.empty()) return;
    reading.members.append(reinterpret_cast<const char*>(part.data()), part.size());
  }
}

Reading read_all(std::string_view bytes, bool random_access) {
  Reading reading;
  try {
    const auto opened = open(bytes, random_access);
    const auto members = opened->members({});
    while (const Member* const member = members->next()) {
      reading.members.append(member->path).push_back('\0');
      reading.members.append(std::to_string(static_cast<int>(member->kind)));
      reading.members.append(member->link_text).push_back('\0');
      reading.members.append(member->hard_link).push_back('\0');
      if (member->problem) {
        reading.refuse(*member->problem);
      } else if (member->kind == Kind::regular && member->hard_link.empty()) {
        read_content(members->content(), reading);
      }
    }
  } catch (const Error& error) {
    reading.refuse(error);
  }
  return reading;
}

class NoSink final : public FindingSink {
 public:
  void add(const Finding& /*finding*/) override {}
};

Verdict against_itself(std::string_view bytes) {
  TreeOptions trees;
  trees.jobs = 1;
  trees.allow_empty = true;
  NoSink sink;
  try {
    const auto left = open(bytes, true);
    const auto right = open(bytes, true);
    return compare(*left, *right, trees, sink).verdict;
  } catch (const Error&) {
    return Verdict::trouble;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!is_ours(bytes)) return 0;
  const Reading once = read_all(bytes, true);
  const Reading again = read_all(bytes, true);
  claim(once.members == again.members, "an archive is read twice alike");
  const Reading streamed = read_all(bytes, false);
  claim(once.members == streamed.members, "an archive is read from a stream as from a file");
  const Verdict verdict = against_itself(bytes);
  claim(verdict != Verdict::different, "an archive does not differ from itself");
  claim(verdict != Verdict::same || once.clean, "what is not read is not the same");
  return 0;
}
