# SPDX-License-Identifier: MIT
"""The files that the rules are about, and C++ text without what only looks like code."""

import os
import pathlib
import re

NOT_OURS = {".git", "build", "dist", "__pycache__", ".pytest_cache", ".cache", ".venv"}
CPP = {".h", ".cc", ".c"}


def files(root, suffixes=None):
    """Every file under root, or those with one of the suffixes; paths are relative to root."""
    found = []
    for directory, subdirectories, names in os.walk(root):
        subdirectories[:] = [name for name in subdirectories if name not in NOT_OURS]
        for name in names:
            path = (pathlib.Path(directory) / name).relative_to(root)
            if suffixes is None or path.suffix in suffixes:
                found.append(path)
    return sorted(found)


def text(root, path):
    return (root / path).read_text(encoding="utf-8", errors="replace")


_NOT_CODE = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)" """
    r""" | "(?:\\.|[^"\\\n])*" | (?<![0-9a-zA-Z])'(?:\\.|[^'\\\n])+' """,
    re.DOTALL | re.VERBOSE,
)


def code(root, path):
    """The text with comments and literals blanked; line numbers stay."""
    return _NOT_CODE.sub(lambda match: '""' + "\n" * match[0].count("\n"), text(root, path))


_INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def includes(root, path):
    """(line number, "<" or the double quote, name) of every #include."""
    content = text(root, path)
    return [
        (content.count("\n", 0, match.start(1)) + 1, match[1], match[2])
        for match in _INCLUDE.finditer(content)
    ]


def lines_with(pattern, content):
    """(line number, match) of every place where the pattern is found."""
    return [
        (content.count("\n", 0, match.start()) + 1, match)
        for match in re.finditer(pattern, content)
    ]


def expect_none(found):
    """Fails with one line for each finding."""
    assert not found, "\n" + "\n".join(found)
