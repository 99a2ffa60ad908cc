# SPDX-License-Identifier: MIT
"""Other readers of archives, to judge by what komparu makes of damaged ones.

members_of() gives {name: content} or raises what the reader raises.
"""

import bz2
import gzip
import io
import lzma
import os
import re
import struct
import subprocess
import tarfile
import tempfile
import zipfile


# The version that is needed to read a member says nothing about what it holds.
zipfile.MAX_EXTRACT_VERSION = 255


class Damaged(Exception):
    """The archive cannot be read."""


def _tar(data):
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:", errorlevel=2) as archive:
        return {each.name: archive.extractfile(each).read() for each in archive if each.isfile()}


def _zip(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {each.filename: archive.read(each) for each in archive.infolist()
                if not each.is_dir()}


def _called(*command):
    def unpack(data):
        done = subprocess.run(command, input=data, capture_output=True, check=False)
        if done.returncode != 0:
            raise Damaged(done.stderr)
        return done.stdout
    return unpack


def _cut(data, start, length):
    if len(data) < start + length:
        raise Damaged("cut off")
    return data[start:start + length]


def _cpio_head(data, at):
    """(mode, length of the name, length of the content, length of the header, padding)."""
    magic = data[at:at + 6]
    if magic in (b"070701", b"070702"):
        fields = _cut(data, at, 110)
        return *(int(fields[i:i + 8], 16) for i in (14, 94, 54)), 110, 4
    if magic == b"070707":
        fields = _cut(data, at, 76)
        return int(fields[18:24], 8), int(fields[59:65], 8), int(fields[65:76], 8), 76, 1
    words = struct.unpack("<13H", _cut(data, at, 26))
    if words[0] != 0o070707:
        raise Damaged("no header")
    return words[3], words[10], words[11] << 16 | words[12], 26, 2


def _cpio(data):
    found, at = {}, 0
    while True:
        mode, name_length, length, header, padding = _cpio_head(data, at)
        name = _cut(data, at + header, name_length)
        at += -(-(header + name_length) // padding) * padding
        if name == b"TRAILER!!!\0":
            return found
        if name[-1:] != b"\0":
            raise Damaged("a name without end")
        content = _cut(data, at, length)
        at += -(-length // padding) * padding
        if mode & 0o170000 == 0o100000:
            found[os.fsdecode(name[:-1])] = content


def _ar(data):
    found, at = {}, 8
    while at < len(data):
        header = _cut(data, at, 60)
        if header[58:] != b"`\n":
            raise Damaged("no header")
        length = int(re.match(rb"\d+", header[48:58])[0])
        found[os.fsdecode(header[:16].rstrip(b" ").removesuffix(b"/"))] = _cut(data, at + 60,
                                                                                length)
        at += 60 + length + length % 2
    return found


def _seven_zip(data):
    with tempfile.TemporaryDirectory(prefix="komparu-") as where:
        with open(f"{where}/x.7z", "wb") as file:
            file.write(data)
        out = f"{where}/out"
        _called("7z", "x", "-y", "-bd", f"-o{out}", f"{where}/x.7z")(b"")
        found = {}
        for inside, _, files in os.walk(out):
            for name in files:
                with open(f"{inside}/{name}", "rb") as file:
                    found[os.path.relpath(f"{inside}/{name}", out)] = file.read()
        return found


_UNPACKED = {"gz": gzip.decompress, "bz2": bz2.decompress, "xz": lzma.decompress,
             "zst": _called("zstd", "-qdc"), "lz4": _called("lz4", "-qdc")}
_FORMATS = {"tar": _tar, "zip": _zip, "cpio": _cpio, "a": _ar, "7z": _seven_zip}


def members_of(suffix, data):
    form, _, packed = suffix.partition(".")
    if packed:
        data = _UNPACKED[packed](data)
    return {os.path.normpath(name): content for name, content in _FORMATS[form](data).items()}
