# SPDX-License-Identifier: MIT
"""What is measured: every row of the table. README.md tells how to read them.

In a command {left}, {right} and the like stand for the files of the row. The first word is a
program on PATH, or one of the build: komparu, limit_bytes, limit_tree, limit_url, rival_go,
rival_rust, python (this one, with the komparu package of the build on its path).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fixtures import (Copies, EqualArchives, FilePair, ListedPairs, Packed, Served, Trees)


@dataclass(frozen=True)
class Row:
    name: str
    about: str
    files: Any  # a fixture
    komparu: tuple[str, ...]
    peer: tuple[str, ...]
    label: str  # what the peer is called in the table
    goal: float | None = None  # at least this many times faster; of "peak" and "loopback": at most
    status: int = 0  # what both commands end with
    cache: str = "hot"  # or "cold"
    measures: str = "wall"  # or "peak" (memory, MiB), "loopback" (bytes over it, MiB)
    rounds: int = 9  # of a full run
    needs: tuple[str, ...] = ()  # more programs


PAIR = ("{left}", "{right}")
SILENT = ("komparu", "-s", *PAIR)
CMP = ("cmp", "-s", *PAIR)
DIFF = ("diff", "-rq", *PAIR)
LARGE = FilePair()
SMALL = Trees("small", (100_000, 1024))
TINY = Trees("small", (500_000, 30))
REAL = Trees("real", (45_000, 1 << 30))


def python(program: str, *operands: str) -> tuple[str, ...]:
    return ("python", "-c", "import sys, filecmp, itertools, os\n" + program, *operands)


def row(name: str, about: str, files: Any, komparu: tuple[str, ...], peer: tuple[str, ...],
        label: str, goal: float | None = None, **more: Any) -> Row:
    return Row(name, about, files, komparu, peer, label, goal, **more)


def rivals(name: str, files: Any, verb: str, goal: float | None, cache: str = "hot") -> list[Row]:
    """Against programs as one writes them for the purpose, in Go and Rust (rivals/)."""
    return [
        row(f"{name}-{language}", f"a program of the standard library alone in {label}", files,
            SILENT, (f"rival_{language}", verb, *PAIR), f"rival {label}", goal, cache=cache)
        for language, label in (("go", "Go"), ("rust", "Rust"))
    ]


FILES = [
    row("equal-hot", "two equal large files in memory", LARGE, ("komparu", *PAIR), CMP, "cmp -s",
        2.8, rounds=15),
    row("equal-hot-read", "the same; komparu itself, told to read", LARGE, SILENT,
        ("komparu", "-s", "--io=read", *PAIR), "--io=read", 0.95, rounds=15),
    row("equal-hot-mmap", "the same; komparu itself, told to map", LARGE, SILENT,
        ("komparu", "-s", "--io=mmap", *PAIR), "--io=mmap", 0.95, rounds=15),
    row("equal-hot-limit", "the same; the better of two threads that read and that map", LARGE,
        SILENT, ("limit_bytes", *PAIR), "limit_bytes", 0.95, rounds=15),
    *rivals("equal-hot", LARGE, "pair", 0.95),
    row("equal-hot-filecmp", "the same; Python's filecmp.cmp(shallow=False)", LARGE, SILENT,
        python("sys.exit(not filecmp.cmp(*sys.argv[1:], shallow=False))", *PAIR), "filecmp"),
    row("equal-hot-sha256", "the same; SHA-256 of both", LARGE, SILENT,
        ("sha256sum", *PAIR), "sha256sum"),
    row("equal-cold", "two equal large files that are on the disk", LARGE, SILENT, CMP, "cmp -s",
        1.0, cache="cold"),
    *rivals("equal-cold", LARGE, "pair", 1.0, "cold"),
    row("start", "two equal files of 1 KiB: start-up", FilePair(1024), SILENT, CMP, "cmp -s", 0.8,
        rounds=500),
    row("first-byte", "two large files whose first bytes differ", FilePair(differs=0), SILENT, CMP,
        "cmp -s", 0.8, status=1, rounds=500),
    row("last-byte", "two large files whose last bytes differ, -q", FilePair(differs=-1),
        ("komparu", "-q", *PAIR), CMP, "cmp -s", 100, status=1),
]

TREES = [
    row("tree-100k", "100 000 files of 1 KiB, in memory", SMALL, SILENT, DIFF, "diff -rq", 2.6),
    *rivals("tree-100k", SMALL, "tree", 1.25),
    row("tree-100k-limit", "the same; two threads of open, read, one fstat, close", SMALL, SILENT,
        ("limit_tree", *PAIR), "limit_tree", 0.87, rounds=15),
    row("tree-500k", "500 000 files of 30 bytes, in memory", TINY, SILENT, DIFF, "diff -rq", 2.6,
        rounds=3),
    row("tree-real", "45 000 files of a system, in memory", REAL, SILENT, DIFF, "diff -rq", 2.3),
    *rivals("tree-real", REAL, "tree", 1.2),
    row("tree-real-git", "the same; git diff --no-index", REAL, SILENT,
        ("git", "diff", "--no-index", "--quiet", *PAIR), "git diff", rounds=5),
    row("tree-real-cold", "45 000 files of a system, on the disk", REAL, SILENT, DIFF, "diff -rq",
        3.0, cache="cold", rounds=5),
    row("tree-linked", "14 packages that hold links to the later ones",
        Trees("linked", (14,), shrinks=False), SILENT, DIFF, "diff -rq", 20, rounds=5),
    row("tree-memory", "peak memory on 100 000 files; on two empty directories", SMALL, SILENT,
        ("komparu", "{empty}", "{empty}"), "empty trees", 64, measures="peak", rounds=3),
]

COPIES = Copies(16, 64 << 20)
_EACH_PAIR = """
sys.exit(not all(filecmp.cmp(*pair, shallow=False)
                 for pair in itertools.combinations(sys.argv[1:], 2)))
