// SPDX-License-Identifier: MIT
#include "archive/libarchive.h"

#include <cerrno>
#include <cstdio>
#include <exception>
#include <limits>
#include <new>
#include <utility>

#include "archive/byte_cursor.h"
#include "archive/inflater.h"
#include "archive/utf8_locale.h"
#include "base/kind_of_mode.h"
#include "base/shared_library.h"
#ifdef _WIN32
#include "base/win32/names.h"
#endif
#include "komparu/archive.h"

#include <archive.h>
#include <archive_entry.h>

namespace komparu::archive {

namespace {

using Archive = struct ::archive;
using ArchiveEntry = struct ::archive_entry;

// Names are asked for in the thread's locale, which is one in UTF-8 (Utf8Locale). Windows has none:
// there they are asked for in UTF-16. (The functions that end in _utf8 take a detour through the
// locale in 3.6.)
#ifdef _WIN32
#define KOMPARU_ENTRY_TEXT(name) name##_w
std::optional<std::string> text_from(const wchar_t* text) {
  if (text == nullptr) return std::nullopt;
  return narrow_name(text);
}
#else
#define KOMPARU_ENTRY_TEXT(name) name
std::optional<std::string> text_from(const char* text) {
  if (text == nullptr) return std::nullopt;
  return text;
}
#endif

#define KOMPARU_LIBARCHIVE_FUNCTIONS(F)         \
  F(archive_version_details)                    \
  F(archive_read_new)                           \
  F(archive_read_free)                          \
  F(archive_read_support_format_zip_seekable)   \
  F(archive_read_support_format_7zip)           \
  F(archive_read_support_format_rar)            \
  F(archive_read_support_format_rar5)           \
  F(archive_read_support_format_iso9660)        \
  F(archive_read_support_format_cab)            \
  F(archive_read_support_format_xar)            \
  F(archive_read_support_format_lha)            \
  F(archive_read_support_format_warc)           \
  F(archive_read_support_format_raw)            \
  F(archive_read_append_filter)                 \
  F(archive_read_set_format_option)             \
  F(archive_read_set_read_callback)             \
  F(archive_read_set_seek_callback)             \
  F(archive_read_set_skip_callback)             \
  F(archive_read_set_callback_data)             \
  F(archive_read_open1)                         \
  F(archive_read_next_header)                   \
  F(archive_read_data_block)                    \
  F(archive_read_has_encrypted_entries)         \
  F(archive_filter_bytes)                       \
  F(archive_errno)                              \
  F(archive_error_string)                       \
  F(archive_set_error)                          \
  F(archive_clear_error)                        \
  F(KOMPARU_ENTRY_TEXT(archive_entry_pathname)) \
  F(KOMPARU_ENTRY_TEXT(archive_entry_hardlink)) \
  F(KOMPARU_ENTRY_TEXT(archive_entry_symlink))  \
  F(archive_entry_filetype)                     \
  F(archive_entry_size)                         \
  F(archive_entry_size_is_set)                  \
  F(archive_entry_rdev)                         \
  F(archive_entry_sparse_count)                 \
  F(archive_entry_is_data_encrypted)            \
  F(archive_entry_is_metadata_encrypted)

KOMPARU_FUNCTION_TABLE(Functions, "libarchive", kArchiveNames, KOMPARU_LIBARCHIVE_FUNCTIONS);
#undef KOMPARU_LIBARCHIVE_FUNCTIONS

const Functions& libarchive() {
  static const Functions functions;
  return functions;
}

// libarchive 3.6.2 follows a null pointer where it gets no memory for a filter. What it takes there
// are small blocks: so this much has to be there before it is asked. Throws std::bad_alloc.
void require_memory() {
  constexpr std::size_t kForFilters = std::size_t{1} << 20;
  ::operator delete(::operator new(kForFilters));
}

// One libarchive handle that reads from a feed. libarchive is C: what the feed throws waits here
// until the call has returned.
class Handle {
 public:
  explicit Handle(Feed& feed)
      : api(libarchive()), feed_(feed), handle_((require_memory(), api.archive_read_new())) {
    if (handle_ == nullptr) throw std::bad_alloc();
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { api.archive_read_free(handle_); }

  Archive* get() const { return handle_; }

  void open() {
    require(api.archive_read_set_read_callback(handle_, &Handle::read));
    if (feed_.can_seek()) {
      require(api.archive_read_set_seek_callback(handle_, &Handle::seek));
      require(api.archive_read_set_skip_callback(handle_, &Handle::skip));
    }
    require(api.archive_read_set_callback_data(handle_, this));
    const Utf8Locale names;
    require(api.archive_read_open1(handle_));
  }

  // Throws what the feed threw, else what libarchive says. Its status tells whether it can go on,
  // and its errno is -1 both for what is damaged and for what it cannot decode (3.6.2: a codec of
  // 7z that it does not know): only the text differs, which is shown and never looked at.
  [[noreturn]] void fail(ErrorCode code = ErrorCode::bad_archive) {
    rethrow();
    if (short_of_memory_) throw_if_out_of_memory();
    throw Error(code, "", said());
  }

  void require(int status) {
    if (status != ARCHIVE_OK) fail();
  }

  void rethrow() {
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
  }

  std::string said() const {
    const char* const text = api.archive_error_string(handle_);
    return text != nullptr ? text : "it is damaged";
  }

  std::uint64_t position(int filter) const {
    return static_cast<std::uint64_t>(api.archive_filter_bytes(handle_, filter));
  }

  // From now on a want of memory is told as such.
  void tell_want_of_memory() { short_of_memory_ = true; }

  const Functions& api;

 private:
  void throw_if_out_of_memory() const {
    if (api.archive_errno(handle_) == ENOMEM) throw std::bad_alloc();
  }

  template <typename Result, typename Call>
  Result guarded(const Call& call) {
    try {
      return call();
    } catch (...) {
      thrown_ = std::current_exception();
      api.archive_set_error(handle_, EIO, "%s", "reading failed");
      return -1;
    }
  }

  static la_ssize_t read(Archive* /*handle*/, void* self, const void** buffer) {
    auto& handle = *static_cast<Handle*>(self);
    return handle.guarded<la_ssize_t>([&] {
      const auto block = handle.feed_.next_block();
      *buffer = block.data();
      return static_cast<la_ssize_t>(block.size());
    });
  }

  static la_int64_t skip(Archive* /*handle*/, void* self, la_int64_t count) {
    return static_cast<la_int64_t>(
        static_cast<Handle*>(self)->feed_.skip(static_cast<std::uint64_t>(count)));
  }

  static la_int64_t seek(Archive* /*handle*/, void* self, la_int64_t offset, int whence) {
    auto& handle = *static_cast<Handle*>(self);
    return handle.guarded<la_int64_t>([&]() -> la_int64_t {
      const auto size = static_cast<la_int64_t>(handle.feed_.size());
      if (whence == SEEK_CUR || offset > size || offset < -size) return ARCHIVE_FATAL;
      const la_int64_t target = whence == SEEK_END ? size + offset : offset;
      if (target < 0 || target > size) return ARCHIVE_FATAL;
      handle.feed_.seek(static_cast<std::uint64_t>(target));
      return target;
    });
  }

  Feed& feed_;
  std::exception_ptr thrown_;
  bool short_of_memory_ = false;
  Archive* const handle_;
};

constexpr std::string_view kNoFormat = "Unrecognized archive format";

class LibarchiveFormat final : public FormatReader {
 public:
  LibarchiveFormat(Format format, Feed& feed) : handle_(feed), api_(handle_.api) {
    enable(format);
#ifdef _WIN32
    name_encoding(format);
#endif
    handle_.open();
  }
  // A filter, by libarchive's number of it.
  LibarchiveFormat(int filter, Feed& feed) : handle_(feed), api_(handle_.api), counted_(-1) {
    // With the program that a filter would run where its library was not built in, it warns.
    enable_extra(api_.archive_read_append_filter(handle_.get(), filter));
    handle_.require(api_.archive_read_support_format_raw(handle_.get()));
    try {
      handle_.open();
    } catch (const Error& error) {
      // Damage in the first block: libarchive calls that a format which it does not recognize.
      if (error.detail() != kNoFormat) throw;
      throw Error(ErrorCode::bad_archive, "", "the compressed data is damaged, cut off or empty");
    }
    ArchiveEntry* entry = nullptr;
    if (api_.archive_read_next_header(handle_.get(), &entry) != ARCHIVE_OK) handle_.fail();
  }
  LibarchiveFormat(ExtraFormat format, Feed& feed) : handle_(feed), api_(handle_.api) {
    handle_.tell_want_of_memory();
    enable(format);
    handle_.open();
  }

