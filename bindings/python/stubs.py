#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the stubs that come from the table: ``python stubs.py``, with the package on the path.

Type checkers cannot follow functions that are made at run time, so every signature is written out
for them. A test holds the files against what this program would write.
"""

import dataclasses
import inspect
import pathlib

HEAD = """# SPDX-License-Identifier: MIT
# Written by stubs.py from _table.py; do not edit.
"""
CALLS = """from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any

from . import _core
from .config import Settings
from .types import AnySource, AnyTree, CompareResult, Difference, DirResult, Source
"""
CONFIG = """from dataclasses import dataclass, field
from os import PathLike

@dataclass(frozen=True, slots=True)
class Config:
"""
COROUTINES = """    _presets: dict[str, Any]
    def _settings(self) -> Settings: ...
    async def _finished(self, work: _core.Work) -> None: ...
"""


def declaration(function, indent="", prefix=""):
    """``def`` and its parameters, one a line, ready for a stub."""
    lines = [f"{indent}{prefix}def {function.__name__}("]
    keyword_only = False
    signature = inspect.signature(function)
    for each in signature.parameters.values():
        if each.kind is each.KEYWORD_ONLY and not keyword_only:
            keyword_only = True
            lines.append(f"{indent}    *,")
        text = each.name
        if each.annotation is not each.empty:
            text += f": {each.annotation}"
        if each.default is not each.empty:
            text += f" = {each.default!r}"
        lines.append(f"{indent}    {text},")
    lines.append(f"{indent}) -> {signature.return_annotation}: ...")
    return "\n".join(lines) + "\n"


def calls():
    from komparu import _calls
    from komparu._table import FUNCTIONS

    text = HEAD + CALLS
    for name in FUNCTIONS:
        text += "\n" + declaration(getattr(_calls, name))
    text += "\nclass Coroutines:\n" + COROUTINES
    text += declaration(_calls.Coroutines.__init__, "    ")
    for name in FUNCTIONS:
        text += declaration(getattr(_calls.Coroutines, name), "    ", "async ")
    return text


def config():
    from komparu import Config

    text = HEAD + CONFIG
    for each in dataclasses.fields(Config):
        default = "field(default_factory=dict)"
        if each.default is not dataclasses.MISSING:
            default = repr(each.default)
        text += f"    {each.name}: {each.type} = {default}\n"
    return text


STUBS = {"_calls.pyi": calls, "_config.pyi": config}

if __name__ == "__main__":
    for name, write in STUBS.items():
        (pathlib.Path(__file__).parent / "komparu" / name).write_text(write())
