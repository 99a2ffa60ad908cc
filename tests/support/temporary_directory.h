// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_
#define KOMPARU_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

namespace komparu::testing {

// A fresh directory that is gone with the object.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::random_device random;
    do {
      path_ = std::filesystem::temp_directory_path() / ("komparu-" + std::to_string(random()));
    } while (!std::filesystem::create_directory(path_));
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  // In UTF-8, as the library takes names everywhere.
  std::string path(std::string_view name) const {
    const std::u8string text = below(name).u8string();
    return {text.begin(), text.end()};
  }

  std::string write(std::string_view name, std::string_view content) const {
    std::ofstream(below(name), std::ios::binary) << content;
    return path(name);
  }

 private:
  std::filesystem::path below(std::string_view name) const {
    return path_ / std::u8string(name.begin(), name.end());
  }

  std::filesystem::path path_;
};

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_