  std::optional<Head> next() override {
    const Utf8Locale names;
    ArchiveEntry* entry = nullptr;
    api_.archive_clear_error(handle_.get());
    const int status = api_.archive_read_next_header(handle_.get(), &entry);
    handle_.rethrow();
    if (status == ARCHIVE_EOF) return std::nullopt;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
      broken_ = true;
      const bool locked = api_.archive_read_has_encrypted_entries(handle_.get()) == 1;
      handle_.fail(locked ? ErrorCode::encrypted : ErrorCode::bad_archive);
    }
    Head head = head_of(entry);
    if (status == ARCHIVE_WARN) head.warning = handle_.said();
    return head;
  }

  std::optional<Block> next_block() override {
    const void* data = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int status = api_.archive_read_data_block(handle_.get(), &data, &size, &offset);
    handle_.rethrow();
    if (status == ARCHIVE_EOF) return std::nullopt;
    if (status != ARCHIVE_OK) {
      broken_ = status == ARCHIVE_FATAL;
      handle_.fail();
    }
    return Block{static_cast<std::uint64_t>(offset), {static_cast<const std::byte*>(data), size}};
  }

  bool broken() const override { return broken_; }
  std::uint64_t position() const override { return handle_.position(counted_); }

 private:
  void enable(Format format) {
    Archive* const handle = handle_.get();
    switch (format) {
      case Format::zip:
        handle_.require(api_.archive_read_support_format_zip_seekable(handle));
        // On macOS it would join "._" members with those they belong to. Where the option is not
        // known it does not.
        api_.archive_read_set_format_option(handle, "zip", "mac-ext", nullptr);
        return;
      case Format::seven_zip:
        return handle_.require(api_.archive_read_support_format_7zip(handle));
      case Format::tar:
      case Format::cpio:
      case Format::ar:
        break;
    }
    throw Error(ErrorCode::unsupported, "", "libarchive is not asked for this format");
  }

#ifdef _WIN32
  // Names that do not tell their encoding would be taken for the system's code page.
  void name_encoding(Format format) {
    const char* const module = format == Format::zip ? "zip" : nullptr;
    if (module == nullptr) return;
    handle_.require(
        api_.archive_read_set_format_option(handle_.get(), module, "hdrcharset", "UTF-8"));
  }
#endif

