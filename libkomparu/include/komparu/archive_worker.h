// SPDX-License-Identifier: MIT
// The process in which extra formats are read (ArchiveOptions::worker). A program that offers
// itself for that does so first of all in its main():
//
//   if (komparu::is_archive_worker(argc, argv)) return komparu::run_archive_worker();
#ifndef KOMPARU_ARCHIVE_WORKER_H_
#define KOMPARU_ARCHIVE_WORKER_H_

#include <string>

namespace komparu {

// Whether the library started this process as its worker: the one argument is a word that nobody
// types, and descriptor 0 is a socket.
bool is_archive_worker(int argc, const char* const* argv);

// Gives up what a reader of archives has no need of (descriptors, files, more memory and processor
// time than is granted), reads one archive for the process at the other end of descriptor 0, and
// returns the exit status. Never throws.
int run_archive_worker() noexcept;

// What ArchiveOptions::worker may be in a program whose main() is as above: the program that runs,
// even if its file was replaced meanwhile. Empty where the system has no name for it.
std::string running_program();

}  // namespace komparu

#endif  // KOMPARU_ARCHIVE_WORKER_H_
