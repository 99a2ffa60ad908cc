// SPDX-License-Identifier: MIT
#include <string>

#include "archive_builder.h"
#include "archive_samples.h"
#include "member_list.h"
#include "support/catch.h"
#include "support/temporary_directory.h"
#include "zip_builder.h"

namespace komparu {

using namespace komparu::testing;

namespace {

bool looks_like_archive(const std::string& bytes, const ArchiveOptions& options = {},
                        Behaviour behaviour = {}) {
  MemoryReader reader(bytes, std::move(behaviour));
  return is_archive(reader, options);
}

const std::string& tar() {
  static const std::string bytes = tar_member("a", "alpha") + tar_end();
  return bytes;
}

const std::string& rar() {
  static const std::string bytes("Rar!\x1a\x07\0 and more", 16);
  return bytes;
}

}  // namespace

TEST_CASE("A2: archives are recognised where there is random access", "[archive]") {
  for (const auto& bytes : {tar(), kTarGzip, kTarXz, kZip, kSevenZip}) {
    CHECK(looks_like_archive(bytes));
    CHECK(!looks_like_archive(bytes, {}, stream()));
  }
  for (const auto& bytes : {std::string(), std::string("text\n"), gzip_stored("text\n"),
                            gzip_stored(kZip), std::string("\x1f\x8b\x08 broken"), rar()}) {
    CHECK(!looks_like_archive(bytes));
    CHECK(!looks_like_archive(bytes, asked_for()));
  }
}

TEST_CASE("A2: a stream that holds no archive is told apart from a damaged one", "[archive]") {
  const auto open = [](const std::string& bytes) {
    return open_if_archive(std::make_unique<MemoryReader>(bytes, stream()), "x");
  };
  CHECK(open("text\n") == nullptr);
  CHECK(open("") == nullptr);
  CHECK(open(gzip_stored("text\n")) == nullptr);
  CHECK(open(tar()) != nullptr);
  CHECK_THROWS_AS(open(kZip.substr(0, kZip.size() - 1)), Error);
  CHECK_THROWS_AS(open(rar()), Error);
}

TEST_CASE("A zip file behind other bytes is one if an archive was asked for", "[archive]") {
  ZipFile file;
  file.members = {ZipMember("a", "alpha")};
  file.prefix = "#!/bin/sh\n";
  CHECK(!looks_like_archive(file.build()));
  CHECK(looks_like_archive(file.build(), asked_for()));
  CHECK(list_members(file.build()).error == ErrorCode::bad_archive);
  CHECK(list_members(file.build(), asked_for()).clean());
  CHECK(list_members(file.build(), asked_for(), stream()).clean());
}

TEST_CASE("A2: what is no archive is trouble when it is opened as one", "[archive]") {
  for (const auto& behaviour : {Behaviour{}, stream()}) {
    CHECK(list_members("text\n", asked_for(), behaviour).detail == "x: it is no archive");
    CHECK(list_members("", {}, behaviour).detail == "x: it is no archive");
    CHECK(list_members(gzip_stored("text\n"), {}, behaviour).detail ==
          "x: it is compressed, but what it holds is no archive");
    CHECK(list_members(gzip_stored(kZip), {}, behaviour).error == ErrorCode::bad_archive);
  }
}

TEST_CASE("A1: other formats are trouble that names them", "[archive]") {
  ArchiveOptions options;
  CHECK(list_members(rar(), options).error == ErrorCode::unsupported);
  CHECK(list_members(rar(), options).detail == "x: rar archives are read only by request");
  options.extra_formats = {ExtraFormat::iso, ExtraFormat::rar};
  CHECK(looks_like_archive(rar(), options));
  CHECK(list_members(rar(), options).detail ==
        "x: rar archives need a worker program, and none is named");
}

TEST_CASE("Passes can be repeated where there is random access", "[archive]") {
  for (const auto& bytes : {tar(), kTarGzip, kZip, kSevenZip}) {
    const auto opened = open_archive(std::make_unique<MemoryReader>(bytes), "x");
    CHECK(opened->repeatable());
    MemberList first;
    MemberList second;
    list_into(first, *opened->members({}), ReadMembers::fully);
    const std::uint64_t read = opened->bytes_read();
    CHECK(read > 0);
    list_into(second, *opened->members({}), ReadMembers::first_byte);
    CHECK(first.clean());
    CHECK(second.clean());
    CHECK(first.members.size() == second.members.size());
    CHECK(opened->bytes_read() > read);
  }
}

TEST_CASE("A stream is read once, a spooled one as often as wanted", "[archive]") {
  const auto once = open_archive(std::make_unique<MemoryReader>(tar(), stream()), "x");
  CHECK(!once->repeatable());
  CHECK(once->members({})->next() != nullptr);
  CHECK_THROWS_AS(once->members({}), Error);
  const auto spooled = open_archive(std::make_unique<MemoryReader>(kZip, stream()), "x");
  CHECK(spooled->repeatable());
  CHECK(spooled->members({})->next() != nullptr);
  CHECK(spooled->members({})->next() != nullptr);
}

TEST_CASE("What is spooled leaves nothing behind", "[archive]") {
  const TemporaryDirectory directory;
  ArchiveOptions options;
  options.spool_directory = directory.path("");
  const auto opened = open_archive(std::make_unique<MemoryReader>(kZip, stream()), "x", options);
  CHECK(std::filesystem::is_empty(options.spool_directory));
  CHECK(opened->members({})->next() != nullptr);
  options.spool_directory = directory.path("missing");
  CHECK(list_members(kZip, options, stream()).error == ErrorCode::not_found);
}

TEST_CASE("A stopped pass throws and says nothing else", "[archive]") {
  StopSource source;
  Until until;
  until.stop = source.token();
  const auto opened = open_archive(std::make_unique<MemoryReader>(tar()), "x");
  const auto members = opened->members(until);
  REQUIRE(members->next() != nullptr);
  source.request_stop();
  try {
    members->next();
    FAIL("it went on");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::cancelled);
  }
}

TEST_CASE("What the reader throws passes through libarchive", "[archive]") {
  Behaviour behaviour;
  const std::string bytes = tar_member("a", std::string(600'000, 'x')) + tar_end();
  behaviour.fails_from = 300'000;
  const auto list = list_members(bytes, {}, behaviour);
  CHECK(list.error == ErrorCode::unreadable);
  CHECK(list.detail == "memory: Input/output error");
}

TEST_CASE("F3: an archive confirms what its reader confirms", "[archive]") {
  Behaviour behaviour;
  behaviour.refuses = {Verdict::same};
  const auto opened = open_archive(std::make_unique<MemoryReader>(tar(), behaviour), "x");
  opened->confirm(Verdict::different);
  CHECK_THROWS_AS(opened->confirm(Verdict::same), Error);
}

}  // namespace komparu
