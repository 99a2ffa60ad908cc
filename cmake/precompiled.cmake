# SPDX-License-Identifier: MIT
# The headers that most files of a target include are read once. The presets dev and asan do without,
# so that every file still names what it uses.
function(komparu_precompile target)
  target_precompile_headers(${target} PRIVATE
    <algorithm> <array> <atomic> <chrono> <condition_variable> <cstdint> <cstring> <deque> <functional>
    <map> <memory> <mutex> <optional> <span> <string> <string_view> <system_error> <thread> <utility>
    <variant> <vector> ${ARGN})
  set_source_files_properties(${PROJECT_SOURCE_DIR}/libkomparu/src/base/vformat.cc
    TARGET_DIRECTORY ${target} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endfunction()
