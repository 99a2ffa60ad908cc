# SPDX-License-Identifier: MIT
"""The public functions, made from the table, in both kinds: blocking, and as coroutines.

Type checkers read ``_calls.pyi`` instead, which has each signature written out.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from typing import Any

from . import _requests
from ._core import run as _run
from ._table import FUNCTIONS, OPTIONS, SESSION, Default, Function
from .config import checked, current
from .types import AnySource, AnyTree, CompareResult, Difference, DirResult, Source

# Annotations are evaluated among the names of this module.
_TYPES = (AnySource, AnyTree, CompareResult, Difference, DirResult, Source, Iterable, Mapping,
          PathLike)

# Items of an answer from which on a loop does not make the result itself.
_LARGE = 5000

_DEFAULTS = {name: Default(option.default) for name, option in OPTIONS.items()}


def _signature(operands: Mapping[str, str], options: Iterable[str], answer: str) -> Any:
    kinds = inspect.Parameter
    parameters = [kinds(name, kinds.POSITIONAL_OR_KEYWORD, annotation=kind or kinds.empty)
                  for name, kind in operands.items()]
    parameters += [kinds(name, kinds.KEYWORD_ONLY, default=_DEFAULTS[name],
                         annotation=OPTIONS[name].kind) for name in options]
    return inspect.Signature(parameters, return_annotation=answer)


def _docstring(function: Function) -> str:
    fields = [f":param {name}: {doc}" for name, (_, doc) in function.operands.items()]
    fields += [f":param {name}: {OPTIONS[name].doc}" for name in function.options]
    fields.append(f":returns: {function.returns}")
    fields += [f":raises {text}" for text in function.raises]
    wrapped = [textwrap.fill(field, 99, subsequent_indent="    ") for field in fields]
    return function.doc + "\n\n" + "\n".join(wrapped) + "\n"


def _dress(call: Any, name: str, signature: inspect.Signature, doc: str) -> Any:
    call.__name__ = name
    call.__qualname__ = name
    call.__doc__ = doc
    call.__signature__ = signature
    call.__annotations__ = {
        each.name: each.annotation for each in signature.parameters.values()
        if each.annotation is not each.empty
    } | {"return": signature.return_annotation}
    return call


def _bound(
    name: str, signature: inspect.Signature, operands: tuple[Any, ...], given: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Operands and options of a call that names operands, or is wrong."""
    try:
        bound = signature.bind(*operands, **given)
    except TypeError as error:
        raise TypeError(f"{name}() {error}") from None
    return bound.args, bound.kwargs


def _make_blocking(name: str, function: Function) -> Callable[..., Any]:
    request: Callable[..., Any] = getattr(_requests, name)
    signature = _signature({n: kind for n, (kind, _) in function.operands.items()},
                           function.options, function.answer)
    count = len(function.operands)
    options = frozenset(function.options)

    def call(*operands: Any, **given: Any) -> Any:
        settings = current()
        if given or len(operands) != count:
            if len(operands) != count or not given.keys() <= options:
                operands, given = _bound(name, signature, operands, given)
            settings = settings.with_options(checked(given))
        work, result = request(settings, *operands)
        return result(_run(work))

    return _dress(call, name, signature, _docstring(function))


def _make_coroutine(name: str, function: Function) -> Callable[..., Any]:
    request: Callable[..., Any] = getattr(_requests, name)
    kinds = {n: kind for n, (kind, _) in function.operands.items()}
    signature = _signature(kinds, function.options, function.answer)
    count = len(function.operands)
    options = frozenset(function.options)
    small = not function.answer.endswith("Result")

    async def call(self: Coroutines, /, *operands: Any, **given: Any) -> Any:
        settings = self._settings()
        if given or len(operands) != count:
            if len(operands) != count or not given.keys() <= options:
                operands, given = _bound(name, signature, operands, given)
            settings = settings.with_options(checked(given))
        work, result = request(settings, *operands)
        await self._finished(work)
        if small or work.size() < _LARGE:
            return result(work.answer())
        import asyncio

        # The loop goes on while another thread makes the result.
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(None, lambda: result(work.answer()))

    doc = f"As :func:`komparu.{name}`, without blocking the event loop."
    return _dress(call, name, _signature({"self": "", **kinds}, function.options,
                                         function.answer), doc)


class Coroutines:
    """The functions of :mod:`komparu.aio`, and what a session has."""

    def __init__(self, **options: Any) -> None:
        _, given = _bound("Session", _SESSION, (), options)
        self._presets = checked(given)


_SESSION = _signature({}, SESSION, "None")
Coroutines.__init__.__signature__ = _signature({"self": ""}, SESSION, "None")
__all__ = ["Coroutines", *FUNCTIONS]
for _name, _function in FUNCTIONS.items():
    globals()[_name] = _make_blocking(_name, _function)
    setattr(Coroutines, _name, _make_coroutine(_name, _function))
