// SPDX-License-Identifier: MIT
#include "archive/byte_path.h"

#include <utility>

#include "archive/filters/stage.h"

namespace komparu::archive {

BytePath::BytePath(RandomAccess& access, Account& account) : account_(account) {
  account.allowance.set_whole(access.size());
  parts_.push_back(make_pass(access, account));
  out_ = parts_.back().get();
}

BytePath::BytePath(Reader& reader, Account& account) : account_(account) {
  parts_.push_back(make_counted(reader, account));
  out_ = parts_.back().get();
}

std::vector<std::byte> BytePath::look(std::size_t count) {
  std::vector<std::byte> head = read_head(*out_, count);
  parts_.push_back(make_resumed(head, *out_));
  out_ = parts_.back().get();
  return head;
}

void BytePath::add(Filter filter) {
  auto stage = make_stage(filter, *out_, account_);
  stage_ = stage.get();
  out_ = stage_;
  parts_.push_back(std::move(stage));
}

void BytePath::check_nothing_follows() {
  if (stage_ != nullptr) stage_->check_nothing_follows();
}

}  // namespace komparu::archive
