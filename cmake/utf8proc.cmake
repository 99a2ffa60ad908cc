# SPDX-License-Identifier: MIT
# Case folding and normal forms of names: the target utf8proc::utf8proc, for the build and for
# those who find the installed package. The archive comes first: start-up then loads no further
# library. Its usual builds are position independent; name another with KOMPARU_UTF8PROC_LIBRARY.
if(NOT TARGET utf8proc::utf8proc)
  find_path(KOMPARU_UTF8PROC_INCLUDE_DIR utf8proc.h)
  find_library(KOMPARU_UTF8PROC_LIBRARY NAMES libutf8proc.a utf8proc)
  mark_as_advanced(KOMPARU_UTF8PROC_INCLUDE_DIR KOMPARU_UTF8PROC_LIBRARY)
  if(KOMPARU_UTF8PROC_INCLUDE_DIR AND KOMPARU_UTF8PROC_LIBRARY)
    add_library(utf8proc::utf8proc UNKNOWN IMPORTED)
    set_target_properties(utf8proc::utf8proc PROPERTIES
      IMPORTED_LOCATION ${KOMPARU_UTF8PROC_LIBRARY}
      INTERFACE_INCLUDE_DIRECTORIES ${KOMPARU_UTF8PROC_INCLUDE_DIR})
    if(KOMPARU_UTF8PROC_LIBRARY MATCHES "\\.a$")
      set_target_properties(utf8proc::utf8proc PROPERTIES
        INTERFACE_COMPILE_DEFINITIONS UTF8PROC_STATIC)
    endif()
  endif()
endif()
