// SPDX-License-Identifier: MIT
// An archive that is decoded on a thread of its own, ahead of the comparison.
#ifndef KOMPARU_COMPARE_ARCHIVES_DECODE_AHEAD_H_
#define KOMPARU_COMPARE_ARCHIVES_DECODE_AHEAD_H_

#include <functional>
#include <memory>

#include "komparu/archive.h"
#include "komparu/progress.h"
#include "komparu/stop.h"

namespace komparu {

// A pass over the archive like Archive::members(), which another thread fills a bounded ring for.
// What the archive throws is thrown where it happened in the stream, whenever it was met; content
// that is not asked for may fail unnoticed. Waits end when `until` says so. Destroying the stream
// ends the thread: `interrupt`, if any, is called before and must end any wait of the archive's own
// source; the waits of members() end anyway. Adds what the archive reads to `progress`, if any.
//
// If the system refuses a thread, the archive is decoded on the calling one.
std::unique_ptr<MemberStream> decode_ahead(Archive& archive, const Until& until, Progress* progress,
                                           std::function<void()> interrupt = nullptr);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_DECODE_AHEAD_H_
