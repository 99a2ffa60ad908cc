// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_CHECKSUM_FILE_H_
#define KOMPARU_APPS_CHECKSUM_FILE_H_

#include <string>

#include "komparu/digest.h"

namespace komparu::cli {

// The list of --write-checksums (D4): written whole or not at all. What is added goes to a
// temporary file beside it, which takes its place in commit() and is removed without one.
class ChecksumFile final : public DigestSink {
 public:
  // Throws Error (output) if there is no place for it.
  ChecksumFile(const std::string& file, bool ended_by_nul);
  ~ChecksumFile() override;
  ChecksumFile(const ChecksumFile&) = delete;
  ChecksumFile& operator=(const ChecksumFile&) = delete;

  const std::string& temporary() const { return temporary_; }

  // Each throws Error (output) if something was not written.
  void add(const std::string& path, const Digest& digest) override;
  void commit();

 private:
  void flush();

  const std::string file_;
  const bool ended_by_nul_;
  std::string place_;  // where the list will be: links at the end of its name are followed
  std::string temporary_;
  int descriptor_ = -1;
  std::string buffer_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_CHECKSUM_FILE_H_
