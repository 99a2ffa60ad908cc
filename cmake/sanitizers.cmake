# SPDX-License-Identifier: MIT
# Instruments one of our own targets with the sanitizers of KOMPARU_SANITIZE, if there are any.
# A finding ends the process, so that a test fails instead of passing with a message.
function(komparu_add_sanitizers target)
  # libFuzzer is led by the branches that an input takes; other engines bring flags of their own.
  if(KOMPARU_BUILD_FUZZERS AND NOT KOMPARU_FUZZING_ENGINE)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  if(NOT KOMPARU_SANITIZE)
    return()
  endif()
  target_compile_options(${target} PRIVATE
    -fsanitize=${KOMPARU_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(${target} PRIVATE -fsanitize=${KOMPARU_SANITIZE})
endfunction()

# Gives a fuzz target the engine that calls it and has main().
function(komparu_link_fuzzing_engine target)
  if(KOMPARU_FUZZING_ENGINE)
    target_link_libraries(${target} PRIVATE ${KOMPARU_FUZZING_ENGINE})
  else()
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  endif()
endfunction()
