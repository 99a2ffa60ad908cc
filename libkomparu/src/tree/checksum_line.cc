// SPDX-License-Identifier: MIT
// How a line is read. GNU writes `HASH  PATH` (or ` *PATH`), BSD `ALGORITHM (PATH) = HASH`. A
// backslash before either says that the path is escaped; any other path is taken as it stands.
// Whatever is left over, or missing, makes it no line: half of a line must never count for another
// file. A path may itself hold what looks like the end of a BSD line, so that end is looked for
// from behind. The number of digits must be one that the algorithm has, because a value that was
// cut would otherwise only be another value.
//
// Lines are written without a tag where their length tells the algorithm when they are read, as
// sha256sum and its kin write them; others have a tag, so that no list depends on an option.
#include "tree/checksum_line.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace komparu {

namespace {

struct Algorithm {
  std::string_view tag;
  DigestAlgorithm algorithm;
  std::size_t digits;  // 0: see is_length_of()
};

// The first of an algorithm is the one that is written.
constexpr std::array kAlgorithms = {
    Algorithm{"SHA256", DigestAlgorithm::sha256, 64},
    Algorithm{"SHA384", DigestAlgorithm::sha384, 96},
    Algorithm{"SHA512", DigestAlgorithm::sha512, 128},
    Algorithm{"SHA512/256", DigestAlgorithm::sha512_256, 64},
    Algorithm{"SHA512-256", DigestAlgorithm::sha512_256, 64},
    Algorithm{"SHA3-256", DigestAlgorithm::sha3_256, 64},
    Algorithm{"SHA3-384", DigestAlgorithm::sha3_384, 96},
    Algorithm{"SHA3-512", DigestAlgorithm::sha3_512, 128},
    Algorithm{"BLAKE2b", DigestAlgorithm::blake2b, 0},
    Algorithm{"BLAKE2b-256", DigestAlgorithm::blake2b, 64},
    Algorithm{"BLAKE2b-384", DigestAlgorithm::blake2b, 96},
    Algorithm{"BLAKE2b-512", DigestAlgorithm::blake2b, 128},
    Algorithm{"BLAKE3", DigestAlgorithm::blake3, 64},
    Algorithm{"MD5", DigestAlgorithm::md5, 32},
    Algorithm{"SHA1", DigestAlgorithm::sha1, 40},
};

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

const Algorithm* find(std::string_view name) {
  const auto* const found =
      std::find_if(kAlgorithms.begin(), kAlgorithms.end(), [name](const Algorithm& each) {
        return std::equal(name.begin(), name.end(), each.tag.begin(), each.tag.end(),
                          [](char a, char b) { return lower(a) == lower(b); });
      });
  return found == kAlgorithms.end() ? nullptr : &*found;
}

// What a value of that many digits is where nothing else says it.
std::optional<DigestAlgorithm> algorithm_of_length(std::size_t digits) {
  switch (digits) {
    case 32:
      return DigestAlgorithm::md5;
    case 40:
      return DigestAlgorithm::sha1;
    case 64:
      return DigestAlgorithm::sha256;
    case 96:
      return DigestAlgorithm::sha384;
    case 128:
      return DigestAlgorithm::sha512;
    default:
      return std::nullopt;
  }
}

// BLAKE2b has values of any length; below 256 bits they prove nothing (D1).
bool is_length_of(DigestAlgorithm algorithm, std::size_t digits) {
  if (algorithm == DigestAlgorithm::blake2b) {
    return digits >= 64 && digits <= 128 && digits % 2 == 0;
  }
  return std::any_of(kAlgorithms.begin(), kAlgorithms.end(), [&](const Algorithm& each) {
    return each.algorithm == algorithm && each.digits == digits;
  });
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// False if there is anything but pairs of hexadecimal digits.
bool read_value(std::string_view digits, std::vector<std::byte>& value) {
  value.clear();
  if (digits.size() % 2 != 0) return false;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    const int high = digit(digits[at]);
    const int low = digit(digits[at + 1]);
    if (high < 0 || low < 0) return false;
    value.push_back(static_cast<std::byte>(high * 16 + low));
  }
  return true;
}

constexpr std::string_view kEscapes = "\\nr";
constexpr std::string_view kEscaped = "\\\n\r";

// False for an escape that GNU does not write.
bool unescape(std::string& text) {
  std::size_t to = 0;
  for (std::size_t from = 0; from < text.size(); ++from) {
    char c = text[from];
    if (c == '\\') {
      if (++from == text.size()) return false;
      const std::size_t which = kEscapes.find(text[from]);
      if (which == std::string_view::npos) return false;
      c = kEscaped[which];
    }
    text[to++] = c;
  }
  text.resize(to);
  return true;
}

const char* read_path(std::string_view text, bool escaped, std::string& path) {
  path.assign(text);
  if (escaped && !unescape(path)) return "has an escape in its path that is unknown";
  return normalize_listed_path(path) ? nullptr : "names no file";
}

const char* read_tagged(std::string_view text, bool escaped, ChecksumLine& line) {
  const std::size_t open = text.find(" (");
  const std::size_t close = text.rfind(") = ");
  if (open == std::string_view::npos || close == std::string_view::npos || close < open + 2) {
    return "is no checksum and path";
  }
  const Algorithm* const algorithm = find(text.substr(0, open));
  if (algorithm == nullptr) return "has an algorithm that is unknown";
  const std::string_view digits = text.substr(close + 4);
  const bool fits = algorithm->digits == 0 ? is_length_of(algorithm->algorithm, digits.size())
                                           : digits.size() == algorithm->digits;
  if (!fits || !read_value(digits, line.value)) return "has a checksum that is none";
  line.algorithm = algorithm->algorithm;
  return read_path(text.substr(open + 2, close - open - 2), escaped, line.path);
}

}  // namespace

