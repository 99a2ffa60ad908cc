# SPDX-License-Identifier: MIT
"""tar behind a filter: what is inside is spoilt as tar is, or the packed bytes are."""

import bz2
import gzip
import lzma
import os
import subprocess
import tarfile

from . import bytes_of_any, readers, tar

MAGICS = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd",
          b"\x04\x22\x4d\x18": "lz4"}


def by_command(name, *words):
    return lambda data: subprocess.run([name, *words], input=data, check=True,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


# The smaller, the more often a byte of what is spoilt matters.
PACK = {"gzip": lambda data: gzip.compress(data, 6, mtime=0), "bzip2": lambda data: bz2.compress(data, 1),
        "xz": lambda data: lzma.compress(data, preset=0), "zstd": by_command("zstd", "-q", "-c"),
        "lz4": by_command("lz4", "-q", "-c")}
UNPACK = {"gzip": gzip.decompress, "bzip2": bz2.decompress, "xz": lzma.decompress}


def filter_of(archive):
    for magic, name in MAGICS.items():
        if archive.startswith(magic):
            return name
    raise readers.Refused("no filter")


def inside(archive):
    name = filter_of(archive)
    return UNPACK.get(name, by_command(name, "-dc", "-q"))(archive)


def good():
    plain = tar.by_python(tarfile.USTAR_FORMAT)
    half = len(plain) // 2
    made = {name: pack(plain) for name, pack in PACK.items()}
    made["gzip-twice"] = (gzip.compress(plain[:half], 1, mtime=0) +
                          gzip.compress(plain[half:], 9, mtime=0) + bytes(100))
    return made


KNOWN = {}  # what is packed -> what is inside: to unpack it with a program costs a process


def spoil(archive, chance):
    name = filter_of(archive)
    if name in ("zstd", "lz4") or chance.random() < 0.5:
        return bytes_of_any.spoil(archive, chance)
    if archive not in KNOWN:
        KNOWN[archive] = inside(archive)
    return PACK[name](tar.spoil(KNOWN[archive], chance))


# ---- readers ------------------------------------------------------------------------------------

def by_python(archive):
    return tar.by_tarfile(inside(archive))


def by_filter(archive):
    """The filter's own program, then tarfile."""
    unpacked = readers.run([filter_of(archive), "-dc", "-q"], os.sep, archive)
    return tar.by_tarfile(unpacked)


READERS = {"Python": by_python}
PROGRAMS = {"filter": by_filter, "bsdtar": readers.BSDTAR}
