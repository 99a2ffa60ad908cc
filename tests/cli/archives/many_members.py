# SPDX-License-Identifier: MIT
"""Archives of very many small members, made fast: each writes what `tree` would hold, d/0000000 ...

`mark` makes two archives of the same members differ in a byte that no comparison looks at.
"""

import gzip
import struct
import zlib


def names(count, order=1):
    return [b"d/%07d" % number for number in range(count)][::order]


def tar(count, mark=0, order=1, kind=b"0", target=b""):
    header = bytearray(512)
    header[2:9] = b"0" * 7
    header[:2] = b"d/"
    header[100:136] = b"0000644\0" + b"0000000\0" * 2 + b"%011o\0" % 0
    header[136:148] = b"%011o\0" % mark
    header[148:156] = b" " * 8
    header[156:157] = kind
    header[157:157 + len(target)] = target
    header[257:265] = b"ustar\x0000"
    rest = sum(header) - sum(b"0" * 7)
    out = bytearray()
    for number in range(count)[::order]:
        digits = b"%07d" % number
        header[2:9] = digits
        header[148:155] = b"%06o\0" % (rest + sum(digits))
        out += header
    out += bytes(1024)
    return out


_LOCAL = struct.Struct("<4s5H3I2H9s")
_CENTRAL = struct.Struct("<4s6H3I5H2I9s")


def zip(count, mark=0, order=1, crc=0):  # noqa: A001: named as the format
    out, directory = bytearray(), bytearray()
    for name in names(count, order):
        directory += _CENTRAL.pack(b"PK\1\2", 0x031e, 10, 0, 0, mark, 33, crc, 0, 0, 9, 0, 0, 0, 0,
                                   0o100644 << 16, len(out), name)
        out += _LOCAL.pack(b"PK\3\4", 10, 0, 0, mark, 33, crc, 0, 0, 9, 0, name)
    at, length = len(out), len(directory)
    out += directory
    if count >= 0xffff:
        out += struct.pack("<IQHHIIQQQQ", 0x06064b50, 44, 0x031e, 45, 0, 0, count, count, length, at)
        out += struct.pack("<IIQI", 0x07064b50, 0, at + length, 1)
    few = min(count, 0xffff)
    return out + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, few, few, length, at, 0)


def cpio(count, mark=0, links=1):
    out = bytearray()
    for inode, name in enumerate([*names(count), b"TRAILER!!!"], 1):
        fields = (inode, 0o100644, 0, 0, links, mark, 0, 0, 1, 0, 0, len(name) + 1, 0)
        out += b"070701" + b"%08X" * 13 % fields + name + b"\0"
        out += bytes(-len(out) % 4)
    return out


def tar_gz(count, mark=0):
    return gzip.compress(tar(count, mark), 1)


def _number(value):
    """As 7z writes it, always in its longest form."""
    return b"\xff" + struct.pack("<Q", value)


def seven_zip(count, mark=0):
    """Empty files alone, so that there is nothing but the header; `mark` is their time."""
    all_set = bytes([0xff] * (count // 8)) + (bytes([0xff00 >> count % 8 & 0xff]) if count % 8 else b"")
    text = b"\0" + b"".join(name.decode().encode("utf-16-le") + b"\0\0" for name in names(count))
    times = b"\1\0" + struct.pack("<Q", (mark + 1) << 40) * count
    properties = ((0x0e, all_set), (0x0f, all_set), (0x11, text), (0x14, times))
    header = b"\x01\x05" + _number(count)
    for kind, body in properties:
        header += bytes([kind]) + _number(len(body)) + body
    header += b"\0\0"
    start = struct.pack("<QQI", 0, len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + header
