# SPDX-License-Identifier: MIT
"""Archives of the formats that are off by default: by the programs that make them, and, where no
free one does, byte by byte.
"""

import shutil
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import pytest

from making import bsd_tar, call, names_in
from planting import Link
from sample_trees import A, LARGE

# What every format can hold, and what the richer ones can.
PLAIN = {"a": A, "b.txt": b"text\n", "large": LARGE + bytes(200_000) + A,
         "sub": {"a": b"another a\n", "deep": {"er": {"x": b"x"}}}}
RICH = {**PLAIN, "hollow": {}, "empty": b"", "file-link": Link("a"),
        "sub": {**PLAIN["sub"], "dir-link": Link("deep/er"), "void": {}},
        " space ": b"s", "-x": b"dash"}
ENCODED = {**PLAIN, "é": b"e acute\n", "日本": {"語": "日本語".encode()}}


def _files(tree):
    """(name, content) of all files, each behind the directories above it, which have None."""
    for name in names_in(tree):
        path = Path(tree, name.decode())
        yield name, None if path.is_dir() else path.read_bytes()


# ---- RAR 4: https://www.rarlab.com/technote.htm of old, stored (method 0x30) ---------------------

def _rar4_block(kind, flags, body, data=b""):
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xffff) + head + data


def rar4_file(name, content, *, size=None, crc=None, method=0x30, flags=0, packed=None):
    """A file, or a directory if its content is None."""
    kind = 0xe0 if content is None else 0
    mode = 0o40755 if content is None else 0o100644
    content = content or b""
    packed = content if packed is None else packed
    fields = struct.pack("<IIBIIBBHI", len(packed), len(content) if size is None else size, 3,
                         zlib.crc32(content) if crc is None else crc, 0x21 << 16, 29, method,
                         len(name), mode)
    return _rar4_block(0x74, 0x8000 | kind | flags, fields + name, packed)


def rar4_of(*members, flags=0):
    return (b"Rar!\x1a\x07\0" + _rar4_block(0x73, flags, bytes(6)) + b"".join(members) +
            _rar4_block(0x7b, 0x4000, b""))


# ---- RAR 5: https://www.rarlab.com/technote.htm, stored ------------------------------------------

def _number(value):
    out = bytearray()
    while value > 0x7f:
        out.append(value & 0x7f | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


def _rar5_block(*fields, data=b""):
    body = b"".join(each if isinstance(each, bytes) else _number(each) for each in fields)
    body = _number(len(body)) + body
    return struct.pack("<I", zlib.crc32(body)) + body + data


def rar5_file(name, content):
    facts = (3, 0x1, 0, 0o40755) if content is None else (2, 0x4, len(content), 0o100644)
    crc = b"" if content is None else struct.pack("<I", zlib.crc32(content))
    content = content or b""
    return _rar5_block(2, 2, len(content), facts[1], facts[2], facts[3], crc, 0, 1, len(name), name,
                       data=content)


def rar5_of(*members, flags=0):
    return (b"Rar!\x1a\x07\x01\0" + _rar5_block(1, 0, flags) + b"".join(members) +
            _rar5_block(5, 0, 0))


# ---- LHA: headers of level 0, stored (-lh0-) -----------------------------------------------------

def _crc16(data):
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xa001 if crc & 1 else 0)
    return crc


def lha_file(name, content):
    method = b"-lhd-" if content is None else b"-lh0-"
    if content is None:
        name += b"/"
    content = content or b""
    body = (method + struct.pack("<III", len(content), len(content), 0x21 << 16) + b"\x20\0" +
            bytes([len(name)]) + name + struct.pack("<H", _crc16(content)))
    return bytes([len(body), sum(body) & 0xff]) + body + content


def lha_of(*members):
    return b"".join(members) + b"\0"


# ---- All of them ---------------------------------------------------------------------------------

def _by_hand(of, file):
    return lambda tree, out: out.write_bytes(of(*(file(*each) for each in _files(tree))))


def _tool(program):
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    return program


def _genisoimage(*options):
    return lambda tree, out: call(_tool("genisoimage"), "-quiet", *options, "-o", out, tree)


def _gcab(*options):
    def make(tree, out):
        files = [name.decode() for name, content in _files(tree) if content is not None]
        call(_tool("gcab"), *options, "-c", out, *files, cwd=tree)
    return make


@dataclass(frozen=True)
class Maker:
    """make(tree, out) writes an archive of the format that --archive-formats calls so."""

    format: str
    make: Callable
    tree: dict


EXTRA_MAKERS = {
    "rar4": Maker("rar", _by_hand(rar4_of, rar4_file), PLAIN),
    "rar5": Maker("rar", _by_hand(rar5_of, rar5_file), PLAIN),
    "iso-rock-ridge": Maker("iso", _genisoimage("-R"), RICH),
    "iso-joliet": Maker("iso", _genisoimage("-J", "-input-charset", "utf-8"), ENCODED),
    "iso-bsd": Maker("iso", bsd_tar("iso9660"), RICH),
    "cab": Maker("cab", _gcab(), PLAIN),
    "cab-packed": Maker("cab", _gcab("-z"), PLAIN),
    "xar": Maker("xar", bsd_tar("xar"), {**RICH, **ENCODED}),
    "lha": Maker("lha", _by_hand(lha_of, lha_file), PLAIN),
    "warc": Maker("warc", bsd_tar("warc"), PLAIN),
}
