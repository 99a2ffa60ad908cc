// SPDX-License-Identifier: MIT
// What a job that reads a source may have to wait for (job.h).
#include <filesystem>
#include <string>
#include <system_error>

#include "komparu/http.h"
#include "komparu/job.h"
#include "komparu/source.h"
#include "tree/map_tree.h"

namespace komparu {

bool meets_urls(const Source& source) {
  if (source.checksums) return false;
  if (source.map) return any_source(*source.map, &meets_urls);
  return !source.descriptor && is_url(source.name);
}

bool may_wait(const Source& source) {
  if (source.checksums) return false;
  if (source.map) return any_source(*source.map, &may_wait);
  if (source.descriptor) return true;
  if (is_url(source.name)) return false;
  namespace fs = std::filesystem;
  const std::u8string name(source.name.begin(), source.name.end());
  std::error_code ignored;  // whoever opens it meets the reason
  const fs::file_type type = fs::status(fs::path(name), ignored).type();
  return type == fs::file_type::fifo || type == fs::file_type::character ||
         type == fs::file_type::socket;
}

}  // namespace komparu
