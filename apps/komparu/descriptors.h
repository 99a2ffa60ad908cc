// SPDX-License-Identifier: MIT
// What the command itself reads and writes: standard streams, lists. Where the system says no,
// errno tells why.
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

// A descriptor of a file; below 0 if it cannot be opened. The file to write is made, or emptied.
int open_to_read(const std::string& path);
int open_to_write(const std::string& path);

// False if what was written may be lost.
bool close_descriptor(int descriptor);

// How many bytes were read or written, 0 at the end; below 0 if none could be.
std::ptrdiff_t read_some(int descriptor, char* room, std::size_t size);
std::ptrdiff_t write_some(int descriptor, std::string_view text);

// True unless reading would have to wait.
bool is_readable(int descriptor);

// What became of a wait: there is something to read, or the end; it is time to look at the token
// once more; the system says no.
enum class Waited { readable, not_yet, failed };
Waited wait_readable(int descriptor, const StopToken& stop);

// Waits until the descriptor takes bytes, at most that long; false if it does not take any by then.
// A descriptor that has failed counts as ready: the write tells why.
bool wait_writable(int descriptor, std::chrono::milliseconds longest);

bool is_terminal(int descriptor);

bool is_null_device(int descriptor);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_DESCRIPTORS_H_
