// SPDX-License-Identifier: MIT
#include "file/small_file.h"

#include <limits>
#include <utility>

#include "file/stamps.h"
#include "komparu/error.h"

namespace komparu::file {

namespace {

// True if nothing can have been written since `before`, a moment before the file was opened.
bool untouched_since(const Moment& before, const Status& status) {
  constexpr std::int64_t kMargin = 2'000'000'000;
  // The two clocks are read one after the other: a tick may lie between.
  constexpr std::int64_t kTicks = 100'000'000;
  const Moment now = present_moment();
  if (!before.known || !now.known) return false;
  const std::int64_t set = (now.real - now.steady) - (before.real - before.steady);
  if (set > kTicks || set < -kTicks) return false;
  const auto is_older = [&](std::uint64_t stamp) {
    return static_cast<std::int64_t>(stamp) < before.real - kMargin;
  };
  return is_older(status.modified) && is_older(status.changed);
}

// Reads once more what has a status now, and looks at it again.
bool read_between_looks(int fd, const SmallFile& file, std::span<std::byte> buffer,
                        const std::string& name) {
  const Status& before = file.status;
  if (!file.traits.honest_sizes || before.size == 0 || before.size >= buffer.size()) return false;
  return read_once(fd, buffer) == before.size && unchanged(before, status_of(fd, name));
}

}  // namespace

SmallFile read_small_file(int directory, const std::string& name, Links links,
                          std::uint64_t operand_device, std::optional<std::uint64_t> trusted_device,
                          std::span<std::byte> buffer) {
  SmallFile file;
  const Moment before = trusted_device ? present_moment() : Moment{};
  UniqueFd fd = open_listed(directory, name, links, operand_device);
  constexpr std::size_t kNothing = std::numeric_limits<std::size_t>::max();
  const std::size_t got =
      trusted_device ? read_once(fd.get(), buffer).value_or(kNothing) : kNothing;
  file.status = status_of(fd.get(), name);
  if (file.status.kind != Kind::regular) {
    throw Error(ErrorCode::changed, name, "replaced while it was opened");
  }
  file.traits = traits_of_filesystem(fd.get(), file.status.device);
  const bool proven = got < buffer.size() && got == file.status.size &&
                      file.status.device == *trusted_device && untouched_since(before, file.status);
  file.in_vain = trusted_device.has_value() && !proven;
  if (proven || read_between_looks(fd.get(), file, buffer, name)) {
    file.length = static_cast<std::size_t>(file.status.size);
    return file;
  }
  file.opened.name = name;
  file.opened.directory = directory;
  file.opened.fd = fd.get();
  file.opened.owned = std::move(fd);
  file.opened.status = file.status;
  file.opened.traits = file.traits;
  return file;
}

}  // namespace komparu::file
