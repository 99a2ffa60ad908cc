// SPDX-License-Identifier: MIT
// Reads and writes the standard streams and lists. After a failure errno has the reason.
#ifndef KOMPARU_APPS_DESCRIPTORS_H_
#define KOMPARU_APPS_DESCRIPTORS_H_

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "komparu/stop.h"

namespace komparu::cli {

inline constexpr int kStandardInput = 0;
inline constexpr int kStandardOutput = 1;
inline constexpr int kStandardError = 2;

// A descriptor of a file; below 0 if it cannot be opened. A file to write is created or emptied.
int open_to_read(const std::string& path);
int open_to_write(const std::string& path);

// Creates a file; fails if there is anything of that name.
int create_to_write(const std::string& path);

// False if what was written may be lost.
bool close_descriptor(int descriptor);

// Waits until what was written is safe on its disk.
bool sync_descriptor(int descriptor);

// Gives a file the name of another one of the same directory, which it replaces at once.
bool replace_file(const std::string& from, const std::string& to);
void remove_file(const std::string& path);

// How many bytes were read or written, 0 at the end; below 0 if none could be.
std::ptrdiff_t read_some(int descriptor, char* room, std::size_t size);
std::ptrdiff_t write_some(int descriptor, std::string_view text);

// Writes to standard error and needs no memory. A failure is ignored.
void write_without_memory(std::string_view text);

// True unless reading would have to wait.
bool is_readable(int descriptor);

// How a wait ended: `readable` means that there is something to read, or the end; `not_yet` that
// the caller shall look at the token and wait again; `failed` that errno has the reason.
enum class Waited { readable, not_yet, failed };
Waited wait_readable(int descriptor, const StopToken& stop);

// Waits until the descriptor takes bytes, at most that long; false if it does not take any by then.
// A descriptor that has failed counts as ready: the write then fails with the reason.
bool wait_writable(int descriptor, std::chrono::milliseconds longest);

bool is_terminal(int descriptor);

bool is_null_device(int descriptor);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_DESCRIPTORS_H_
