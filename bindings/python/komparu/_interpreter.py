# SPDX-License-Identifier: MIT
"""Refuses to be imported in a sub-interpreter, where the native module would hang (G7)."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def _interpreters() -> Any:
    for name in ("_interpreters", "_xxsubinterpreters"):  # from 3.13 on, before
        try:
            return import_module(name)
        except ImportError:
            pass
    return None


_module = _interpreters()
if _module is not None and _module.get_current() != _module.get_main():
    raise ImportError("komparu cannot be used in a sub-interpreter", name="komparu")
