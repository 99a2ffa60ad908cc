// SPDX-License-Identifier: MIT
#include "archive/worker_messages.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

namespace komparu::archive {

namespace {

constexpr std::string_view kHello = "komparu archive worker 1";

constexpr std::uint64_t kMostNumber = std::numeric_limits<std::int64_t>::max();

constexpr std::size_t kHeader = 5;

class Writer {
 public:
  void number(std::uint64_t value, int bytes) {
    for (; bytes > 0; --bytes, value >>= 8) body_.push_back(static_cast<std::byte>(value & 0xff));
  }
  void text(std::string_view text) {
    number(text.size(), 4);
    const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
    body_.insert(body_.end(), bytes.begin(), bytes.end());
  }
  void optional_text(const std::optional<std::string>& value) {
    number(value ? 1 : 0, 1);
    text(value ? std::string_view(*value) : std::string_view());
  }
  Body take() { return std::move(body_); }

 private:
  Body body_;
};

// Takes a body apart; every step checks that there is as much as it wants.
class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> body) : rest_(body) {}

  std::uint64_t number(int bytes) {
    std::uint64_t value = 0;
    const auto part = take(static_cast<std::size_t>(bytes));
    for (std::size_t i = part.size(); i > 0; --i) {
      value = value << 8 | std::to_integer<std::uint64_t>(part[i - 1]);
    }
    return value;
  }
  std::uint64_t amount() {
    const std::uint64_t value = number(8);
    if (value > kMostNumber) throw Malformed();
    return value;
  }
  bool flag() {
    const std::uint64_t value = number(1);
    if (value > 1) throw Malformed();
    return value == 1;
  }
  // What libarchive gives has no NUL.
  std::string text() {
    const auto part = take(static_cast<std::size_t>(number(4)));
    std::string text(reinterpret_cast<const char*>(part.data()), part.size());
    if (text.find('\0') != text.npos) throw Malformed();
    return text;
  }
  std::optional<std::string> optional_text() {
    const bool present = flag();
    std::string value = text();
    if (!present && !value.empty()) throw Malformed();
    return present ? std::optional(std::move(value)) : std::nullopt;
  }
  void end() const {
    if (!rest_.empty()) throw Malformed();
  }

 private:
  std::span<const std::byte> take(std::size_t count) {
    if (count > rest_.size()) throw Malformed();
    const auto part = rest_.first(count);
    rest_ = rest_.subspan(count);
    return part;
  }

  std::span<const std::byte> rest_;
};

constexpr std::array kKinds = {
    Kind::regular, Kind::directory,    Kind::symbolic_link,    Kind::fifo,
    Kind::socket,  Kind::block_device, Kind::character_device, Kind::unknown};
constexpr std::array kFormats = {ExtraFormat::rar, ExtraFormat::iso, ExtraFormat::cab,
                                 ExtraFormat::xar, ExtraFormat::lha, ExtraFormat::warc};
// What a worker may say of an archive.
constexpr std::array kCodes = {ErrorCode::bad_archive, ErrorCode::encrypted, ErrorCode::unsupported,
                               ErrorCode::limit_exceeded};

template <typename Value, std::size_t kCount>
std::uint64_t place_of(const std::array<Value, kCount>& values, Value value) {
  const auto* const found = std::find(values.begin(), values.end(), value);
  return static_cast<std::uint64_t>(found - values.begin());
}

template <typename Value, std::size_t kCount>
Value value_at(const std::array<Value, kCount>& values, std::uint64_t place) {
  if (place >= kCount) throw Malformed();
  return values[static_cast<std::size_t>(place)];
}

// The longest body of each kind; none: there is no such kind.
std::optional<std::size_t> most_of(std::byte kind) {
  constexpr std::size_t kNumbers = 64;
  switch (static_cast<MessageKind>(kind)) {
    case MessageKind::hello:
    case MessageKind::wanted:
    case MessageKind::ended:
    case MessageKind::begin:
      return kNumbers;
    case MessageKind::head:
      return kMostHead;
    case MessageKind::block:
      return kBlockStart + kMostBytes;
    case MessageKind::given:
      return kMostBytes;
    case MessageKind::failed:
      return kNumbers + kMostReason;
    case MessageKind::next:
    case MessageKind::content:
      return 0;
  }
  return std::nullopt;
}

}  // namespace

Body body_of_hello() {
  const auto bytes = std::as_bytes(std::span(kHello.data(), kHello.size()));
  return {bytes.begin(), bytes.end()};
}

