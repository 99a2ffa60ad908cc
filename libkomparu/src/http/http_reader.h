// SPDX-License-Identifier: MIT
#ifndef KOMPARU_HTTP_HTTP_READER_H_
#define KOMPARU_HTTP_HTTP_READER_H_

#include <memory>

#include "http/exchange.h"
#include "komparu/reader.h"
#include "komparu/stop.h"

namespace komparu::http {

// The body of an answer, as it comes over the wire.
std::unique_ptr<Reader> make_http_reader(std::unique_ptr<Exchange> exchange, Answer answer,
                                         const Until& until);

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_HTTP_READER_H_
