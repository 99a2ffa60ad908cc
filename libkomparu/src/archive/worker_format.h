// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_WORKER_FORMAT_H_
#define KOMPARU_ARCHIVE_WORKER_FORMAT_H_

#include <memory>

#include "archive/account.h"
#include "archive/libarchive.h"
#include "archive/worker_limits.h"
#include "archive/worker_process.h"
#include "komparu/archive.h"
#include "komparu/reader.h"

namespace komparu::archive {

// A pass through one format that a worker makes. Nothing that the worker says is believed beyond
// what a damaged archive could say: what is no message, or comes out of turn, ends the pass.
// `access` and `account` must outlive it. Throws Error (unsupported) if `worker` is none.
std::unique_ptr<FormatReader> make_worker_format(std::unique_ptr<WorkerProcess> worker,
                                                 ExtraFormat format, RandomAccess& access,
                                                 Account& account, const WorkerLimits& limits = {});

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_WORKER_FORMAT_H_
