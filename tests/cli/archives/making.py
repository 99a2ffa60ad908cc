# SPDX-License-Identifier: MIT
"""Makes archives of a directory with the programs that people make them with."""

import os
import shutil
import subprocess
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import pytest

# The programs and the packages (as Debian calls them) that bring them.
TOOLS = {"tar": "tar", "bsdtar": "libarchive-tools", "zip": "zip", "7z": "p7zip-full",
         "cpio": "cpio", "ar": "binutils", "gzip": "gzip", "bzip2": "bzip2", "xz": "xz-utils",
         "zstd": "zstd", "lz4": "lz4"}

FILTERS = {"gz": ("gzip", "-nc"), "bz2": ("bzip2", "-c"), "xz": ("xz", "-c"),
           "zst": ("zstd", "-qc"), "lz4": ("lz4", "-qc")}


def require_tools():
    missing = sorted({package for tool, package in TOOLS.items() if not shutil.which(tool)})
    if missing:
        pytest.fail(f"install these first (as Debian names them): {' '.join(missing)}")


def call(*command, cwd=None, stdin=b"", statuses=(0,)):
    """Runs a program in a UTF-8 locale and returns what it wrote."""
    done = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"})
    assert done.returncode in statuses, (command, done)
    return done.stdout


def names_in(tree):
    """All paths below a directory, parents first."""
    found = []
    for where, directories, files in os.walk(os.fsencode(tree)):
        directories.sort()
        inside = os.path.relpath(where, os.fsencode(tree))
        found += [os.path.normpath(os.path.join(inside, name)) for name in directories + files]
    return sorted(found)


def top_of(tree):
    return sorted(os.listdir(os.fsencode(tree)))


def gnu_tar(style, *options):
    return lambda tree, out: call("tar", f"--format={style}", *options, "-cf", out, "-C", tree, ".")


def bsd_tar(style, *options):
    return lambda tree, out: call("bsdtar", f"--format={style}", *options, "-cf", out, "-C", tree,
                                  *top_of(tree))


def python_tar(style):
    def make(tree, out):
        with tarfile.open(out, "w", format=style, encoding="utf-8") as archive:
            for name in top_of(tree):
                name = os.fsdecode(name)
                archive.add(os.path.join(tree, name), name)
    return make


def cpio(style):
    return lambda tree, out: call(
        "cpio", "-0", "-o", "--quiet", "-H", style, "-O", out, cwd=tree,
        stdin=b"".join(name + b"\0" for name in names_in(tree)))


def filtered(make, suffix):
    def pack(tree, out):
        plain = Path(f"{out}.plain")
        make(tree, plain)
        out.write_bytes(call(*FILTERS[suffix], plain))
        plain.unlink()
    return pack


def info_zip(*options):
    return lambda tree, out: call("zip", "-q", "-r", "-y", *options, out, ".", cwd=tree)


def streamed_zip(tree, out):
    """Written to a pipe: sizes and check sums stand behind the data."""
    out.write_bytes(call("zip", "-q", "-r", "-y", "-", ".", cwd=tree))


def seven_zip(*options):
    return lambda tree, out: call("7z", "a", "-bd", "-snl", *options, out, "--",
                                  *top_of(tree), cwd=tree)


def python_zip(tree, out):
    """A link is what Info-ZIP makes of one: its text under a mode that says so."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in map(os.fsdecode, names_in(tree)):
            path = Path(tree, name)
            if not path.is_symlink():
                archive.write(path, name)
                continue
            link = zipfile.ZipInfo(name)
            link.create_system = 3
            link.external_attr = 0o120777 << 16
            archive.writestr(link, os.readlink(path))


def ar(*options):
    return lambda tree, out: call("ar", *options, out, *top_of(tree), cwd=tree)


@dataclass(frozen=True)
class Maker:
    """make(tree, out) writes an archive; `raw` says whether names may be any bytes.

    GNU tar writes them into pax headers that claim to be UTF-8, which is no name at all.
    """

    suffix: str
    make: Callable
    raw: bool = True


MAKERS = {
    "tar-v7-bsd": Maker("tar", bsd_tar("ustar")),
    "tar-ustar": Maker("tar", gnu_tar("ustar")),
    "tar-gnu": Maker("tar", gnu_tar("gnu", "--sparse")),
    "tar-pax": Maker("tar", gnu_tar("posix", "--sparse"), raw=False),
    "tar-bsd-pax": Maker("tar", bsd_tar("pax"), raw=False),
    "tar-bsd-gnu": Maker("tar", bsd_tar("gnutar")),
    "tar-python-ustar": Maker("tar", python_tar(tarfile.USTAR_FORMAT)),
    "tar-python-gnu": Maker("tar", python_tar(tarfile.GNU_FORMAT)),
    "tar-python-pax": Maker("tar", python_tar(tarfile.PAX_FORMAT)),
    "cpio-newc": Maker("cpio", cpio("newc")),
    "cpio-crc": Maker("cpio", cpio("crc")),
    "cpio-odc": Maker("cpio", cpio("odc")),
    "cpio-bin": Maker("cpio", cpio("bin")),
    "cpio-bsd-newc": Maker("cpio", bsd_tar("newc")),
    "zip": Maker("zip", info_zip(), raw=False),
    "zip-stored": Maker("zip", info_zip("-0"), raw=False),
    "zip-64": Maker("zip", info_zip("-fz"), raw=False),
    "zip-streamed": Maker("zip", streamed_zip, raw=False),
    "zip-bsd": Maker("zip", bsd_tar("zip"), raw=False),
    "zip-python": Maker("zip", python_zip, raw=False),
    "7z": Maker("7z", seven_zip("-mx=1"), raw=False),
    "7z-copy": Maker("7z", seven_zip("-mx=0"), raw=False),
    "7z-bsd": Maker("7z", bsd_tar("7zip"), raw=False),
    **{f"tar-{name}": Maker(f"tar.{name}", filtered(gnu_tar("gnu"), name)) for name in FILTERS},
    **{f"cpio-{name}": Maker(f"cpio.{name}", filtered(cpio("newc"), name)) for name in FILTERS},
}
RAW_MAKERS = {name: maker for name, maker in MAKERS.items() if maker.raw}
# They know nothing but files in one directory.
AR_MAKERS = {"ar": Maker("a", ar("qcS")), "ar-bsd": Maker("a", bsd_tar("arbsd")),
             "ar-gnu": Maker("a", bsd_tar("argnu"))}
