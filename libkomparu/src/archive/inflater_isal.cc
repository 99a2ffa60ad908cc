// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstring>
#include <limits>

#include "archive/inflater.h"
#include "base/shared_library.h"
#include "komparu/error.h"

#ifdef KOMPARU_HAVE_ISAL

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#endif

namespace komparu::archive {

#ifdef KOMPARU_HAVE_ISAL

namespace {

#define KOMPARU_ISAL_FUNCTIONS(F) \
  F(isal_inflate_init) F(isal_inflate_reset) F(isal_inflate) F(crc32_gzip_refl)
KOMPARU_FUNCTION_TABLE(Functions, "ISA-L", kIsalNames, KOMPARU_ISAL_FUNCTIONS);
#undef KOMPARU_ISAL_FUNCTIONS

const Functions& isal() {
  static const Functions functions;
  return functions;
}

constexpr std::size_t kMostAtOnce = std::numeric_limits<std::uint32_t>::max();

// Only raw deflate and the CRC are asked of it: 2.30 misreads reserved flags and header CRCs of
// gzip.
class IsalInflater final : public Inflater {
 public:
  IsalInflater() : isal_(isal()) {
    isal_.isal_inflate_init(&state_);
    state_.crc_flag = ISAL_DEFLATE;
  }

  void reset() override {
    isal_.isal_inflate_reset(&state_);
    state_.crc_flag = ISAL_DEFLATE;
  }

  Step step(std::span<const std::byte> in, std::span<std::byte> out) override {
    const auto in_size = static_cast<std::uint32_t>(std::min(in.size(), kMostAtOnce));
    const auto out_size = static_cast<std::uint32_t>(std::min(out.size(), kMostAtOnce));
    // ISA-L only reads what it is given, although its type does not say so.
    state_.next_in = reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(in.data()));
    state_.avail_in = in_size;
    state_.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    state_.avail_out = out_size;
    if (isal_.isal_inflate(&state_) != ISAL_DECOMP_OK) {
      throw Error(ErrorCode::bad_archive, "", "the compressed data is corrupt");
    }
    const bool ended = state_.block_state == ISAL_BLOCK_FINISH;
    // It takes up to eight bytes ahead into a register.
    const std::ptrdiff_t ahead = ended ? std::max(state_.read_in_length, 0) / 8 : 0;
    return {static_cast<std::ptrdiff_t>(in_size - state_.avail_in) - ahead,
            out_size - state_.avail_out, ended};
  }

  std::uint32_t crc32(std::uint32_t crc, std::span<const std::byte> bytes) const override {
    return isal_.crc32_gzip_refl(crc, reinterpret_cast<const unsigned char*>(bytes.data()),
                                 bytes.size());
  }

 private:
  const Functions& isal_;
  inflate_state state_{};
};

}  // namespace

std::unique_ptr<Inflater> make_isal_inflater() { return std::make_unique<IsalInflater>(); }

#else

std::unique_ptr<Inflater> make_isal_inflater() {
  throw Error(ErrorCode::unsupported, "", "ISA-L is not part of this build");
}

#endif

std::unique_ptr<Inflater> make_inflater() {
  try {
    return make_isal_inflater();
  } catch (const Error&) {
    return make_zlib_inflater();
  }
}

}  // namespace komparu::archive
