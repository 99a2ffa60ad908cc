#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the stub of ``komparu._calls``: ``python stubs.py FILE``. The build does.

Type checkers cannot follow functions that are made at run time, so every signature is written out
for them. The native module is not needed for it.
"""

import pathlib
import sys
import types

HEAD = '''# Written by stubs.py from _calls.py and config.py.
from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any

from . import _core
from .config import Settings
from .types import AnySource, AnyTree, CompareResult, Difference, DirResult, Source
'''
COROUTINES = '''
class Coroutines:
    _presets: dict[str, Any]
    def _settings(self) -> Settings: ...
    async def _finished(self, work: _core.Work) -> None: ...
'''


class Absent(types.ModuleType):
    """Stands for the native module: it has every name, and nothing behind them."""

    def __getattr__(self, name):
        return lambda *arguments: None


def declaration(name, signature, indent="", prefix=""):
    """``def`` and its parameters, one a line."""
    lines = [f"{indent}{prefix}def {name}("]
    keyword_only = False
    for each in signature.parameters.values():
        if each.kind is each.KEYWORD_ONLY and not keyword_only:
            keyword_only = True
            lines.append(f"{indent}    *,")
        annotation = f": {each.annotation}" if each.annotation is not each.empty else ""
        default = f" = {each.default!r}" if each.default is not each.empty else ""
        lines.append(f"{indent}    {each.name}{annotation}{default},")
    lines.append(f"{indent}) -> {signature.return_annotation}: ...")
    return "\n".join(lines) + "\n"


def stub():
    from komparu._calls import _SESSION, FUNCTIONS, of_method

    text = HEAD
    for name, function in FUNCTIONS.items():
        text += "\n" + declaration(name, function.signature)
    text += COROUTINES + declaration("__init__", of_method(_SESSION), "    ")
    for name, function in FUNCTIONS.items():
        text += declaration(name, of_method(function.signature), "    ", "async ")
    return text


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    sys.modules["komparu._core"] = Absent("komparu._core")
    target = pathlib.Path(sys.argv[1])
    target.unlink(missing_ok=True)
    target.write_text(stub())
