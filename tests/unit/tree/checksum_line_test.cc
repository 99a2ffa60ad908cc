// SPDX-License-Identifier: MIT
#include "tree/checksum_line.h"

#include <cstddef>
#include <string>
#include <vector>

#include "support/catch.h"

namespace komparu {
namespace {

const std::string kHash(64, '0');

// The path, or what is wrong.
std::string read(const std::string& text, const ChecksumFormat& format = {}) {
  ChecksumLine line;
  const char* const fault = read_checksum_line(text, format, line);
  return fault != nullptr ? std::string("! ") + fault : line.path;
}

bool is_line(const std::string& text, const ChecksumFormat& format = {}) {
  return read(text, format)[0] != '!';
}

TEST_CASE("D2 a path is what stands behind two spaces or a space and a star") {
  CHECK(read(kHash + "  a") == "a");
  CHECK(read(kHash + " *a") == "a");
  CHECK(read(kHash + "   a") == " a");
  CHECK(read(kHash + "  *a") == "*a");
  CHECK(read(kHash + "  a\\b") == "a\\b");
  CHECK(read("\\" + kHash + "  a\\\\b\\nc\\rd") == "a\\b\nc\rd");
  CHECK(read("SHA256 (a) = " + kHash) == "a");
  CHECK(read("sha256 (a) = " + kHash + ") = " + kHash) == "a) = " + kHash);
}

TEST_CASE("D2 what does not count in a path is dropped, what leads elsewhere is kept") {
  CHECK(read(kHash + "  ./a") == "a");
  CHECK(read(kHash + "  .//a//b/./c") == "a/b/c");
  CHECK(read(kHash + "  //a") == "/a");
  CHECK(read(kHash + "  ../a") == "../a");
  CHECK(read(kHash + "  a/../b") == "a/../b");
  for (const char* const path : {"", ".", "./", "/", "a/", "a/.", "..", "a/.."}) {
    CAPTURE(path);
    CHECK_FALSE(is_line(kHash + "  " + path));
  }
}

TEST_CASE("D2 the number of digits must be one that the algorithm has") {
  for (std::size_t digits = 0; digits < 140; ++digits) {
    CAPTURE(digits);
    const std::string hash(digits, 'a');
    const bool known =
        digits == 32 || digits == 40 || digits == 64 || digits == 96 || digits == 128;
    CHECK(is_line(hash + "  a") == known);
    CHECK(is_line("SHA3-256 (a) = " + hash) == (digits == 64));
    ChecksumFormat format;
    format.untagged = DigestAlgorithm::blake2b;
    CHECK(is_line(hash + "  a", format) == (digits >= 64 && digits <= 128 && digits % 2 == 0));
  }
}

TEST_CASE("D2 with NUL at their ends lines have no escapes") {
  ChecksumFormat format;
  format.ended_by_nul = true;
  CHECK(read(kHash + "  a\\nb\nc", format) == "a\\nb\nc");
  CHECK_FALSE(is_line("\\" + kHash + "  a", format));
}

TEST_CASE("D4 a line that was written is read as what it says") {
  for (const DigestAlgorithm algorithm :
       {DigestAlgorithm::sha256, DigestAlgorithm::sha384, DigestAlgorithm::sha512,
        DigestAlgorithm::sha512_256, DigestAlgorithm::sha3_256, DigestAlgorithm::sha3_384,
        DigestAlgorithm::sha3_512, DigestAlgorithm::blake2b, DigestAlgorithm::md5,
        DigestAlgorithm::sha1}) {
    const std::size_t size =
        algorithm == DigestAlgorithm::md5                                                ? 16
        : algorithm == DigestAlgorithm::sha1                                             ? 20
        : algorithm == DigestAlgorithm::sha384 || algorithm == DigestAlgorithm::sha3_384 ? 48
        : algorithm == DigestAlgorithm::sha512 || algorithm == DigestAlgorithm::sha3_512 ||
                algorithm == DigestAlgorithm::blake2b
            ? 64
            : 32;
    const Digest digest{algorithm, std::vector<std::byte>(size, std::byte{0xa5}), {}};
    for (const bool nul : {false, true}) {
      for (const std::string path : {"a", "a b", "a\nb", "a\\b\r", "(x) = 00", "*a"}) {
        CAPTURE(word(algorithm), path, nul);
        std::string text = checksum_line(digest, path, nul);
        REQUIRE(text.back() == (nul ? '\0' : '\n'));
        text.pop_back();
        ChecksumLine line;
        REQUIRE(read_checksum_line(text, {{}, nul}, line) == nullptr);
        CHECK(line.algorithm == algorithm);
        CHECK(line.value == digest.value);
        CHECK(line.path == path);
      }
    }
  }
}

TEST_CASE("An algorithm is found by its name in any case") {
  CHECK(find_algorithm("sha256") == DigestAlgorithm::sha256);
  CHECK(find_algorithm("SHA512/256") == DigestAlgorithm::sha512_256);
  CHECK(find_algorithm("sha3-512") == DigestAlgorithm::sha3_512);
  CHECK_FALSE(find_algorithm("").has_value());
  CHECK_FALSE(find_algorithm("sha").has_value());
}

}  // namespace
}  // namespace komparu
