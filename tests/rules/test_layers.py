# SPDX-License-Identifier: MIT
"""Includes only go down, and each third-party library has one door."""

import os.path
import pathlib
import re

import source_tree

PUBLIC = pathlib.PurePath("libkomparu/include")
ROOMS = pathlib.PurePath("libkomparu/src")
FACES = (pathlib.PurePath("apps"), pathlib.PurePath("bindings"))
# The Python package has a script that is the command.
COMMAND = pathlib.PurePath("apps/komparu/command.h")

# What only one operating system compiles stands in directories of these names.
SYSTEMS = {"posix", "win32"}

# The rooms from the top floor to the ground; rooms on one floor are siblings and strangers.
FLOORS = [{"compare"}, {"tree"}, {"file", "http", "archive"}, {"pool"}, {"base"}]
FLOOR_OF = {room: height for height, rooms in enumerate(reversed(FLOORS)) for room in rooms}

# What the name of a third-party header looks like, and the files that may include it.
DOORS = [
    (r"CLI/", r"apps/komparu/options/parse\.cc"),
    (r"nlohmann/", r"apps/komparu/url_map\.cc"),
    (r"fmt/", r".*\.cc"),
    (r"curl/", r"libkomparu/src/http/curl_\w+\.(h|cc)"),
    (r"archive(_entry)?\.h", r"libkomparu/src/archive/libarchive\.cc"),
    (r"isa-l(/|\.h)", r"libkomparu/src/archive/inflater_isal\.cc"),
    (r"zlib\.h", r"libkomparu/src/archive/inflater_zlib\.cc"),
    (r"openssl/", r"libkomparu/src/archive/digest\.cc"),
    (r"(bzlib|lzma|zstd|lz4\w*)\b.*", r"(?!)"),
    (r"utf8proc\.h", r"libkomparu/src/tree/name_key\.cc"),
    (r"pybind11/", r"bindings/.*"),
    (r"catch2/", r"tests/.*"),
]

SILENCE = [
    (r"\b(?:_?[Ee]xit|abort|quick_exit|terminate)\s*\(", "the library never ends the process"),
    (r"\b(?:secure_)?getenv\s*\(|\benviron\b", "the library never reads the environment"),
    (r"\bsetlocale\s*\(|\bstd::locale\b", "the library never touches the locale"),
    (
        r"\b(?:printf|vprintf|puts|putchar|perror)\s*\(|\bfmt::print(?:ln)?\s*\("
        r"|\b(?:write|writev|dprintf)\s*\(\s*(?:[12]\b|STD(?:OUT|ERR)_FILENO)"
        r"|\b(?:stdout|stderr)\b|\bstd::(?:cout|cerr|clog)\b",
        "the library never prints",
    ),
]


def resolve(root, path, name):
    """The file of ours that an include names, relative to root; None if it is not ours."""
    for directory in (path.parent, PUBLIC, ROOMS, "apps/komparu", "bindings/python/src", "tests"):
        candidate = pathlib.PurePath(os.path.normpath(pathlib.PurePath(directory) / name))
        if (root / candidate).is_file():
            return candidate
    return None


def inside(path, directory):
    return pathlib.PurePath(directory) in path.parents


def room_of(path):
    return path.relative_to(ROOMS).parts[0] if inside(path, ROOMS) else None


def why_not(path, target):
    """Why path may not include target, both of them ours; None if it may."""
    if inside(path, PUBLIC):
        return None if inside(target, PUBLIC) else "a public header includes public headers only"
    if inside(path, ROOMS):
        if inside(target, PUBLIC):
            return None
        if not inside(target, ROOMS):
            return "the library includes nothing from outside itself"
        room, other = room_of(path), room_of(target)
        for name in (room, other):
            if name not in FLOOR_OF:
                return f"{name} is no room of the library"
        if room != other and FLOOR_OF[other] >= FLOOR_OF[room]:
            return f"{room} may not include {other}: includes only go down"
        return None
    if inside(path, "bindings") and target == COMMAND:
        return None
    for face in FACES:
        own = pathlib.PurePath(*path.parts[:2])
        if inside(path, face) and not (inside(target, PUBLIC) or inside(target, own)):
            return "a face includes public headers and its own"
    return None


def broken_includes(root):
    found = []
    for path in source_tree.files(root, source_tree.CPP):
        for line, quote, name in source_tree.includes(root, path):
            where = f"{path}:{line}: {name}"
            target = resolve(root, path, name)
            if target is not None:
                reason = why_not(path, target)
                if reason:
                    found.append(f"{where}: {reason}")
                continue
            if quote == '"':
                found.append(f"{where}: no such file of ours; others come in <>")
            if inside(path, PUBLIC) and not re.fullmatch(r"[a-z_]+", name):
                found.append(f"{where}: a public header includes the standard library only")
            for door, allowed in DOORS:
                if re.match(door, name) and not re.fullmatch(allowed, path.as_posix()):
                    found.append(f"{where}: may only be included by {allowed}")
    return found


