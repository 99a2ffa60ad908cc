// SPDX-License-Identifier: MIT
// No process can be confined here in the way that a worker has to be, and so there is none.
#include "archive/worker_process.h"

#include <utility>

#include "komparu/archive_worker.h"

namespace komparu::archive {

Channel::Channel(UniqueFd stream, UniqueFd socket, std::chrono::milliseconds patience)
    : stream_(std::move(stream)), socket_(std::move(socket)), patience_(patience) {}

bool Channel::receive(std::span<std::byte> /*room*/, const Until& /*until*/,
                      const Answer& /*answer*/) {
  return false;
}

bool Channel::send(std::span<const std::byte> /*bytes*/, const Until& /*until*/) { return false; }

bool worker_receive(std::span<std::byte> /*room*/) { return false; }

bool worker_ask(std::span<const std::byte> /*bytes*/) { return false; }

bool worker_tell(std::span<const std::byte> /*bytes*/) { return false; }

WorkerProcess::WorkerProcess(UniqueFd stream, UniqueFd socket, int process,
                             const WorkerLimits& limits)
    : channel_(std::move(stream), std::move(socket), limits.silence),
      limits_(limits),
      started_(false),
      process_(process) {}

WorkerProcess::~WorkerProcess() = default;

Error WorkerProcess::ended() {
  return Error(ErrorCode::bad_archive, "", "the program that reads it ended too early");
}

std::unique_ptr<WorkerProcess> start_worker(const std::string& /*program*/,
                                            const WorkerLimits& /*limits*/) {
  throw Error(ErrorCode::unsupported, "",
              "the program that reads it cannot be started: Windows has no way to confine it");
}

bool has_channel() { return false; }

void leave_all_behind() {}

void confine(std::uint64_t /*memory*/, std::uint64_t /*seconds*/) {}

}  // namespace komparu::archive

namespace komparu {

std::string running_program() { return {}; }

}  // namespace komparu
