# SPDX-License-Identifier: MIT
"""The native half of the package: plain values in, tuples out. Private.

A comparison is a `Work`: the functions below check nothing that the package has checked already,
touch no file and return at once. `run` carries one out in the calling thread; `Mailbox.submit`
hands one to native threads. Either way the answer is the same plain value, and what goes wrong is
the same exception of `komparu.errors`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, final

_Reason = Literal["content", "size", "kind", "link"]
_Status = Literal["same", "differ", "only_left", "only_right", "error"]
_Side = Literal["left", "right"]

# Path (decoded as os.fsdecode does), status, reason (with differ), whether it is regular on
# both sides (with error: then READ_ERROR applies), code of the problem (with error).
_Finding = tuple[str, _Status, _Reason | None, bool, str | None]

@final
class HttpOptions:
    """How one source is fetched; immutable."""

    def __init__(
        self,
        *,
        headers: Sequence[str],  # "Name: value"
        timeout: float | None,  # seconds, of a connection being made and of a stall
        follow_redirects: bool,
        verify_ssl: bool,
        proxy: str | None,  # None: as the environment says; "": none
        allow_private_redirects: bool,
        connections: int,
        environment: Mapping[str, str],
    ) -> None: ...

@final
class Source:
    """One operand: a path in the system's bytes, or a URL if `http` is given; immutable."""

    def __init__(self, name: bytes, http: HttpOptions | None = None) -> None: ...

@final
class Options:
    """How a call compares; immutable, so that one object serves many calls."""

    def __init__(
        self,
        *,
        chunk_size: int,  # bytes; 0: the engine chooses
        size_check: bool,
        quick_check: bool,
        jobs: int,
        time_limit: float | None,  # seconds
        follow_links: bool = True,
        exclude: Sequence[bytes] = (),
        max_decompressed_size: int | None = None,
        max_compression_ratio: int | None = None,
        ratio_judged_from: int = 16777216,  # bytes produced before that ratio is looked at
        max_archive_entries: int | None = None,
        max_entry_name_length: int | None = None,
        by_digest: bool = False,
    ) -> None: ...

@final
class Work:
    """A comparison that waits to be carried out, once."""

def bytes_work(left: Source, right: Source, options: Options) -> Work:
    """Answers bool: the same bytes. Anything that is no stream of bytes raises."""

def difference_work(left: Source, right: Source, options: Options, lines: bool) -> Work:
    """Answers None if the bytes are the same, else (reason, offset | None, line | None, ended_side |
    None, left_byte | None, right_byte | None)."""

def directories_work(
    left: Source, right: Source | Sequence[tuple[bytes, Source]], options: Options
) -> Work:
    """Answers a list of findings, without those that are the same. Every file below a one-sided
    directory is one. Sources must be directories."""

def archives_work(left: Source, right: Source, options: Options) -> Work:
    """The same for the members of two archives."""

def trees_work(
    left: Source | Sequence[tuple[bytes, Source]],
    right: Source | Sequence[tuple[bytes, Source]],
    options: Options,
) -> Work:
    """The same for any two trees: directory, archive, base URL, or a map of paths to sources."""

def all_work(sources: Sequence[Source], options: Options) -> Work:
    """Answers bool: all hold the same bytes. Stops at the first difference."""

def many_work(sources: Sequence[Source], options: Options) -> Work:
    """Answers the groups of equal sources: a list of lists of indexes."""

def run(work: Work) -> Any:
    """Carries the work out in this thread, without the GIL; signals are seen to meanwhile."""

@final
class Mailbox:
    """Where the answers for one event loop arrive. Its native threads end with the last one."""

    def __init__(self) -> None: ...
    def fileno(self) -> int:
        """Becomes readable when answers have arrived; -1 once closed."""
    def submit(self, number: int, work: Work) -> Ticket: ...
    def drain(self) -> list[tuple[int, bool, Any]]:
        """What has come since: (number, True, answer) or (number, False, exception). A cancelled
        work comes as (number, False, None) once its native part has ended."""
    def wait(self, seconds: float) -> bool:
        """Blocks, without the GIL, until something may have arrived; for loops that watch no
        descriptors."""
    def close(self) -> None:
        """Stops what is under way, and delivers nothing any more."""

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
