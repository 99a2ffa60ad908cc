// SPDX-License-Identifier: MIT
// More sources than descriptors: files are opened by turns.
#ifndef KOMPARU_COMPARE_MANY_TURNS_H_
#define KOMPARU_COMPARE_MANY_TURNS_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "komparu/error.h"
#include "komparu/reader.h"

namespace komparu {

// Keeps a bounded number of readers open, fewer where the system has no more descriptors to give.
// For one thread; must outlive the readers that it gave out.
class Turns {
 public:
  using Open = std::function<std::unique_ptr<Reader>()>;

  // `relieve`, if any, is called when there is no reader left to close, and may give back other
  // descriptors; true if that was worth another try.
  explicit Turns(std::size_t most_open, std::function<bool()> relieve = nullptr)
      : most_open_(most_open), relieve_(std::move(relieve)) {}
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;

  // What `open` returns. It is called again, with less kept open, while it lacks descriptors and
  // there is a reader to close; else what it throws passes through.
  template <typename Function>
  auto with_room(const Function& open) {
    for (bool relieved = false;;) {
      make_room();
      try {
        return open();
      } catch (const Error& error) {
        if (!lacks_descriptors(error)) throw;
        if (keep_fewer()) continue;
        if (relieved || !relieve_ || !relieve_()) throw;
        relieved = true;
      }
    }
  }

  static bool lacks_descriptors(const Error& error);

  // `reader`, closed now and then (and then without random access) if it has an identity to be
  // known by when `open` opens it again. If it is another one by then, its read() and confirm()
  // throw Error (changed).
  std::unique_ptr<Reader> share(std::unique_ptr<Reader> reader, Open open);

 private:
  class TurnReader;

  void make_room();
  bool keep_fewer();

  std::size_t most_open_;
  const std::function<bool()> relieve_;
  bool needed_ = false;  // some reader was closed: there are more sources than descriptors
  // Those that are open and may be closed. All take their turns in the same order, again and again:
  // the one that was opened last is the one that is wanted last.
  std::vector<TurnReader*> open_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_MANY_TURNS_H_
