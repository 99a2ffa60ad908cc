# SPDX-License-Identifier: MIT
"""Prints which source files a run of the command enters, in the order in which it first enters them.

    python3 tests/docs/walks.py build/release

docs/architecture.md ("A stranger's walk") shows what this prints. valgrind tells every basic block that is executed; the
symbol table says which function that is, and the object files say which source it is from. What stands in headers is
not counted.
"""

import bisect
import collections
import functools
import http.server
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import threading
import zipfile

# Where valgrind puts a position-independent executable.
_BASE = 0x108000


def _symbols(path):
    """(address, name) of the functions that a file defines; templates and inline functions are nobody's."""
    listed = subprocess.run(["nm", "--defined-only", path], capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        address, kind, name = line.split(maxsplit=2)
        if kind in "tT" and not name.startswith("_GLOBAL_"):
            yield int(address, 16), name


def functions(build):
    """Addresses in ascending order, and the source of the function at each; None if that is not known."""
    sources = collections.defaultdict(set)
    for path in build.rglob("*.cc.o"):
        source = re.search(r"\.dir/(.*)\.cc\.o$", path.as_posix())[1]
        if not path.is_relative_to(build / "tests"):
            for _, name in _symbols(path):
                sources[name].add(source.removeprefix("src/"))
    addresses, owners = [], []
    for address, name in sorted(_symbols(build / "apps/komparu/komparu")):
        found = sources[name]
        if len(found) > 1:  # of one name in several files: that of the file whose functions stand before it
            found = found & set(owners[-1:])
        addresses.append(address + _BASE)
        owners.append(next(iter(found)) if len(found) == 1 else None)
    return addresses, owners


def walk(build, places, *operands):
    with tempfile.NamedTemporaryFile("r") as log:
        subprocess.run(["valgrind", "--tool=lackey", "--trace-superblocks=yes", f"--log-file={log.name}",
                        build / "apps/komparu/komparu", *operands], stdout=subprocess.DEVNULL, check=False)
        entered = {}
        for line in log:
            if line.startswith("SB "):
                at = bisect.bisect(places[0], int(line[3:], 16)) - 1
                source = places[1][at] if 0 <= at < len(places[0]) - 1 else None
                # What runs before main() is nobody's walk.
                if source and (entered or source == "posix/main"):
                    entered.setdefault(source)
    return list(entered)


def make_operands(directory):
    for side, last in ("left", b"x"), ("right", b"y"):
        tree = directory / side
        tree.mkdir()
        for name in "abc":
            (tree / name).write_bytes(b"text\n" * 1000 + (last if name == "b" else b""))
        with tarfile.open(directory / f"{side}.tar.gz", "w:gz") as tar:
            tar.add(tree, ".")
    with zipfile.ZipFile(directory / "left.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in "abc":
            archive.write(directory / "left" / name, name)


def main(build):
    places = functions(build)
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        make_operands(directory)
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=directory)
        handler.log_message = lambda *_: None
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/right/"
        left, right = directory / "left", directory / "right"
        walks = {
            title: walk(build, places, *operands)
            for title, operands in {
                "two files": (left / "b", right / "b"),
                "two trees": (left, right),
                "zip × directory": (directory / "left.zip", right),
                "tar.gz × tar.gz": ("-a", directory / "left.tar.gz", directory / "right.tar.gz"),
                "directory × URL": (left, url),
            }.items()
        }
        server.shutdown()
    everywhere = set.intersection(*map(set, walks.values()))
    print_row("all", [source for source in walks["two files"] if source in everywhere], len(everywhere))
    for title, entered in walks.items():
        print_row(title, [source for source in entered if source not in everywhere], len(entered))


def print_row(title, sources, count):
    print(f"| {title} | {' · '.join(f'`{source}`' for source in sources)} | {count} |")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve())
