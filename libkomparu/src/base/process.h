// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_PROCESS_H_
#define KOMPARU_BASE_PROCESS_H_

#include <memory>
#include <utility>

namespace komparu {

// The number of the calling process: another one in the child of a fork.
long process_number() noexcept;

// An object that threads of one process share. Only that process may use it.
template <typename Object>
class OfProcess {
 public:
  explicit OfProcess(std::shared_ptr<Object> object) : object_(std::move(object)) {}

  bool ours() const noexcept { return process_ == process_number(); }
  // Only if it is ours.
  Object& object() const noexcept { return *object_; }
  const std::shared_ptr<Object>& shared() const noexcept { return object_; }

 private:
  const long process_ = process_number();
  const std::shared_ptr<Object> object_;
};

}  // namespace komparu

#endif  // KOMPARU_BASE_PROCESS_H_
