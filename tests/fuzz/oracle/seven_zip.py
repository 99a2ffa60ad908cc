# SPDX-License-Identifier: MIT
"""7z: what 7z writes with a plain header, whose bytes are changed and its check sums repaired."""

import os
import struct
import subprocess
import tempfile
import zlib

from . import bytes_of_any, readers

TREE = {"a": b"alpha\n", "b.txt": b"beta" * 40, "d/c": b"gamma\n", "e": b""}
# -mtm=off and its kin: no times, so that the same bytes come out each time.
ALWAYS = ("-mhc=off", "-mtm=off", "-mtc=off", "-mta=off")
OPTIONS = {"solid": (), "single": ("-ms=off",), "copied": ("-mx=0",),
           "copied-single": ("-mx=0", "-ms=off"), "ppmd": ("-m0=ppmd",), "bcj": ("-m0=bcj", "-m1=lzma")}


def good():
    made = {}
    with tempfile.TemporaryDirectory(prefix="komparu-", dir=readers.MEMORY) as where:
        for name, content in TREE.items():
            path = os.path.join(where, "L", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content)
        for name, options in OPTIONS.items():
            subprocess.run(["7z", "a", "-bd", *ALWAYS, *options, f"../{name}.7z", "."],
                           cwd=os.path.join(where, "L"), check=True, stdout=subprocess.DEVNULL)
            with open(os.path.join(where, f"{name}.7z"), "rb") as file:
                made[name] = file.read()
    return made


def spoil_header(header, chance):
    at = chance.randrange(len(header))
    action = chance.random()
    if action < 0.5:
        header[at] = chance.choice([*range(26), 0x40, 0x7f, 0x80, 0xff, header[at] ^ 1])
    elif action < 0.7:
        header[at:at] = bytes([chance.randrange(26)])
    elif action < 0.85:
        del header[at]
    else:
        to = chance.randrange(len(header) + 1)
        header[to:to] = header[at:at + chance.randint(1, 12)]


def spoil(archive, chance):
    if chance.random() < 0.1:
        return bytes_of_any.spoil(archive, chance)
    offset = struct.unpack("<Q", archive[12:20])[0]
    data, header = archive[32:32 + offset], bytearray(archive[32 + offset:])
    for _ in range(chance.randint(1, 3)):
        if header:
            spoil_header(header, chance)
    first = struct.pack("<QQI", len(data), len(header), zlib.crc32(header))
    return archive[:8] + struct.pack("<I", zlib.crc32(first)) + first + data + bytes(header)


READERS = {}
PROGRAMS = {"7z": readers.by_seven_zip, "bsdtar": readers.BSDTAR}