def loud_library(root):
    found = []
    for path in source_tree.files(root, source_tree.CPP):
        if not inside(path, "libkomparu"):
            continue
        for line, _, name in source_tree.includes(root, path):
            if name == "iostream":
                found.append(f"{path}:{line}: <iostream>: the library never prints")
        content = source_tree.code(root, path)
        for pattern, reason in SILENCE:
            for line, match in source_tree.lines_with(pattern, content):
                found.append(f"{path}:{line}: {match[0]}: {reason}")
    return found


def test_includes_only_go_down(source_root):
    source_tree.expect_none(broken_includes(source_root))


def test_library_is_silent(source_root):
    source_tree.expect_none(loud_library(source_root))


def test_selftest_good_includes_pass(bad_tree):
    root = bad_tree(
        {
            "libkomparu/include/komparu/a.h": "#include <string>\n",
            "libkomparu/include/komparu/b.h": '#include "komparu/a.h"\n',
            "libkomparu/src/base/a.h": '#include "komparu/a.h"\n#include <sys/stat.h>\n',
            "libkomparu/src/file/posix/a.h": '#include "base/a.h"\n',
            "libkomparu/src/compare/a.cc": '#include "file/posix/a.h"\n#include <fmt/format.h>\n',
            "apps/komparu/run.h": '#include "komparu/a.h"\n',
            "apps/komparu/posix/run.cc": '#include "run.h"\n#include <unistd.h>\n',
            "apps/komparu/options/parse.cc": '#include "run.h"\n#include <CLI/CLI.hpp>\n',
        }
    )
    assert broken_includes(root) == []


def test_selftest_bad_includes_are_found(bad_tree):
    headers = {
        "libkomparu/include/komparu/a.h": "",
        "libkomparu/src/base/b.h": "",
        "libkomparu/src/file/f.h": "",
        "libkomparu/src/http/h.h": "",
        "libkomparu/src/compare/c.h": "",
        "libkomparu/src/attic/x.h": "",
        "apps/komparu/run.h": "",
    }
    bad = {
        "libkomparu/src/base/up.cc": '#include "compare/c.h"',
        "libkomparu/src/file/up.cc": '#include "../compare/c.h"',
        "libkomparu/src/file/sibling.cc": '#include "http/h.h"',
        "libkomparu/src/compare/stranger.cc": '#include "attic/x.h"',
        "libkomparu/src/compare/face.cc": '#include "run.h"',
        "libkomparu/src/compare/lost.cc": '#include "compare/nowhere.h"',
        "libkomparu/include/komparu/private.h": '#include "base/b.h"',
        "libkomparu/include/komparu/third_party.h": "#include <fmt/format.h>",
        "libkomparu/include/komparu/system.h": "#include <sys/stat.h>",
        "libkomparu/src/base/format.h": "#include <fmt/format.h>",
        "libkomparu/src/file/web.cc": "#include <curl/curl.h>",
        "libkomparu/src/compare/members.cc": "#include <archive.h>",
        "libkomparu/src/archive/members.cc": "#include <archive_entry.h>",
        "libkomparu/src/archive/gzip.cc": "#include <zlib.h>",
        "libkomparu/src/archive/fast.cc": "#include <isa-l/igzip_lib.h>",
        "libkomparu/src/archive/packed.cc": "#include <lzma.h>",
        "libkomparu/src/archive/sum.cc": "#include <openssl/evp.h>",
        "libkomparu/src/tree/folding.cc": "#include <utf8proc.h>",
        "apps/komparu/run.cc": "#include <CLI/CLI.hpp>",
        "apps/komparu/inside.cc": '#include "base/b.h"',
        "bindings/python/inside.cc": '#include "compare/c.h"',
        "libkomparu/src/base/python.cc": "#include <pybind11/pybind11.h>",
    }
    root = bad_tree({**headers, **{name: text + "\n" for name, text in bad.items()}})
    assert {entry.split(":")[0] for entry in broken_includes(root)} == set(bad)


def test_selftest_loud_library_is_found(bad_tree):
    bad = {
        "stream.cc": "#include <iostream>",
        "exit.cc": "void f() { std::exit(1); }",
        "exit_now.cc": "void f() { ::_exit(1); }",
        "abort.cc": "void f() { abort(); }",
        "environment.cc": 'auto x = std::getenv("HOME");',
        "locale.cc": 'void f() { setlocale(0, ""); }',
        "print.cc": 'void f() { std::printf("x"); }',
        "print_to.cc": 'void f() { fmt::print("x"); }',
        "handle.cc": 'void f() { std::fputs("x", stderr); }',
        "descriptor.cc": 'void f() { ::write(STDERR_FILENO, "x", 1); }',
    }
    root = bad_tree({f"libkomparu/src/base/{name}": text + "\n" for name, text in bad.items()})
    found = {entry.split(":")[0].rsplit("/")[-1] for entry in loud_library(root)}
    assert found == set(bad)


def test_selftest_silent_library_passes(bad_tree):
    root = bad_tree(
        {
            "libkomparu/src/base/a.cc": "// never calls exit() or abort()\n"
            'auto s = "getenv(x) stdout";\nint n = std::snprintf(b, 1\'000, "%d", 1);\n'
            "scope_exit(2);\nif (fd <= STDERR_FILENO) write(fd, s, n);\n",
            "apps/komparu/main.cc": "#include <iostream>\nint main() { std::exit(2); }\n",
        }
    )
    assert loud_library(root) == []
