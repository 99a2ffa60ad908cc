// SPDX-License-Identifier: MIT
// One line of a list of checksums.
#ifndef KOMPARU_TREE_CHECKSUM_LINE_H_
#define KOMPARU_TREE_CHECKSUM_LINE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "komparu/checksums.h"
#include "komparu/digest.h"

namespace komparu {

struct ChecksumLine {
  DigestAlgorithm algorithm = DigestAlgorithm::sha256;
  std::vector<std::byte> value;
  std::string path;
};

// Reads a line, without its end. Null: done; otherwise what is wrong with it, in words. The strings
// of `line` are reused from call to call.
const char* read_checksum_line(std::string_view text, const ChecksumFormat& format,
                               ChecksumLine& line);

// Drops what does not count in a path of a list: components that are empty or ".". False if it
// names no file.
bool normalize_listed_path(std::string& path);

}  // namespace komparu

#endif  // KOMPARU_TREE_CHECKSUM_LINE_H_
