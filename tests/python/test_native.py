# SPDX-License-Identifier: MIT
"""X9 and G7: no argument of the native module crashes the interpreter, and it is not imported
where it would hang. Every attempt runs in a process of its own, so that a crash is a failure."""

import sys

import pytest

from processes import succeeds

ATTEMPTS = """
import copy, itertools, pickle
import komparu
from komparu import _core

class Odd:
    def __index__(self): raise ZeroDivisionError
    def __len__(self): return 3
    def __getitem__(self, key): return self
    def __iter__(self): return iter([None, self])

classes = [value for value in vars(_core).values() if isinstance(value, type)]
bare = []
for kind in classes:
    for make in (kind.__new__, object.__new__, kind.__base__.__new__, copy.copy):
        try:
            bare.append(make(kind))
        except TypeError:
            pass
source = _core.source(b"/dev/null")
options = _core.options({})
work = _core.work("bytes", [source, source], options)
mailbox = _core.mailbox()
ticket = mailbox.submit(1, _core.work("all", [source], options))
tree = _core.source_map("map", {b"a": source})
good = [source, tree, options, work, mailbox, ticket, _core.http_options({}, {}.get)]
for value in good:
    for make in (copy.copy, copy.deepcopy, pickle.dumps, lambda value: type(value).__init__(value)):
        try:
            bare.append(make(value))
        except TypeError:
            pass
bare = [value for value in bare if not isinstance(value, type)]
plain = [None, -1, 1 << 70, 0.5, float("nan"), "x", "\\udc80", b"x", b"", (), [None], [source], {}.get, print, {}, {"chunk_size": None}, {b"x": None}, {"headers": [None]}, {b"a": source}, {b"../a": source}, Odd(), object]
values = [*plain, *good, *bare]
# The others end the threads, or are the command line.
calls = [value for name, value in vars(_core).items()
         if callable(value) and name not in ("shut_down", "main")]
for kind in classes:
    names = [name for name in vars(kind) if not name.startswith("__")]
    calls += [getattr(kind, name) for name in [*names, "__init__"] if (kind, name) != (_core.Mailbox, "wait")]
tried = 0
for call in calls:
    for count in range(4):
        for arguments in itertools.product(values if count < 3 else values[::4], repeat=count):
            tried += 1
            try:
                call(*arguments)
            except Exception:
                pass
for value in values:
    for arguments in [(value,), (value, 0), (mailbox, value)]:
        try:
            if value not in (1 << 70, 0.5):  # it waits as long as it is told to
                _core.Mailbox.wait(*arguments)
        except Exception:
            pass
for kinds in ("bytes", "difference", "directories", "archives", "trees", "all", "many", "?", None):
    for operands in itertools.product(values, repeat=2):
        try:
            _core.work(kinds, operands, options)
        except Exception:
            pass
for kinds in ("bytes", "difference", "directories", "archives", "trees", "all", "many"):
    for operands in ([], [source], [tree, source], [tree] * 3, [source, {}]):
        try:
            _core.run(_core.work(kinds, operands, options))
        except Exception:
            pass
for argument in plain + good:
    try:
        _core.main(argument if argument != () else None)
    except Exception:
        pass
assert komparu.compare("/dev/null", "/dev/null")
print(len(classes), len(bare), tried > 10000)
"""


def test_x9_wrong_arguments_and_half_made_objects_crash_nothing():
    told = succeeds(ATTEMPTS)
    assert told.splitlines()[-1] == "6 0 True"


def test_x9_options_of_the_wrong_type_are_exceptions():
    from komparu import _core
    from komparu._sources import HTTP
    from komparu.config import OPTIONS

    for name in sorted({*OPTIONS, "ratio_judged_from"} - {"ignore"}):  # which goes with exclude
        kind = _core.http_options if name in HTTP else _core.options
        more = ({}.get,) if name in HTTP else ()
        with pytest.raises((RuntimeError, TypeError, ValueError)):
            kind({name: object()}, *more)
    for kind, more in ((_core.options, ()), (_core.http_options, ({}.get,))):
        with pytest.raises(KeyError):
            kind({"chunksize": 1}, *more)


SUBINTERPRETER = """
import sys
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
inner = '''
import sys
try:
    import komparu
except ImportError as error:
    assert "sub-interpreter" in str(error), error
    assert "komparu._core" not in sys.modules
else:
    raise SystemExit("it was imported")
'''
result = interpreters.run_string(interpreters.create(), inner)
assert result is None, result
import komparu
print(komparu.compare("/dev/null", "/dev/null"))
"""


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="no sub-interpreters")
def test_g7_a_sub_interpreter_is_refused_before_the_native_module_is_touched():
    pytest.importorskip("_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters")
    assert succeeds(SUBINTERPRETER) == "True\n"
