// SPDX-License-Identifier: MIT
// --url-map: which URL a directory's files are compared with.
#ifndef KOMPARU_APPS_URL_MAP_H_
#define KOMPARU_APPS_URL_MAP_H_

#include <functional>
#include <memory>
#include <string>

#include "komparu/http.h"
#include "komparu/source.h"
#include "komparu/stop.h"
#include "operand.h"

namespace komparu::cli {

// The tree that a map describes: a JSON object of relative path to URL if its first byte that is no
// white space is '{', else lines of path TAB URL, empty lines are skipped. `file` may be `-`;
// `http` is how its URLs are fetched. Nothing is fetched here. `seen` is called with each file of
// the map, and may throw BadOperand. Throws Error if the map cannot be read or is none, with the
// line or the byte where that shows.
Source read_url_map(
    const std::string& file, const std::shared_ptr<const HttpOptions>& http, const StopToken& stop,
    const std::function<void(const Operand&)>& seen = [](const Operand&) {});

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_URL_MAP_H_
