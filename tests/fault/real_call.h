// SPDX-License-Identifier: MIT
// The C library's own functions behind those of the same names that are defined here. All are
// looked up when this library begins: dlsym() waits for a lock that glibc 2.36 never unlocks again
// once memory ends while it loads a library.
#ifndef KOMPARU_TESTS_FAULT_REAL_CALL_H_
#define KOMPARU_TESTS_FAULT_REAL_CALL_H_

#include <dlfcn.h>
#include <stddef.h>

struct RealCall {
  const char* name;
  void* function;
};

static inline void* real_function(struct RealCall* call) {
  if (call->function == NULL) call->function = dlsym(RTLD_NEXT, call->name);
  return call->function;
}

#define REAL(name)                                                                            \
  ({                                                                                          \
    static struct RealCall call __attribute__((section("real_calls"), used)) = {#name, NULL}; \
    (__typeof__(&name))real_function(&call);                                                  \
  })

#endif  // KOMPARU_TESTS_FAULT_REAL_CALL_H_
