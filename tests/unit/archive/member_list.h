// SPDX-License-Identifier: MIT
// What an archive in memory turns out to hold.
#ifndef KOMPARU_TESTS_UNIT_ARCHIVE_MEMBER_LIST_H_
#define KOMPARU_TESTS_UNIT_ARCHIVE_MEMBER_LIST_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "komparu/archive.h"
#include "support/memory_reader.h"

namespace komparu::testing {

struct Listed {
  std::string path;
  Kind kind = Kind::regular;
  std::string content;  // of files; the text of links
  std::string hard_link;
  std::optional<ErrorCode> problem;  // of the head or of the content

  bool operator==(const Listed&) const = default;
};

struct MemberList {
  std::vector<Listed> members;
  std::optional<ErrorCode> error;  // what ended the pass, or kept it from beginning
  std::string detail;

  bool clean() const {
    if (error) return false;
    for (const Listed& member : members) {
      if (member.problem) return false;
    }
    return true;
  }

  const Listed* find(const std::string& path) const {
    for (const Listed& member : members) {
      if (member.path == path) return &member;
    }
    return nullptr;
  }
};

// How much of the contents is read by the test; the rest is left to the archive.
enum class ReadMembers { fully, first_byte, not_at_all };

inline std::string read_member(Reader& reader, ReadMembers how) {
  std::string content;
  std::vector<std::byte> scratch(how == ReadMembers::first_byte ? 1 : 1000);
  if (how == ReadMembers::not_at_all) return content;
  do {
    const auto part = reader.read(scratch);
    if (part.empty()) break;
    content.append(reinterpret_cast<const char*>(part.data()), part.size());
  } while (how == ReadMembers::fully);
  return content;
}

inline void list_into(MemberList& list, MemberStream& members, ReadMembers how) {
  try {
    while (const Member* const member = members.next()) {
      Listed& entry = list.members.emplace_back();
      entry = {member->path, member->kind, member->link_text, member->hard_link, {}};
      if (member->problem) entry.problem = member->problem->code();
      if (member->kind != Kind::regular || !member->hard_link.empty() || member->problem) continue;
      try {
        entry.content = read_member(members.content(), how);
      } catch (const Error& error) {
        entry.problem = error.code();
      }
    }
  } catch (const Error& error) {
    list.error = error.code();
    list.detail = error.what();
  }
}

inline MemberList list_members(std::string bytes, const ArchiveOptions& options = {},
                               Behaviour behaviour = {}, ReadMembers how = ReadMembers::fully) {
  MemberList list;
  try {
    const auto opened = open_archive(
        std::make_unique<MemoryReader>(std::move(bytes), std::move(behaviour)), "x", options);
    list_into(list, *opened->members({}), how);
  } catch (const Error& error) {
    list.error = error.code();
    list.detail = error.what();
  }
  return list;
}

// As it comes from a pipe.
inline Behaviour stream() {
  Behaviour behaviour;
  behaviour.random_access = false;
  return behaviour;
}

inline ArchiveOptions asked_for() {
  ArchiveOptions options;
  options.asked_for = true;
  return options;
}

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_UNIT_ARCHIVE_MEMBER_LIST_H_
