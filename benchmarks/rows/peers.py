# SPDX-License-Identifier: MIT
"""Commands that several kinds of rows are held against."""

from __future__ import annotations

CMP = ("cmp", "-s", "{left}", "{right}")


def python(program: str, *operands: str) -> tuple[str, ...]:
    """A program for this Python, which starts as fast as it can."""
    return ("python", "-I", "-S", "-c", program, *operands)
