// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BINDINGS_MAILBOX_TYPE_H_
#define KOMPARU_BINDINGS_MAILBOX_TYPE_H_

#include <pybind11/pybind11.h>

namespace komparu::python {

// Defines Mailbox, Ticket, after_fork_in_child() and shut_down().
void add_mailbox(pybind11::module_& module);

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_MAILBOX_TYPE_H_
