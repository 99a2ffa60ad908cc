// SPDX-License-Identifier: MIT
// The way from a URL to a Reader.
#ifndef KOMPARU_HTTP_OPEN_H_
#define KOMPARU_HTTP_OPEN_H_

#include <memory>
#include <string>

#include "http/url.h"
#include "komparu/options.h"
#include "komparu/reader.h"
#include "komparu/source.h"
#include "komparu/stop.h"

namespace komparu::http {

class Exchange;

// A URL that is being opened. Several can be under way while one thread waits for each in turn.
class Opening {
 public:
  // Sends the request. Throws Error (bad_option, unsupported).
  Opening(const Source& source, const ReadOptions& options, const Until& until);
  Opening(Url url, std::shared_ptr<const HttpOptions> http, const ReadOptions& options,
          const Until& until);
  Opening(Opening&&) noexcept;
  ~Opening();

  // Waits for the answer. Throws Error with Phase::opening.
  std::unique_ptr<Reader> finish();

 private:
  std::unique_ptr<Exchange> exchange_;
  Until until_;
};

// The options that hold for a source.
std::shared_ptr<const HttpOptions> options_of(const Source& source, const ReadOptions& options);

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_OPEN_H_
