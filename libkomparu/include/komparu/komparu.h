// SPDX-License-Identifier: MIT
// Everything the library offers. Start at compare.h: the verb stands there, and what it takes and
// gives back stands in the headers it includes.
#ifndef KOMPARU_KOMPARU_H_
#define KOMPARU_KOMPARU_H_

#include "komparu/archive.h"
#include "komparu/archive_worker.h"
#include "komparu/checksums.h"
#include "komparu/compare.h"
#include "komparu/digest.h"
#include "komparu/error.h"
#include "komparu/findings.h"
#include "komparu/groups.h"
#include "komparu/http.h"
#include "komparu/job.h"
#include "komparu/operand.h"
#include "komparu/options.h"
#include "komparu/pairs.h"
#include "komparu/progress.h"
#include "komparu/reader.h"
#include "komparu/result.h"
#include "komparu/side.h"
#include "komparu/signal_guard.h"
#include "komparu/source.h"
#include "komparu/stop.h"
#include "komparu/tree.h"
#include "komparu/tree_options.h"
#include "komparu/version.h"

#endif  // KOMPARU_KOMPARU_H_
