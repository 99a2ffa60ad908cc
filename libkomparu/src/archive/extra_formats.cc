// SPDX-License-Identifier: MIT
#include "archive/extra_formats.h"

#include <algorithm>
#include <string>
#include <utility>

#include "archive/extra_ends.h"
#include "archive/member_pass.h"
#include "archive/sniff.h"
#include "archive/worker_format.h"
#include "archive/worker_process.h"

namespace komparu::archive {

namespace {

class ExtraPass final : public MemberPass {
 public:
  ExtraPass(ExtraFormat format, RandomAccess& access, const ArchiveOptions& options,
            std::shared_ptr<Account> account)
      : MemberPass(std::move(account), options.strip_components), format_(format), access_(access) {
    this->account().allowance.set_whole(access.size());
    check_extra_begin(format, access, this->account());
    const WorkerLimits limits;
    start(make_worker_format(start_worker(options.worker, limits), format, access, this->account(),
                             limits));
  }
  ~ExtraPass() override { stop(); }

 protected:
  std::optional<Head> next_head() override {
    auto head = format().next();
    if (!head) check_extra_end(format_, access_, format().position(), account());
    return head;
  }

 private:
  const ExtraFormat format_;
  RandomAccess& access_;
};

}  // namespace

bool is_requested(ExtraFormat format, const ArchiveOptions& options) {
  return std::find(options.extra_formats.begin(), options.extra_formats.end(), format) !=
         options.extra_formats.end();
}

void require_request(ExtraFormat format, const ArchiveOptions& options) {
  const std::string what = std::string(word(format)) + " archives";
  if (!is_requested(format, options)) {
    throw Error(ErrorCode::unsupported, "", what + " are read only by request");
  }
  if (options.worker.empty()) {
    throw Error(ErrorCode::unsupported, "", what + " need a worker program, and none is named");
  }
}

std::unique_ptr<MemberStream> read_extra(ExtraFormat format, RandomAccess& access,
                                         const ArchiveOptions& options,
                                         std::shared_ptr<Account> account) {
  return std::make_unique<ExtraPass>(format, access, options, std::move(account));
}

}  // namespace komparu::archive