"""
_LOOP = 'while read -r left right; do cmp -s "$left" "$right" || exit 1; done <"$1"'

MANY = [
    row("groups", "16 equal files of 64 MiB; filecmp.cmp of each of 120 pairs", COPIES,
        ("komparu", *COPIES.words()), python(_EACH_PAIR, *COPIES.words()), "filecmp", 20,
        rounds=5),
    row("pairs", "--pairs with 10 000 pairs of 1 KiB; a shell loop of cmp",
        ListedPairs(Trees("small", (10_000, 1024))), ("komparu", "--pairs", "{list}"),
        ("sh", "-c", _LOOP, "sh", "{list}"), "cmp loop", rounds=3),
]

_TAR = ("tar", "--format=gnu", "--sort=name")
_BACKWARDS = ("sh", "-c", 'find . -type f | sort -r | tar --format=gnu -I gzip -cf "$1" -T -', "sh")
_ZIP = ("sh", "-c", 'find . -type f | sort | zip -q -@ "$@"', "sh")
_MEMBERS = Trees("real", (20_000, 300 << 20))


def _tar(compressor: str) -> Packed:
    end = ("-I", compressor, "-cf", "{out}", ".")
    return Packed(_MEMBERS, f"tar.{compressor[:4].replace('gzip', 'gz')}", (*_TAR, *end),
                  (*_TAR, "--mtime=@1", *end))


GZ, ZST = _tar("gzip"), _tar("zstd")
SHUFFLED = Packed(_MEMBERS, "tar.gz", GZ.one, (*_BACKWARDS, "{out}"), names=("one", "backwards"))
ZIP = Packed(_MEMBERS, "zip", (*_ZIP, "{out}"), (*_ZIP, "-X", "{out}"))
FEW = Packed(Trees("small", (200, 4096)), "tar.gz", GZ.one, GZ.other, differs=True)
_BOTH = 'left=$1 right=$2; shift 2; "$@" "$left" >/dev/null & "$@" "$right" >/dev/null && wait $!'


def both(*decoder: str) -> tuple[str, ...]:
    return ("sh", "-c", _BOTH, "sh", *PAIR, *decoder)


MEMBERS = ("komparu", "-a", *PAIR)
ARCHIVES = [
    row("archive-gz", "two tar.gz of 300 MB, other bytes; two gzip -dc, which compare nothing", GZ,
        MEMBERS, both("gzip", "-dc"), "2 gzip -dc", 3.0),
    row("archive-gz-limit", "the same; two igzip -dc: the decoder of komparu, and nothing else", GZ,
        MEMBERS, both("igzip", "-dc"), "2 igzip -dc", needs=("igzip",)),
    row("archive-gz-memory", "the peak memory of that", GZ, MEMBERS, both("gzip", "-dc"),
        "2 gzip -dc", 64, measures="peak", rounds=3),
    row("archive-gz-order", "members in another order; komparu on the same order", SHUFFLED,
        MEMBERS, both("gzip", "-dc"), "2 gzip -dc", 1.95),
    row("archive-zst", "two tar.zst; two zstd -dc", ZST, MEMBERS, both("zstd", "-qdc"),
        "2 zstd -dc", 0.85),
    row("archive-zip", "two zip; two unzip -p", ZIP, MEMBERS, both("unzip", "-p"), "2 unzip -p",
        3.0),
    row("archive-zipcmp", "two zip; zipcmp -t", ZIP, MEMBERS, ("zipcmp", "-qt", *PAIR),
        "zipcmp -t"),
    row("archive-zip-tree", "a zip and its directory; unzip -p", ZIP,
        ("komparu", "{left}", "{tree}"), ("unzip", "-p", "{left}"), "unzip -p", 3.0),
    row("archive-gz-tree", "a tar.gz and its directory; tar --diff", GZ,
        ("komparu", "{left}", "{tree}"), ("tar", "-dzf", "{left}", "-C", "{tree}"), "tar --diff",
        3.0),
    row("archive-few", "two tar.gz of 200 files, one of which differs; diffoscope", FEW, MEMBERS,
        ("diffoscope", *PAIR), "diffoscope", status=1, rounds=3),
    row("archive-equal", "two tar archives of the same bytes", EqualArchives(), MEMBERS, CMP,
        "cmp -s", 2.8),
]

DISTANT = Served(Trees("small", (1000, 10 << 10), False), delay=0.05)
_RCLONE = ("rclone", "check", "--config", "", "--download", ":http:", "{left}", "--http-url",
           "{url}")
URLS = [
    row("url-large", "a large file and its URL; curl, which compares nothing", Served(LARGE),
        ("komparu", "-s", "{left}", "{url}"), ("curl", "-s", "{url}", "-o", "/dev/null"), "curl",
        0.85, needs=("nginx",)),
    row("url-large-limit", "the same; receiving, reading and comparing, and nothing else",
        Served(LARGE), ("komparu", "-s", "{left}", "{url}"), ("limit_url", "{left}", "{url}"),
        "limit_url", needs=("nginx",)),
    row("url-first-mib", "the MiB that were sent where the first one differs; curl | cmp",
        Served(FilePair(differs=(1 << 20) - 1)), ("komparu", "-s", "{left}", "{url}"),
        ("sh", "-c", 'curl -s "$1" | cmp - "$2"', "sh", "{url}", "{left}"), "curl | cmp", 4,
        status=1, measures="loopback", needs=("nginx", "curl")),
    row("url-small", "1 000 files of 10 KiB, 50 ms away; rclone check --download", DISTANT,
        ("komparu", "-s", "{left}", "{url}"), _RCLONE, "rclone", 2.0, rounds=3, needs=("nginx",)),
]

_CALLS = """
import {module}
for _ in range(30_000):
    {before}
    if not {call}: sys.exit(1)
