// SPDX-License-Identifier: MIT
#include "archive/member_pass.h"

#include <algorithm>
#include <array>
#include <utility>

namespace komparu::archive {

std::string normalised_name(std::string_view name) {
  std::string path;
  const bool absolute = name.starts_with('/');
  bool leading = !absolute;
  while (!name.empty()) {
    const std::size_t end = std::min(name.find('/'), name.size());
    const std::string_view component = name.substr(0, end);
    name.remove_prefix(std::min(end + 1, name.size()));
    if (component.empty() || (leading && component == ".")) continue;
    leading = false;
    if (absolute || !path.empty()) path += '/';
    path += component;
  }
  return path;
}

std::string stripped_name(std::string_view name, std::uint64_t count) {
  if (count == 0) return std::string(name);
  if (name.starts_with('/')) name.remove_prefix(1);
  for (; count > 0; --count) {
    const std::size_t end = name.find('/');
    if (end == name.npos) return {};
    name.remove_prefix(end + 1);
  }
  return std::string(name);
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || text.size() <= more) return false;
    std::uint32_t point = more == 0 ? lead : lead & (0x3fU >> more);
    for (std::size_t i = 1; i <= more; ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if ((byte & 0xc0U) != 0x80) return false;
      point = point << 6U | (byte & 0x3fU);
    }
    constexpr std::array<std::uint32_t, 4> kLeast{0, 0x80, 0x800, 0x10000};
    const bool is_surrogate = point >= 0xd800 && point < 0xe000;
    if (point < kLeast.at(more) || is_surrogate || point > 0x10ffff) return false;
    text.remove_prefix(more + 1);
  }
  return true;
}

Error named(const Error& error, const std::string& subject) {
  const bool about_the_call =
      error.code() == ErrorCode::cancelled || error.code() == ErrorCode::timed_out;
  if (!error.subject().empty() || about_the_call) return error;
  return Error(error.code(), subject, error.detail())
      .with_os_error(error.os_error())
      .with_phase(error.phase());
}

void MemberPass::start(std::unique_ptr<FormatReader> format) {
  format_ = std::move(format);
  content_.emplace(*format_, *account_);
}

void MemberPass::stop() {
  content_.reset();
  format_.reset();
}

const Member* MemberPass::next() {
  if (failure_) throw *failure_;
  try {
    return advance();
  } catch (const Error& error) {
    failure_ = named(error, name());
    throw *failure_;
  }
}

Reader& MemberPass::content() { return *content_; }

const Member* MemberPass::advance() {
  for (;;) {
    if (std::exchange(readable_, false)) content_->finish();
    content_->begin(nullptr, "");
    account_->until.check();
    member_ = Member{};
    if (take_settled(member_)) return &member_;
    if (ended_) return nullptr;
    const auto head = next_head();
    if (!head) {
      ended_ = true;
      continue;
    }
    account_->allowance.met_entry();
    if (make_member(*head)) return &member_;
  }
}

// False if the member is not to be told: the root, stripped away, or held back. What is passed over
// is read and checked all the same.
bool MemberPass::make_member(const Head& head) {
  member_.kind = head.kind;
  name_member(head);
  const bool root = member_.path.empty() && !member_.problem;
  const bool passed_over = root && (head.kind == Kind::directory || account_->strip_components > 0);
  const bool is_file = head.kind != Kind::directory;
  if (passed_over && is_file && account_->left_out_files != nullptr) {
    *account_->left_out_files = true;
  }
  if (root && !passed_over) {
    add_problem(member_, ErrorCode::bad_archive, "its name is that of the root");
  }
  describe_kind(head);
  MemberContent::Expected expected;
  expected.size = head.size;
  describe(head, expected, member_);
  if (member_.kind != Kind::regular || head.hard_link) return !passed_over;
  member_.size = head.size;
  if (!member_.problem && held_back(head, member_)) return false;
  if (!member_.problem || member_.problem->code() != ErrorCode::encrypted) {
    content_->begin(&expected, member_.path);
    readable_ = true;
  }
  return !passed_over;
}

void MemberPass::describe_kind(const Head& head) {
  if (!head.warning.empty()) add_problem(member_, ErrorCode::bad_archive, head.warning);
  if (head.encrypted) add_problem(member_, ErrorCode::encrypted, "its content is encrypted");
  account_->allowance.check_name(head.link_text.size());
  if (head.kind == Kind::symbolic_link) member_.link_text = head.link_text;
  if (head.kind == Kind::character_device || head.kind == Kind::block_device) {
    member_.device = head.device;
  }
  if (head.hard_link) {
    link_member(head);
  } else if (head.kind == Kind::unknown) {
    add_problem(member_, ErrorCode::unsupported,
                "its kind is unknown; it may be a part of an archive in several volumes");
  }
}

void MemberPass::name_member(const Head& head) {
  if (!head.name) {
    add_problem(member_, ErrorCode::bad_archive, "a member's name cannot be read");
    return;
  }
  account_->allowance.check_name(head.name->size());
  if (head.name->empty()) {
    add_problem(member_, ErrorCode::bad_archive, "a member has no name");
    return;
  }
  const std::size_t nul = head.name->find('\0');
  member_.path = path_of(head.name->substr(0, nul));
  // Some readers end the name there.
  if (nul != std::string::npos) {
    add_problem(member_, ErrorCode::bad_archive, "its name holds a NUL byte");
  }
}

void MemberPass::link_member(const Head& head) {
  account_->allowance.check_name(head.hard_link->size());
  member_.kind = Kind::regular;
  member_.hard_link = path_of(*head.hard_link);
  if (member_.hard_link.empty()) {
    add_problem(member_, ErrorCode::bad_archive,
                "it is a hard link to no member that is looked at");
  }
  // Extracting it would change the member it is linked to.
  if (head.size.value_or(0) > 0) {
    add_problem(member_, ErrorCode::bad_archive, "it is a hard link and has content of its own");
  }
}

std::string MemberPass::path_of(const std::string& raw) const {
  if (!has_paths()) return raw;
  return stripped_name(normalised_name(raw), account_->strip_components);
}

void MemberPass::add_problem(Member& member, ErrorCode code, std::string detail) {
  if (!member.problem) member.problem.emplace(code, member.path, std::move(detail));
}

}  // namespace komparu::archive
