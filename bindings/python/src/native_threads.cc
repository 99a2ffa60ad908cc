// SPDX-License-Identifier: MIT
#include "native_threads.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "job_engine.h"

namespace komparu::python {
namespace {

struct Process {
  const pid_t id = ::getpid();
  std::mutex mutex;
  std::weak_ptr<JobEngine> engine;
  std::vector<std::weak_ptr<Mailbox>> mailboxes;
  bool ended = false;
};

// Never destroyed: threads may outlive whatever ends the process.
std::atomic<Process*> current{nullptr};

// A child begins anew, without a look at what its parent had.
Process& process() {
  Process* known = current.load();
  while (known == nullptr || known->id != ::getpid()) {
    auto fresh = std::make_unique<Process>();
    if (current.compare_exchange_strong(known, fresh.get())) return *fresh.release();
  }
  return *known;
}

}  // namespace

std::shared_ptr<Mailbox> open_mailbox() {
  Process& here = process();
  const std::lock_guard lock(here.mutex);
  if (here.ended) throw std::runtime_error("the interpreter is ending");
  std::shared_ptr<JobEngine> engine = here.engine.lock();
  if (!engine) here.engine = engine = std::make_shared<JobEngine>();
  auto mailbox = std::make_shared<Mailbox>(std::move(engine));
  std::erase_if(here.mailboxes, [](const auto& known) { return known.expired(); });
  here.mailboxes.push_back(mailbox);
  return mailbox;
}

void shut_down() {
  Process& here = process();
  std::vector<std::weak_ptr<Mailbox>> mailboxes;
  {
    const std::lock_guard lock(here.mutex);
    here.ended = true;
    mailboxes.swap(here.mailboxes);
  }
  for (const auto& known : mailboxes) {
    if (const std::shared_ptr<Mailbox> mailbox = known.lock()) mailbox->close();
  }
}

void leave_parent_behind() { process(); }

}  // namespace komparu::python
