// SPDX-License-Identifier: MIT
#include "komparu/operand.h"

#include <cerrno>

#include "komparu/error.h"
#include "komparu/job.h"
#include "komparu/source.h"
#include "komparu/tree.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu;
using namespace komparu::testing;

namespace {

// The errno of the refusal; -1 if there is none behind it, 0 if it is opened.
int refusal(const Source& source, As as) {
  OperandOptions options;
  options.as = as;
  try {
    open_operand(source, options);
    return 0;
  } catch (const Error& error) {
    CHECK(error.phase() == Phase::opening);
    return error.os_error() != 0 ? error.os_error() : -1;
  }
}

}  // namespace

TEST_CASE("a source of another kind than was asked for is refused before it is read") {
  const TemporaryDirectory directory;
  const Source file(directory.write("file", "x"));
  const Source folder(directory.path("."));
  const Source map = make_map({{"a", file}});
  const Source base("http://127.0.0.1:9/d/");
  CHECK(refusal(file, As::directory) == ENOTDIR);
  CHECK(refusal("http://127.0.0.1:9/d", As::directory) == -1);
  for (const Source* const tree : {&folder, &map, &base}) {
    CHECK(refusal(*tree, As::archive) == EISDIR);
    CHECK(refusal(*tree, As::directory) == 0);
    CHECK(refusal(*tree, As::tree) == 0);
  }
  CHECK(refusal(map, As::bytes) == EISDIR);
}

TEST_CASE("what a job waits for may stand in a map") {
  const Source file("file");
  const Source url("http://host/x");
  const Source pipe("-", 0);
  CHECK_FALSE(meets_urls(make_map({{"a/b", file}, {"c", pipe}})));
  CHECK(meets_urls(make_map({{"a/b", file}, {"c/d", url}})));
  CHECK_FALSE(may_wait(make_map({{"a/b", file}, {"c/d", url}})));
  CHECK(may_wait(make_map({{"a/b", file}, {"c", pipe}})));
}
