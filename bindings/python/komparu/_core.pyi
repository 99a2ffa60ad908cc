# SPDX-License-Identifier: MIT
"""The native half of the package; private. It checks nothing that the package has checked already,
but no argument crashes it.

A comparison is a `Work`. `run` carries one out in the calling thread; `Mailbox.submit` hands one to
native threads. Either way its answer is then a plain value, and what goes wrong is an exception of
`komparu.errors`.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal, final

_Kind = Literal["bytes", "difference", "directories", "archives", "trees", "all", "many"]

@final
class HttpOptions:
    """How one source is fetched; immutable."""

def http_options(
    values: dict[str, Any], variable: Callable[[str], str | None]
) -> HttpOptions:
    """The values are options by their names, headers as a list of "Name: value"; `variable` gives
    what the environment says."""

@final
class Source:
    """One operand; immutable."""

def source(name: bytes, http: HttpOptions | None = None) -> Source:
    """A path in the system's bytes, or a URL if `http` is given."""

def source_map(argument: str, files: dict[bytes, Source]) -> Source:
    """The tree that has a file at each path. Messages call it as the argument."""

@final
class Options:
    """How a call compares; immutable, so that one object serves many calls."""

def options(values: dict[str, Any], base: Options | None = None) -> Options:
    """The values are options by their names, and `ratio_judged_from`; `ignore` has
    become part of `exclude`. All others are as in `base`. With a `chunk_size` of 0 the engine
    chooses."""

@final
class Work:
    """A comparison that is carried out once."""

    def answer(self) -> Any:
        """What has come of it, once it has been carried out without an exception."""
    def size(self) -> int:
        """How many items the answer has."""

def work(kind: _Kind, operands: Sequence[Source], options: Options) -> Work:
    """A comparison that waits to be carried out.

    bytes: two sources; answers bool: the same bytes. Anything that is no stream of bytes raises.
    difference: two sources; answers None, or (reason, offset | None, line | None, ended side | None,
        left byte | None, right byte | None).
    directories: two directories, base URLs or maps; archives: two archives; trees: any of these.
        They answer a list of what is not the same, every file below a one-sided directory included:
        (path, status, reason with "differ", whether it is regular on both sides, offset, left size,
        right size, exception with "error").
    all: any number of sources; answers bool. Stops at the first difference.
    many: any number of sources; answers the number of each source's group.
    """

def run(work: Work) -> Any:
    """Carries the work out in this thread, without the GIL; signals are seen to meanwhile. Returns
    the answer."""

@final
class Mailbox:
    """Where the answers for one event loop arrive. Its native threads end with the last one."""

    def fileno(self) -> int:
        """Becomes readable when answers have arrived; -1 once closed."""
    def submit(self, number: int, work: Work) -> Ticket: ...
    def drain(self) -> list[tuple[int, bool, BaseException | None]]:
        """The works that have ended since: (number, whether it was cancelled, what it raised)."""
    def wait(self, seconds: float) -> bool:
        """Blocks, without the GIL, until something may have arrived; for loops that watch no
        descriptors."""
    def close(self) -> None:
        """Stops what is under way, and delivers nothing any more."""

def mailbox() -> Mailbox: ...
@final
class Ticket:
    """A work that was submitted."""

    def cancel(self) -> bool:
        """Stops it; False if it was done already and its answer is on the way."""

def main(arguments: Sequence[bytes]) -> int:
    """The command line, argv[0] included; returns the exit status."""

def shown_name(name: str) -> str:
    """A source's name as it may be shown: a URL without its secrets. Never fails."""

def build_info() -> dict[str, str]:
    """Versions of the library and of what it loads."""

def after_fork_in_child() -> None:
    """Leaves what belongs to the parent's threads behind."""

def shut_down() -> None:
    """Stops and ends all native threads; for the end of the interpreter."""

__version__: str