void read_hello(std::span<const std::byte> body) {
  const Body expected = body_of_hello();
  if (!std::equal(body.begin(), body.end(), expected.begin(), expected.end())) throw Malformed();
}

Body body_of(const Task& task) {
  Writer out;
  out.number(place_of(kFormats, task.format), 1);
  out.number(task.size, 8);
  out.number(task.memory, 8);
  out.number(task.seconds, 4);
  return out.take();
}

Task read_task(std::span<const std::byte> body) {
  Cursor in(body);
  Task task;
  task.format = value_at(kFormats, in.number(1));
  task.size = in.amount();
  task.memory = in.amount();
  task.seconds = static_cast<std::uint32_t>(in.number(4));
  in.end();
  return task;
}

Body body_of(const Wanted& wanted) {
  Writer out;
  out.number(wanted.offset, 8);
  out.number(wanted.length, 4);
  return out.take();
}

Wanted read_wanted(std::span<const std::byte> body) {
  Cursor in(body);
  Wanted wanted;
  wanted.offset = in.amount();
  wanted.length = static_cast<std::uint32_t>(in.number(4));
  in.end();
  if (wanted.length > kMostBytes) throw Malformed();
  return wanted;
}

Body body_of(const Head& head) {
  Writer out;
  out.number(place_of(kKinds, head.kind), 1);
  out.number(head.size ? 1 : 0, 1);
  out.number(head.size.value_or(0), 8);
  out.number(head.device, 8);
  out.number(head.encrypted ? 1 : 0, 1);
  out.number(head.sparse ? 1 : 0, 1);
  out.optional_text(head.name);
  out.optional_text(head.hard_link);
  out.text(head.link_text);
  out.text(head.warning);
  return out.take();
}

Head read_head_body(std::span<const std::byte> body) {
  Cursor in(body);
  Head head;
  head.kind = value_at(kKinds, in.number(1));
  const bool has_size = in.flag();
  const std::uint64_t size = in.amount();
  if (has_size) head.size = size;
  head.device = in.number(8);
  head.encrypted = in.flag();
  head.sparse = in.flag();
  head.name = in.optional_text();
  head.hard_link = in.optional_text();
  head.link_text = in.text();
  head.warning = in.text();
  in.end();
  return head;
}

Body body_of(const Failure& failure) {
  Writer out;
  out.number(place_of(kCodes, failure.code), 1);
  out.number(failure.of_all ? 1 : 0, 1);
  out.text(std::string_view(failure.reason).substr(0, kMostReason));
  return out.take();
}

Failure read_failure(std::span<const std::byte> body) {
  Cursor in(body);
  Failure failure;
  failure.code = value_at(kCodes, in.number(1));
  failure.of_all = in.flag();
  failure.reason = in.text();
  in.end();
  if (failure.reason.empty()) throw Malformed();
  return failure;
}

Body body_of_number(std::uint64_t number) {
  Writer out;
  out.number(number, 8);
  return out.take();
}

std::uint64_t read_number(std::span<const std::byte> body) {
  Cursor in(body);
  const std::uint64_t number = in.amount();
  in.end();
  return number;
}

Block read_block(std::span<const std::byte> body) {
  if (body.size() <= kBlockStart) throw Malformed();
  const std::uint64_t offset = read_number(body.first(kBlockStart));
  const auto bytes = body.subspan(kBlockStart);
  if (bytes.size() > kMostNumber - offset) throw Malformed();
  return {offset, bytes};
}

bool Messages::send(MessageKind kind, std::span<const std::byte> body, const Until& until) {
  return send(kind, body, {}, until);
}

bool Messages::send(MessageKind kind, std::span<const std::byte> body,
                    std::span<const std::byte> more, const Until& until) {
  Writer out;
  out.number(static_cast<std::uint64_t>(kind), 1);
  out.number(body.size() + more.size(), 4);
  // One packet where that is little: each call wakes the other end.
  Body head = out.take();
  head.insert(head.end(), body.begin(), body.end());
  return channel_.send(head, until) && channel_.send(more, until);
}

std::optional<Message> Messages::receive(const Until& until) {
  std::array<std::byte, kHeader> header{};
  if (!channel_.receive(header, until)) return std::nullopt;
  const auto most = most_of(header[0]);
  const std::uint64_t length = Cursor(std::span<const std::byte>(header).subspan(1)).number(4);
  if (!most || length > *most) throw Malformed();
  body_.resize(static_cast<std::size_t>(length));
  if (!channel_.receive(body_, until)) return std::nullopt;
  return Message{static_cast<MessageKind>(header[0]), body_};
}

}  // namespace komparu::archive
