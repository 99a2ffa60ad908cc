// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BINDINGS_JOB_H_
#define KOMPARU_BINDINGS_JOB_H_

#include <memory>

#include "komparu/http.h"
#include "komparu/stop.h"

namespace komparu::python {

// A comparison that is carried out once, on whatever thread. Knows no Python: it is carried out
// without the GIL, and may be destroyed on a native thread.
class Job {
 public:
  virtual ~Job() = default;

  // Throws what the library throws. `client`, if any, is whose connections URLs use.
  virtual void carry_out(const StopToken& stop, const std::shared_ptr<HttpClient>& client) = 0;

  // It may wait for a server more than it works.
  virtual bool meets_urls() const = 0;

  // It may wait for a writer (a pipe, a terminal). Looks at the files, which may take its time.
  virtual bool may_wait() const { return false; }
};

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_JOB_H_
