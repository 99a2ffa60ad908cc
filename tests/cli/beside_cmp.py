# SPDX-License-Identifier: MIT
"""Runs the real cmp beside komparu on the same arguments and compares what they say.

Both are started under the name `cmp`, so that their messages must agree to the last byte. Many
rows go into one call; it reports all that disagree at once.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from command import TIMEOUT, Command, finish
from fifo import written

UNKNOWN_LOCALE = "xx_YY.UTF-8"
_SHOWN = 25


@dataclass(frozen=True)
class Stdin:
    """What a program finds at descriptor 0: a pipe or a file that holds a file's bytes."""

    kind: str  # pipe, file, closed
    name: str = ""
    offset: int = 0


@dataclass(frozen=True)
class Row:
    """One command line that both programs get."""

    args: tuple
    stdin: Stdin = None
    locale: str = "C"
    stdout: str = ""  # a device that stdout is sent to; empty: it is read
    fifos: tuple = ()  # (name, name of the file whose bytes are written into it)
    compare: str = "all"  # all, or first line (of stderr), or status
    skips: bool = False  # there are SKIP operands, which komparu takes with --as=bytes only
    nobody: bool = False
    fds: tuple = ()  # (descriptor, file, offset) that the program starts with

    def __str__(self):
        details = [f"{self.locale}:"]
        details += [f"<{self.stdin}"] if self.stdin else []
        details += [f">{self.stdout}"] if self.stdout else []
        return " ".join([*details, *map(repr, self.args)])


def rows(argument_lists, **how):
    return [Row(tuple(args), **how) for args in argument_lists]


class _Run:
    """One program on one row; every run has FIFOs and descriptors of its own."""

    def __init__(self, command, row, directory):
        self._command, self._row, self._directory = command, row, directory
        self._opened = []

    def _open(self, name, offset=0):
        fd = os.open(self._directory / name, os.O_RDONLY)
        os.lseek(fd, offset, os.SEEK_SET)
        self._opened.append(fd)
        return fd

    def _stdin(self):
        """What popen() gets as stdin, and the bytes to write into the pipe."""
        stdin = self._row.stdin
        if stdin is None or stdin.kind == "closed":
            return None, None
        if stdin.kind == "file":
            return self._open(stdin.name, stdin.offset), None
        content = (self._directory / stdin.name).read_bytes()
        return content, content

    def result(self):
        row = self._row
        closed = (0,) if row.stdin and row.stdin.kind == "closed" else ()
        stdin, content = self._stdin()
        how = {"env": {"LC_ALL": row.locale}, "cwd": self._directory, "closed": closed,
               "nobody": row.nobody, "session": True}
        if row.stdout:
            self._opened.append(os.open(row.stdout, os.O_WRONLY))
            how["stdout"] = self._opened[-1]
        try:
            return self._with_fifos(stdin, content, how)
        finally:
            for fd in self._opened:
                os.close(fd)

    def _with_fifos(self, stdin, content, how):
        sources = [(self._directory / name, [(self._directory / source).read_bytes()])
                   for name, source in self._row.fifos]
        for path, _ in sources:
            os.mkfifo(path)
        try:
            with written(*sources):
                process = self._command.popen(self._row.args, stdin=stdin, **how)
                return finish(process, content, TIMEOUT)
        finally:
            for path, _ in sources:
                path.unlink()


def _differing_parts(row, ours, theirs):
    """Names of what the two runs disagree in."""
    parts = []
    if ours.status != theirs.status:
        parts.append("status")
    if row.compare == "status":
        return parts
    if ours.out != theirs.out:
        parts.append("stdout")
    if row.compare == "first line":
        if ours.err.split(b"\n")[0] != theirs.err.split(b"\n")[0]:
            parts.append("first line of stderr")
    elif ours.err != theirs.err:
        parts.append("stderr")
    return parts


def _shown(result):
    def cut(text):
        return repr(text if len(text) <= 300 else text[:300] + b"[...]")

    return f"{result.status} out={cut(result.out)} err={cut(result.err)}"


@dataclass(frozen=True)
class Beside:
    """The two programs, ready to be compared with one another."""

    komparu: Command
    cmp: Command
    is_cmp: bool  # komparu is itself a cmp: this checks the tables, not the command

    def both(self, row, directory):
        """The results of komparu and of cmp."""
        ours = row
        if row.skips and not self.is_cmp:
            ours = Row(**{**row.__dict__, "args": ("--as=bytes", *row.args)})
        return (_Run(self.komparu, ours, directory).result(),
                _Run(self.cmp, row, directory).result())

    def agree(self, table, directory):
        """Fails with all rows on which the two programs disagree."""
        table = list(table)
        # FIFOs have fixed names, so rows that make them run one after the other.
        parallel = [row for row in table if not row.fifos]
        with ThreadPoolExecutor(2) as pool:
            results = list(pool.map(lambda row: self.both(row, directory), parallel))
        serial = [row for row in table if row.fifos]
        results += [self.both(row, directory) for row in serial]
        wrong = []
        for row, (ours, theirs) in zip(parallel + serial, results):
            parts = _differing_parts(row, ours, theirs)
            if parts:
                wrong.append(f"{row}\n    {', '.join(parts)} differ\n"
                             f"    komparu {_shown(ours)}\n    cmp     {_shown(theirs)}")
        if wrong:
            shown = "\n".join(wrong[:_SHOWN])
            pytest.fail(f"{len(wrong)} of {len(table)} rows disagree:\n{shown}", pytrace=False)
