# SPDX-License-Identifier: MIT
"""What CMake knows of the build under test, whose directory is KOMPARU_BUILD_DIR."""

import os
import re
from pathlib import Path


def _directory():
    return Path(os.environ.get("KOMPARU_BUILD_DIR", ""))


def cached(name):
    """A variable of CMakeCache.txt; an empty string where it is not set."""
    path = _directory() / "CMakeCache.txt"
    lines = path.read_text().splitlines() if path.is_file() else []
    values = [line.partition("=")[2] for line in lines if line.startswith(f"{name}:")]
    return values[0] if values else ""


def compiler():
    """The compiler and its version, such as "GNU 12.2.0"; None where nobody says."""
    for path in sorted(_directory().glob("CMakeFiles/*/CMakeCXXCompiler.cmake")):
        pairs = re.findall(r'^set\(CMAKE_CXX_COMPILER_(ID|VERSION) "(.+)"\)$',
                           path.read_text(), re.MULTILINE)
        known = dict(pairs)
        if len(known) == 2:
            return f"{known['ID']} {known['VERSION']}"
    return None


def why_not_plain():
    """Why what a start costs says nothing of this build; None for a build as it is shipped."""
    if not (_directory() / "CMakeCache.txt").is_file():
        return "KOMPARU_BUILD_DIR names no build"
    if cached("KOMPARU_SANITIZE"):
        return "a sanitizer brings libraries and system calls of its own"
    if cached("KOMPARU_LOAD") != "dlopen" or cached("KOMPARU_SHARED") == "ON":
        return "this build links its libraries, so that every start loads them"
    if ".so" in cached("KOMPARU_UTF8PROC_LIBRARY"):
        return "utf8proc is a shared library here"
    return None
