// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>
#include <new>

#include "archive/inflater.h"
#include "base/shared_library.h"
#include "komparu/error.h"

#include <zlib.h>

namespace komparu::archive {

namespace {

#define KOMPARU_ZLIB_FUNCTIONS(F) F(inflateInit2_) F(inflateReset) F(inflate) F(inflateEnd) F(crc32)
KOMPARU_FUNCTION_TABLE(Functions, "zlib", kZlibNames, KOMPARU_ZLIB_FUNCTIONS);
#undef KOMPARU_ZLIB_FUNCTIONS

const Functions& zlib() {
  static const Functions functions;
  return functions;
}

constexpr std::size_t kMostAtOnce = std::numeric_limits<unsigned>::max();

class ZlibInflater final : public Inflater {
 public:
  ZlibInflater() : zlib_(zlib()) {
    // Negative: raw deflate.
    if (zlib_.inflateInit2_(&stream_, -MAX_WBITS, ZLIB_VERSION, sizeof(stream_)) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ZlibInflater(const ZlibInflater&) = delete;
  ZlibInflater& operator=(const ZlibInflater&) = delete;
  ~ZlibInflater() override { zlib_.inflateEnd(&stream_); }

  void reset() override { zlib_.inflateReset(&stream_); }

  Step step(std::span<const std::byte> in, std::span<std::byte> out) override {
    const auto in_size = static_cast<unsigned>(std::min(in.size(), kMostAtOnce));
    const auto out_size = static_cast<unsigned>(std::min(out.size(), kMostAtOnce));
    // zlib only reads what it is given, although its type does not say so.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(in.data()));
    stream_.avail_in = in_size;
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = out_size;
    const int status = zlib_.inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    // Z_BUF_ERROR: nothing could be done without more of either.
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
      throw Error(ErrorCode::bad_archive, "", "the compressed data is corrupt");
    }
    return {static_cast<std::ptrdiff_t>(in_size - stream_.avail_in), out_size - stream_.avail_out,
            status == Z_STREAM_END};
  }

  std::uint32_t crc32(std::uint32_t crc, std::span<const std::byte> bytes) const override {
    while (!bytes.empty()) {
      const auto part = static_cast<unsigned>(std::min(bytes.size(), kMostAtOnce));
      crc = static_cast<std::uint32_t>(
          zlib_.crc32(crc, reinterpret_cast<const Bytef*>(bytes.data()), part));
      bytes = bytes.subspan(part);
    }
    return crc;
  }

 private:
  const Functions& zlib_;
  z_stream stream_{};
};

}  // namespace

std::unique_ptr<Inflater> make_zlib_inflater() { return std::make_unique<ZlibInflater>(); }

}  // namespace komparu::archive
