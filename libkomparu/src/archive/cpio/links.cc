// SPDX-License-Identifier: MIT
#include "archive/cpio/links.h"

namespace komparu::archive {

std::optional<InodeLinks::Settled> InodeLinks::meet_empty(const Head& head,
                                                          const std::string& path) {
  if (head.links < 2) return Settled{path, std::nullopt};
  const Inode inode{head.inode_device, head.inode};
  if (const auto carrier = carriers_.find(inode); carrier != carriers_.end()) {
    return Settled{path, carrier->second};
  }
  waiting_[inode].push_back(path);
  return std::nullopt;
}

void InodeLinks::meet_content(const Head& head, const std::string& path) {
  if (head.links < 2) return;
  const Inode inode{head.inode_device, head.inode};
  carriers_[inode] = path;
  const auto waiting = waiting_.extract(inode);
  if (waiting.empty()) return;
  for (std::string& name : waiting.mapped()) settled_.push_back({std::move(name), path});
}

void InodeLinks::end() {
  for (auto& [inode, names] : waiting_) {
    for (std::string& name : names) settled_.push_back({std::move(name), std::nullopt});
  }
  waiting_.clear();
}

std::optional<InodeLinks::Settled> InodeLinks::take_settled() {
  if (settled_.empty()) return std::nullopt;
  Settled first = std::move(settled_.front());
  settled_.pop_front();
  return first;
}

}  // namespace komparu::archive
