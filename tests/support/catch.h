// SPDX-License-Identifier: MIT
// One include for Catch2 2.13 and 3.x.
#ifndef KOMPARU_TESTS_SUPPORT_CATCH_H_
#define KOMPARU_TESTS_SUPPORT_CATCH_H_

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#endif  // KOMPARU_TESTS_SUPPORT_CATCH_H_
