// SPDX-License-Identifier: MIT
// Calls that run in the background, for programs with an event loop: start a job, go on, and take
// its answer when the queue's descriptor becomes readable. docs/library.md shows it with poll(2).
#ifndef KOMPARU_JOB_H_
#define KOMPARU_JOB_H_

#include <chrono>
#include <exception>
#include <memory>
#include <vector>

#include "komparu/http.h"
#include "komparu/source.h"
#include "komparu/stop.h"

namespace komparu {

namespace internal {
class OwnJob;
class OwnQueue;
}  // namespace internal

// One call of the library. Derive from it: keep in it what the call takes and what it answers.
class Job {
 public:
  virtual ~Job() = default;

  // Called at most once, on one of the threads for jobs. Give `stop` and `client` to the call (they
  // are Until::stop and ReadOptions::client): so cancelling ends it, and all jobs share
  // their connections. What it throws arrives with the job.
  virtual void run(const StopToken& stop, const std::shared_ptr<HttpClient>& client) = 0;

  // Whether it waits for servers rather than for this machine.
  virtual bool meets_urls() const { return false; }

  // Whether it may wait for somebody who writes, as a job that reads a pipe does. Called on one of
  // the threads for jobs.
  virtual bool may_wait() const { return false; }
};

// What a job that reads a source may have to wait for; of a map, whether that holds for one of its
// files. For Job's functions of the same names.

// Whether it is a URL.
bool meets_urls(const Source& source);

// Whether it may have to wait for a writer: a pipe, a terminal, an open descriptor. Looks at the
// file, which may take its time.
bool may_wait(const Source& source);

// The threads behind queues. Jobs on files share one thread per core, at most 8. Jobs that meet
// URLs have 64 threads of their own, those that may wait for a writer 128, so that they neither
// idle a core nor keep each other waiting. A thread is started when there is work for it and takes
// no signals; all end with the last queue that uses them.
class JobThreads;
std::shared_ptr<JobThreads> make_job_threads();

// Closes every queue that uses the threads, as JobQueue::close() does.
void close_queues(JobThreads& threads);

// A job that was started. Destroying it changes nothing.
class JobTicket {
 public:
  explicit JobTicket(std::unique_ptr<internal::OwnJob> own);
  JobTicket(JobTicket&& other) noexcept;
  JobTicket& operator=(JobTicket&& other) noexcept;
  ~JobTicket();

  // Asks the job to stop; false if it was done before, and its answer is on the way. Of the two,
  // exactly one comes true. A cancelled job arrives, too: at once if it has not begun to run, else
  // when it has ended. Any thread may call it.
  bool cancel();

 private:
  std::unique_ptr<internal::OwnJob> own_;
};

struct FinishedJob {
  std::shared_ptr<Job> job;
  bool cancelled = false;      // then the job holds no answer
  std::exception_ptr failure;  // what run() threw, unless it was cancelled
};

// Where jobs are started and where they arrive. Any thread may call any function; a job must not
// call those of its own queue.
//
// In the child of a fork a queue of the parent is of no use, because the threads are not there:
// start() throws, take() gives nothing, and destroying it touches nothing (its memory and its
// descriptor are left as they are). Make new threads and a new queue in the child.
class JobQueue {
 public:
  // Throws Error (unreadable) if the system has no descriptor left.
  explicit JobQueue(const std::shared_ptr<JobThreads>& threads);
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;
  ~JobQueue();  // closes it

  // Readable from the arrival of a job until take(); for poll(2) and its kin, on Windows a socket.
  // Only watch it: take() reads it. -1 once closed.
  int descriptor() const;

  // Throws Error: bad_option if the queue is closed, unreadable if the system refuses the first
  // thread.
  JobTicket start(std::shared_ptr<Job> job);

  // The jobs that have arrived since the last call, in the order of their arrival.
  std::vector<FinishedJob> take();

  // Waits until some have arrived or the queue is closed; false if `longest` passed before. For
  // loops that cannot watch a descriptor.
  bool wait(std::chrono::nanoseconds longest);

  // Stops what is under way, waits until it has ended, and drops what has arrived.
  void close();

 private:
  std::unique_ptr<internal::OwnQueue> own_;
};

}  // namespace komparu

#endif  // KOMPARU_JOB_H_
