# SPDX-License-Identifier: MIT
# Instruments one of our own targets with the sanitizers of KOMPARU_SANITIZE, if there are any.
# A finding ends the process, so that a test fails instead of passing with a message.
function(komparu_add_sanitizers target)
  if(NOT KOMPARU_SANITIZE)
    return()
  endif()
  target_compile_options(${target} PRIVATE
    -fsanitize=${KOMPARU_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(${target} PRIVATE -fsanitize=${KOMPARU_SANITIZE})
endfunction()
