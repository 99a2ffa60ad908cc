// SPDX-License-Identifier: MIT
// Nothing is mapped on Windows: a page that a server or a drive cannot deliver any more raises an
// exception that only the compilers of one maker let a program live through. What is asked to be
// mapped is read.
#include "file/mapping.h"

namespace komparu::file {

Mapping::Mapping(std::size_t capacity) : capacity_(capacity) {}

Mapping::~Mapping() = default;

const std::byte* Mapping::show(int /*fd*/, std::uint64_t /*offset*/, std::size_t /*length*/) {
  return begin_ == nullptr ? nullptr : static_cast<const std::byte*>(begin_);
}

std::size_t Mapping::page_size() {
  constexpr std::size_t kGranularity = 65536;
  return kGranularity;
}

}  // namespace komparu::file
