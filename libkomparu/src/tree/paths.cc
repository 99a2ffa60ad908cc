// SPDX-License-Identifier: MIT
#include "tree/paths.h"

#include <algorithm>
#include <utility>

#include "komparu/error.h"

namespace komparu {

namespace {

Error not_plain(const std::string& path) {
  return Error(ErrorCode::bad_option, path, "is no relative path");
}

// Throws Error (bad_option) for what would lead out of a tree.
std::string plain(const std::string& path) {
  if (path.starts_with('/') || path.find('\0') != std::string::npos) throw not_plain(path);
  std::string result;
  for (std::size_t from = 0; from < path.size();) {
    const std::size_t to = std::min(path.find('/', from), path.size());
    const std::string_view name = std::string_view(path).substr(from, to - from);
    from = to + 1;
    if (name == "..") throw not_plain(path);
    if (name.empty() || name == ".") continue;
    if (!result.empty()) result.push_back('/');
    result.append(name);
  }
  if (result.empty()) throw not_plain(path);
  return result;
}

}  // namespace

namespace internal {

Kind Paths::kind(std::size_t member) const {
  if (member + 1 == paths_.size()) return Kind::regular;
  const std::string& own = paths_[member];
  const std::string& next = paths_[member + 1];
  const bool is_above =
      next.size() > own.size() && next[own.size()] == '/' && next.starts_with(own);
  return is_above ? Kind::directory : Kind::regular;
}

EntryFacts Paths::look(std::size_t member) const {
  EntryFacts facts;
  facts.side.kind = kind(member);
  return facts;
}

std::string Paths::link_text(std::size_t member) const {
  throw Error(ErrorCode::wrong_kind, paths_[member], "is no symbolic link");
}

std::unique_ptr<Reader> Paths::open(std::size_t member) const {
  throw Error(ErrorCode::unsupported, paths_[member], "has no content");
}

bool Paths::contains(std::string_view path) const {
  return std::binary_search(paths_.begin(), paths_.end(), path, archive::comes_before);
}

}  // namespace internal

void check_path(const std::string& path) { plain(path); }

std::shared_ptr<const internal::Paths> make_paths(std::vector<std::string> paths) {
  for (std::string& path : paths) path = plain(path);
  std::sort(paths.begin(), paths.end(), archive::comes_before);
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return std::make_shared<const internal::Paths>(std::move(paths));
}

std::unique_ptr<Tree> make_path_tree(std::shared_ptr<const internal::Paths> paths) {
  return archive::make_member_tree(std::move(paths));
}

}  // namespace komparu
