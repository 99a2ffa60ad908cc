// SPDX-License-Identifier: MIT
// One call of a kind that fails, or all from one on. nth_call.c describes how to ask for it.
#ifndef KOMPARU_NTH_CALL_H_
#define KOMPARU_NTH_CALL_H_

#include <stdbool.h>

enum nth_call {
  kNthMemory,
  kNthRead,
  kNthPread,
  kNthOpen,
  kNthStat,
  kNthGetdents,
  kNthMmap,
  kNthSeek,
  kNthReadlink,
  kNthPoll,
  kNthThread,
  kNthWrite,
  kNthDescriptor,
  kNthSocket,
  kNthConnect,
  kNthSend,
  kNthReceive,
  kNthCalls
};

// Counts a call. True if it is one that shall fail; errno then says why.
bool nth_call_fails(enum nth_call call);

#endif  // KOMPARU_NTH_CALL_H_