"""
_DIRCMP = """
def same(left, right):
    found = filecmp.dircmp(left, right, ignore=[], hide=[os.curdir, os.pardir])
    if found.left_only or found.right_only or found.common_funny: return False
    _, differ, trouble = filecmp.cmpfiles(left, right, found.common_files, shallow=False)
    return not (differ or trouble) and all(
        same(os.path.join(left, name), os.path.join(right, name)) for name in found.common_dirs)
sys.exit(not same(*sys.argv[1:]))
"""
_AIO = """
import asyncio, concurrent.futures, komparu, komparu.aio
left, right = sys.argv[1:]
async def main():
    pool, loop = concurrent.futures.ThreadPoolExecutor(32), asyncio.get_running_loop()
    in_pool = lambda *pair: loop.run_in_executor(pool, komparu.compare, *pair)
    for _ in range(20):
        assert all(await asyncio.gather(*[{compare}(left, right) for _ in range(1000)]))
asyncio.run(main())
"""


def _komparu(call: str, *operands: str) -> tuple[str, ...]:
    return python(f"import komparu\nsys.exit(not komparu.{call})", *operands)


PYTHON = [
    row("python-1k", "30 000 calls on two files of 1 KiB; filecmp.cmp, its cache emptied",
        FilePair(1024),
        python(_CALLS.format(module="komparu", before="", call="komparu.compare(*sys.argv[1:])"),
               *PAIR),
        python(_CALLS.format(module="filecmp", before="filecmp.clear_cache()",
                             call="filecmp.cmp(*sys.argv[1:], shallow=False)"), *PAIR),
        "filecmp", 1.0),
    row("python-large", "two equal large files; filecmp.cmp", LARGE,
        _komparu("compare(*sys.argv[1:])", *PAIR),
        python("sys.exit(not filecmp.cmp(*sys.argv[1:], shallow=False))", *PAIR), "filecmp", 4.0),
    row("python-tree", "two trees of real files; filecmp.dircmp and cmpfiles", REAL,
        _komparu("compare_dir(*sys.argv[1:])", *PAIR), python(_DIRCMP, *PAIR), "filecmp", 2.5,
        rounds=5),
    row("python-many", "compare_many of 16 files of 64 MiB; filecmp.cmp of each pair", COPIES,
        _komparu("compare_many(sys.argv[1:])", *COPIES.words()),
        python(_EACH_PAIR, *COPIES.words()), "filecmp", 20, rounds=5),
    row("python-aio", "1 000 aio.compare at once, 20 times; a pool of 32 threads", FilePair(1024),
        python(_AIO.format(compare="komparu.aio.compare"), *PAIR),
        python(_AIO.format(compare="in_pool"), *PAIR), "thread pool", 1.5),
]

ROWS: tuple[Row, ...] = (*FILES, *TREES, *MANY, *ARCHIVES, *URLS, *PYTHON)
