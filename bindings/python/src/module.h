// SPDX-License-Identifier: MIT
// The parts of the native module. _core.pyi beside the Python half says what each one offers.
//
// No argument may crash the interpreter (X9). pybind11 takes an object that was made by __new__
// alone for one with a native half, and None for a null pointer. So seal() takes __new__ away:
// objects are made by functions only. Pointers to our own classes are declared with .none(false),
// and methods go through method().
#ifndef KOMPARU_BINDINGS_MODULE_H_
#define KOMPARU_BINDINGS_MODULE_H_

#include <pybind11/pybind11.h>

#include <exception>
#include <string_view>

#include "komparu/error.h"

namespace komparu::python {

void add_errors();
void add_values(pybind11::module_& module);
void add_works(pybind11::module_& module);
void add_run(pybind11::module_& module);
void add_mailbox(pybind11::module_& module);
void add_program(pybind11::module_& module);

// The Python exception that stands for what a comparison threw. Needs the GIL. What an operand is
// called may be a mistyped URL (X6): of one that looks like it, no secret is shown.
pybind11::object exception_of(const std::exception_ptr& thrown);

// The same of an error about an entry of a tree, which is called by its path.
pybind11::object exception_of(const Error& error, std::string_view subject);

// In the child of a fork the calling thread is the main one, whatever it was before.
void take_for_main_thread();

// Text in the system's own bytes, as os.fsdecode() gives it.
pybind11::str text_of(std::string_view bytes);

// Makes a class whose objects only C++ makes.
template <typename Class>
Class& seal(Class& made) {
  reinterpret_cast<PyTypeObject*>(made.ptr())->tp_new = nullptr;
  return made;
}

template <auto function>
struct Method;

template <typename Class, typename Result, typename... Arguments,
          Result (Class::*function)(Arguments...)>
struct Method<function> {
  static Result call(Class* self, Arguments... arguments) {
    if (self == nullptr) throw pybind11::type_error("None has no such method");
    return (self->*function)(std::forward<Arguments>(arguments)...);
  }
};

// A member function for pybind11's def(), refused for None.
template <auto function>
constexpr auto method() {
  return &Method<function>::call;
}

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_MODULE_H_
