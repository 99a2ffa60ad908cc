// SPDX-License-Identifier: MIT
#include "options/archive_options.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "options/apply.h"
#include "support/catch.h"

using namespace komparu;
using namespace komparu::cli;

namespace {

using Words = std::vector<std::string_view>;

Invocation asked(Words words, const Environment& environment = {}) {
  words.insert(words.end(), {"a", "b"});
  const auto typed = read_command_line("komparu", words, false, environment);
  if (const Answer* const answer = std::get_if<Answer>(&typed)) FAIL(answer->messages[0]);
  return std::get<Invocation>(typed);
}

ArchiveLimits limits(const Words& words) { return asked(words).archives.limits; }

std::string fault(Words words) {
  words.insert(words.end(), {"a", "b"});
  const auto typed = read_command_line("komparu", words);
  REQUIRE(std::holds_alternative<Answer>(typed));
  CHECK(std::get<Answer>(typed).status == 2);
  return std::get<Answer>(typed).messages[0];
}

}  // namespace

TEST_CASE("A11: whoever types gets wider limits than the library's callers") {
  const ArchiveLimits found = limits({});
  CHECK(found.decompressed_size == std::uint64_t{64} << 30);
  CHECK(found.compression_ratio == 500u);
  CHECK(found.ratio_judged_from == std::uint64_t{64} << 20);
  CHECK(found.entries == 1'000'000u);
  CHECK(found.entry_name_length == std::uint64_t{64} << 10);
  CHECK(found.index_memory == std::uint64_t{384} << 20);
  CHECK(found.decoder_memory == std::uint64_t{288} << 20);
}

TEST_CASE("A11: each limit has an option, and none lifts it") {
  CHECK(limits({"--max-decompressed-size=2K"}).decompressed_size == 2048u);
  CHECK_FALSE(limits({"--max-decompressed-size=none"}).decompressed_size);
  CHECK(limits({"--max-archive-entries", "7"}).entries == 7u);
  CHECK_FALSE(limits({"--max-archive-entries=none"}).entries);
  CHECK(limits({"--max-entry-name-length=1kB"}).entry_name_length == 1000u);
  CHECK_FALSE(limits({"--max-entry-name-length=none"}).entry_name_length);
  CHECK(limits({"--max-index-memory=1M"}).index_memory == 1u << 20);
  CHECK_FALSE(limits({"--max-index-memory=none"}).index_memory);
  CHECK(limits({"--max-decoder-memory=1M"}).decoder_memory == 1u << 20);
  CHECK_FALSE(limits({"--max-decoder-memory=none"}).decoder_memory);
  CHECK_FALSE(limits({"--max-compression-ratio=none"}).compression_ratio);
  CHECK(limits({"--max-archive-entries=none", "--max-archive-entries=3"}).entries == 3u);
}

TEST_CASE("A11: a ratio that is typed is judged early") {
  const ArchiveLimits found = limits({"--max-compression-ratio=9"});
  CHECK(found.compression_ratio == 9u);
  CHECK(found.ratio_judged_from == std::uint64_t{64} << 10);
}

TEST_CASE("limits that are none are refused") {
  for (const std::string option :
       {"max-decompressed-size", "max-compression-ratio", "max-archive-entries",
        "max-entry-name-length", "max-index-memory", "max-decoder-memory"}) {
    for (const std::string value : {"0", "", "x", "-1", "1.5", "None", "9999999999999999999999"}) {
      const std::string word = fmt::format("--{}={}", option, value);
      CHECK(fault({word}) == fmt::format("invalid --{} value '{}'", option, value));
    }
  }
  // A count of things is no size.
  CHECK(fault({"--max-archive-entries=1K"}) == "invalid --max-archive-entries value '1K'");
  CHECK(fault({"--strip-components=-1"}) == "invalid --strip-components value '-1'");
}

TEST_CASE("-a asks for trees, and for archives whose magic says little") {
  CHECK(asked({}).as == As::automatic);
  CHECK_FALSE(asked({}).archives.asked_for);
  for (const std::string_view option : {"-a", "--archives", "--as=tree"}) {
    CHECK(asked({option}).as == As::tree);
    CHECK(asked({option}).archives.asked_for);
  }
  CHECK(asked({"-a", "--as=auto"}).as == As::automatic);
  CHECK(asked({"--as=bytes", "-a"}).as == As::tree);
  CHECK(asked({"--strip-components=2"}).archives.strip_components == 2);
}

TEST_CASE("-a does not go with bytes, but with groups") {
  for (const std::string_view option : {"-l", "-b", "-n1", "-i1"}) {
    CHECK(fault({"-a", option}) == "-a (--as=tree) compares trees, not bytes");
  }
  CHECK(asked({"-a", "c"}).groups);
  CHECK(asked({"-a", "c"}).as == As::tree);
}

TEST_CASE("temporary files lie where the environment says") {
  const auto directory = [](const char* value) {
    return asked({},
                 [value](const char* name) {
                   return std::string_view(name) == "TMPDIR" ? value : nullptr;
                 })
        .archives.spool_directory;
  };
  CHECK(directory("/var/spool/x") == "/var/spool/x");
  CHECK(directory("") == "/tmp");
  CHECK(directory(nullptr) == "/tmp");
  CHECK(asked({}).archives.spool_directory == "/tmp");
}

TEST_CASE("A11: a limit is called by its option") {
  const auto said = [](const std::string& limit) {
    return limit_by_option("more than " + limit + " allows (5): this may be a bomb");
  };
  CHECK(said("decompressed_size") ==
        "more than --max-decompressed-size allows (5): this may be a bomb");
  CHECK(said("compression_ratio") ==
        "more than --max-compression-ratio allows (5): this may be a bomb");
  CHECK(said("entries") == "more than --max-archive-entries allows (5): this may be a bomb");
  CHECK(said("entry_name_length") ==
        "more than --max-entry-name-length allows (5): this may be a bomb");
  CHECK(said("index_memory") == "more than --max-index-memory allows (5): this may be a bomb");
  CHECK(said("decoder_memory") == "more than --max-decoder-memory allows (5): this may be a bomb");
  CHECK(limit_by_option("anything else") == "anything else");
}

TEST_CASE("A1: formats are asked for by name") {
  using enum ExtraFormat;
  const auto formats = [](Words words) { return asked(std::move(words)).archives.extra_formats; };
  CHECK(formats({}).empty());
  CHECK(formats({"--archive-formats=iso"}) == std::vector{iso});
  CHECK(formats({"--archive-formats", "warc,lha"}) == std::vector{warc, lha});
  CHECK(formats({"--archive-formats=rar", "--archive-formats=cab,xar"}) ==
        std::vector{rar, cab, xar});
  CHECK(formats({"--archive-formats=all"}) == std::vector{rar, iso, cab, xar, lha, warc});
  for (const char* const wrong :
       {"", "zip", "iso,", ",iso", "iso,,cab", "iso cab", "ISO", "rar5", "all,none"}) {
    INFO(wrong);
    CHECK(fault({"--archive-formats", wrong}) ==
          fmt::format("invalid --archive-formats value '{}'", wrong));
  }
}

TEST_CASE("A1: who did not ask for a format is told how") {
  CHECK(request_by_option("iso archives are read only by request") ==
        "iso archives are read only by request: --archive-formats=iso");
  CHECK(request_by_option("anything else") == "anything else");
}
