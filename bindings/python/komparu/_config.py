# SPDX-License-Identifier: MIT
"""Makes :class:`komparu.Config` from the table; type checkers read ``_config.pyi`` instead."""

from __future__ import annotations

from dataclasses import field, fields, make_dataclass
from typing import Any

from ._table import CONFIGURABLE, OPTIONS
from .types import shown_headers, shown_proxy


def _repr(config: Any) -> str:
    shown = {each.name: repr(getattr(config, each.name)) for each in fields(config)}
    shown["headers"] = shown_headers(config.headers)
    if config.proxy is not None:
        shown["proxy"] = repr(shown_proxy(config.proxy))
    return f"Config({', '.join(f'{name}={value}' for name, value in shown.items())})"


def _field(name: str) -> tuple[str, str, Any]:
    if name == "headers":
        return name, "dict[str, str]", field(default_factory=dict, hash=False)
    return name, OPTIONS[name].kind, field(default=OPTIONS[name].default)


_DOC = """What holds for arguments that are not given; see :func:`configure`.

""" + "\n".join(f":ivar {name}: {OPTIONS[name].doc}" for name in CONFIGURABLE)

Config = make_dataclass(
    "Config",
    [_field(name) for name in CONFIGURABLE],
    namespace={"__doc__": _DOC, "__repr__": _repr},
    frozen=True,
    slots=True,
    repr=False,
)
Config.__module__ = "komparu.config"
