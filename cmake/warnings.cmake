# SPDX-License-Identifier: MIT
# Gives one of our own targets the warnings of the house; nothing reaches those who link to it.
function(komparu_add_warnings target)
  if(MSVC)
    target_compile_options(${target} PRIVATE /W4 $<$<BOOL:${KOMPARU_WARNINGS_AS_ERRORS}>:/WX>)
    return()
  endif()
  # GCC 12 finds overlapping copies inside std::string's own operator+ (its bug 105651).
  set(gcc_12 $<AND:$<COMPILE_LANG_AND_ID:CXX,GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow
    $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast>
    $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
    $<${gcc_12}:-Wno-restrict>
    $<$<BOOL:${KOMPARU_WARNINGS_AS_ERRORS}>:-Werror>)
endfunction()
