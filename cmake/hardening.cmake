# SPDX-License-Identifier: MIT
# What the compiler and the linker know against faults in memory (rule X5). Tests read the ELF
# headers of what was built (tests/package/test_hardening.py).
include(CheckCXXCompilerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)
check_cxx_compiler_flag(-fcf-protection=full komparu_has_cf_protection)
check_cxx_compiler_flag(-fstack-clash-protection komparu_has_stack_clash_protection)

# Gives it to one of our own targets. The calls of the C library are checked where there is
# optimisation, without which the compiler knows no sizes; the sanitizers check them better.
function(komparu_add_hardening target)
  if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
    return()
  endif()
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "EXECUTABLE")
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  endif()
  # They cost nothing: what is to be written at start only is read-only from then on.
  target_link_options(${target} PRIVATE -Wl,-z,relro,-z,now)
  if(NOT KOMPARU_HARDENING OR KOMPARU_SANITIZE)
    return()
  endif()
  set(fortify 3)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 12)
    set(fortify 2)
  endif()
  target_compile_options(${target} PRIVATE
    -fstack-protector-strong
    $<$<BOOL:${komparu_has_stack_clash_protection}>:-fstack-clash-protection>
    $<$<BOOL:${komparu_has_cf_protection}>:-fcf-protection=full>
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE>
    $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=${fortify}>)
  target_compile_definitions(${target} PRIVATE _GLIBCXX_ASSERTIONS)
endfunction()
