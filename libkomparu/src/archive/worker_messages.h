// SPDX-License-Identifier: MIT
// What a worker and the process that it works for say to each other. Every message has a kind, a
// length of 32 bits and a body; numbers are little-endian. The worker says hello and is told what
// to read; then it answers `next` with a head, the end or a failure, and `content` with blocks and
// their end or a failure. Before any answer it may ask for bytes of the archive.
#ifndef KOMPARU_ARCHIVE_WORKER_MESSAGES_H_
#define KOMPARU_ARCHIVE_WORKER_MESSAGES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "archive/channel.h"
#include "archive/libarchive.h"
#include "archive/worker_limits.h"
#include "komparu/archive.h"
#include "komparu/stop.h"

namespace komparu::archive {

enum class MessageKind : std::uint8_t {
  // From the worker.
  hello = 'V',
  wanted = 'R',  // offset, length
  head = 'H',
  block = 'B',   // offset, bytes
  ended = 'Z',   // the content; or, with the bytes of the archive that were used, the members
  failed = 'E',  // code, whether that is the end of all, reason
  // To the worker.
  begin = 'O',
  given = 'D',  // bytes
  next = 'N',
  content = 'C',
};

// The most that the body of any message, the bytes in it, a head and a reason may have.
inline constexpr std::size_t kMostBytes = 262144;
inline constexpr std::size_t kMostHead = 1048576;
inline constexpr std::size_t kMostReason = 1024;

using Body = std::vector<std::byte>;

// A message whose body is not what its kind has. Not about the archive: who sent it cannot be
// believed.
class Malformed : public std::exception {};

// What a worker is to read.
struct Task {
  ExtraFormat format = ExtraFormat::rar;
  std::uint64_t size = 0;
  std::uint64_t memory = 0;
  std::uint32_t seconds = 0;
};

struct Wanted {
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
};

struct Failure {
  ErrorCode code = ErrorCode::bad_archive;
  bool of_all = true;
  std::string reason;
};

// Each body, and what it says. The latter throw Malformed for anything that the former do not make,
// and accept nothing that could not be said of a member: unknown kinds, names with NUL, sizes
// beyond 63 bits.
Body body_of_hello();
void read_hello(std::span<const std::byte> body);
Body body_of(const Task& task);
Task read_task(std::span<const std::byte> body);
Body body_of(const Wanted& wanted);
Wanted read_wanted(std::span<const std::byte> body);
Body body_of(const Head& head);
Head read_head_body(std::span<const std::byte> body);
Body body_of(const Failure& failure);
Failure read_failure(std::span<const std::byte> body);
Body body_of_number(std::uint64_t number);
std::uint64_t read_number(std::span<const std::byte> body);
// The offset of a block; its bytes, of which there is at least one, stand behind kBlockStart.
inline constexpr std::size_t kBlockStart = 8;
Block read_block(std::span<const std::byte> body);

struct Message {
  MessageKind kind;
  std::span<const std::byte> body;  // valid until the next one is received
};

// Sends and receives whole messages. False, or none, if the other end is gone.
class Messages {
 public:
  explicit Messages(Channel& channel) : channel_(channel) {}

  bool send(MessageKind kind, std::span<const std::byte> body, const Until& until);
  // The same with a body in two parts.
  bool send(MessageKind kind, std::span<const std::byte> body, std::span<const std::byte> more,
            const Until& until);

  // Throws Malformed if the message is of no kind, or longer than one of its kind can be.
  std::optional<Message> receive(const Until& until);

 private:
  Channel& channel_;
  Body body_;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_WORKER_MESSAGES_H_