bool normalize_listed_path(std::string& path) {
  if (path.empty() || path.ends_with('/') || path.find('\0') != std::string::npos) return false;
  std::string result;
  if (path.front() == '/') result.push_back('/');
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t to = std::min(path.find('/', from), path.size());
    const std::string_view name = std::string_view(path).substr(from, to - from);
    const bool last = to == path.size();
    from = to + 1;
    if (last && (name == "." || name == "..")) return false;
    if (name.empty() || name == ".") continue;
    if (!result.empty() && result.back() != '/') result.push_back('/');
    result.append(name);
  }
  path = std::move(result);
  return true;
}

const char* read_checksum_line(std::string_view text, const ChecksumFormat& format,
                               ChecksumLine& line) {
  const bool escaped = !format.ended_by_nul && text.starts_with('\\');
  if (escaped) text.remove_prefix(1);
  const auto* const end =
      std::find_if(text.begin(), text.end(), [](char c) { return digit(c) < 0; });
  const auto digits = static_cast<std::size_t>(end - text.begin());
  const std::string_view rest = text.substr(digits);
  const bool untagged = digits > 0 && (rest.starts_with("  ") || rest.starts_with(" *"));
  if (!untagged) return read_tagged(text, escaped, line);
  const auto algorithm = format.untagged ? format.untagged : algorithm_of_length(digits);
  if (!algorithm || !is_length_of(*algorithm, digits) ||
      !read_value(text.substr(0, digits), line.value)) {
    return "has a checksum of a length that its algorithm does not have";
  }
  line.algorithm = *algorithm;
  return read_path(rest.substr(2), escaped, line.path);
}

std::optional<DigestAlgorithm> find_algorithm(std::string_view name) {
  const Algorithm* const found = find(name);
  return found != nullptr ? std::optional(found->algorithm) : std::nullopt;
}

std::string checksum_line(const Digest& digest, std::string_view path, bool ended_by_nul) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hash;
  for (const std::byte byte : digest.value) {
    hash.push_back(kDigits[std::to_integer<unsigned>(byte) >> 4U]);
    hash.push_back(kDigits[std::to_integer<unsigned>(byte) & 15U]);
  }
  std::string line;
  std::string name;
  for (const char c : path) {
    const std::size_t which = ended_by_nul ? std::string_view::npos : kEscaped.find(c);
    if (which == std::string_view::npos) {
      name.push_back(c);
    } else {
      line.assign(1, '\\');
      name.push_back('\\');
      name.push_back(kEscapes[which]);
    }
  }
  if (algorithm_of_length(hash.size()) == digest.algorithm) {
    line.append(hash).append("  ").append(name);
  } else {
    const auto* const algorithm =
        std::find_if(kAlgorithms.begin(), kAlgorithms.end(),
                     [&](const Algorithm& each) { return each.algorithm == digest.algorithm; });
    const std::string_view tag = algorithm != kAlgorithms.end() ? algorithm->tag : "";
    line.append(tag).append(" (").append(name).append(") = ").append(hash);
  }
  line.push_back(ended_by_nul ? '\0' : '\n');
  return line;
}

}  // namespace komparu
