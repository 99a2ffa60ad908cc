// SPDX-License-Identifier: MIT
// Small pieces of a large body, asked for by ranges while its transfer waits.
#ifndef KOMPARU_HTTP_PROBES_H_
#define KOMPARU_HTTP_PROBES_H_

#include <memory>

#include "http/exchange.h"
#include "komparu/reader.h"
#include "komparu/stop.h"

namespace komparu::http {

// Whether the answer allows it (H3), and is large enough that it pays: a probe costs a round trip.
bool may_be_probed(const Answer& answer);

// The exchange and the answer must outlive it. A piece that the server does not give as a range is
// empty (H2): that says nothing. Throws Error (changed, http) as Exchange::finish_range() does.
std::unique_ptr<RandomAccess> make_probes(const Exchange& exchange, const Answer& answer,
                                          const Until& until);

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_PROBES_H_