  // What libarchive was built without makes it warn.
  void enable_extra(int status) {
    if (status == ARCHIVE_OK) return;
    throw Error(ErrorCode::unsupported, "", "libarchive was built without: " + handle_.said());
  }

  void enable(ExtraFormat format) {
    Archive* const handle = handle_.get();
    switch (format) {
      case ExtraFormat::rar:
        enable_extra(api_.archive_read_support_format_rar(handle));
        return enable_extra(api_.archive_read_support_format_rar5(handle));
      case ExtraFormat::iso:
        return enable_extra(api_.archive_read_support_format_iso9660(handle));
      case ExtraFormat::cab:
        return enable_extra(api_.archive_read_support_format_cab(handle));
      case ExtraFormat::xar:
        return enable_extra(api_.archive_read_support_format_xar(handle));
      case ExtraFormat::lha:
        return enable_extra(api_.archive_read_support_format_lha(handle));
      case ExtraFormat::warc:
        return enable_extra(api_.archive_read_support_format_warc(handle));
    }
  }

  Head head_of(ArchiveEntry* entry) const {
    Head head;
    head.name = text_from(api_.KOMPARU_ENTRY_TEXT(archive_entry_pathname)(entry));
    auto link = text_from(api_.KOMPARU_ENTRY_TEXT(archive_entry_symlink)(entry));
    if (link) head.link_text = *std::move(link);
    head.hard_link = text_from(api_.KOMPARU_ENTRY_TEXT(archive_entry_hardlink)(entry));
    head.kind = kind_of_mode(api_.archive_entry_filetype(entry));  // in numbers of Unix everywhere
    if (api_.archive_entry_size_is_set(entry) != 0) {
      head.size = static_cast<std::uint64_t>(api_.archive_entry_size(entry));
    }
    head.device = static_cast<std::uint64_t>(api_.archive_entry_rdev(entry));
    head.sparse = api_.archive_entry_sparse_count(entry) > 0;
    head.encrypted = api_.archive_entry_is_data_encrypted(entry) != 0 ||
                     api_.archive_entry_is_metadata_encrypted(entry) != 0;
    return head;
  }

  Handle handle_;
  const Functions& api_;
  const int counted_ = 0;  // whose bytes position() counts: all that was read, if below 0
  bool broken_ = false;
};

int code_of(Filter filter) {
  switch (filter) {
    case Filter::bzip2:
      return ARCHIVE_FILTER_BZIP2;
    case Filter::xz:
      return ARCHIVE_FILTER_XZ;
    case Filter::zstd:
      return ARCHIVE_FILTER_ZSTD;
    case Filter::lz4:
      return ARCHIVE_FILTER_LZ4;
    case Filter::none:
    case Filter::gzip:
      break;
  }
  throw Error(ErrorCode::unsupported, "", "this is no filter of libarchive");
}

// What inflates instead of zlib; it does not tell its version.
bool has_isal() {
  try {
    make_isal_inflater();
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

std::unique_ptr<FormatReader> open_format(Format format, Feed& feed) {
  return std::make_unique<LibarchiveFormat>(format, feed);
}

void prepare_extra_formats() {
  libarchive();
  const Utf8Locale names;
}

std::unique_ptr<FormatReader> open_extra_format(ExtraFormat format, Feed& feed) {
  return std::make_unique<LibarchiveFormat>(format, feed);
}

std::unique_ptr<FormatReader> open_filter(Filter filter, Feed& feed) {
  return std::make_unique<LibarchiveFormat>(code_of(filter), feed);
}

std::unique_ptr<FormatReader> open_lzma(Feed& feed) {
  return std::make_unique<LibarchiveFormat>(ARCHIVE_FILTER_LZMA, feed);
}

}  // namespace komparu::archive

namespace komparu {

std::string archive_library() {
  try {
    std::string text = archive::libarchive().archive_version_details();
    if (archive::has_isal()) text += " ISA-L";
    return text;
  } catch (const Error&) {
    return {};
  }
}

}  // namespace komparu
