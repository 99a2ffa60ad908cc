# SPDX-License-Identifier: MIT
"""The trees that archives are made of, and what of an archive is put together by hand."""

import copy
import io
import struct
import tarfile
import zlib

from planting import Link

A = b"abc\ndef\n"
B = b"abc\ndeX\n"
LONG = "d" * 90 + "/" + "e" * 50 + "/" + "f" * 90
# Beyond every buffer, not to be compressed to nothing, and with a hole.
LARGE = b"".join(struct.pack("<I", i * 2654435761 % (1 << 32)) for i in range(25_000))

TREE = {
    "a": A, "b.txt": b"text\n", "empty": b"", "hollow": {}, "large": LARGE + bytes(200_000) + A,
    "d" * 90: {"e" * 50: {"f" * 90: A}},
    "sub": {"a": b"another a\n", "deep": {"er": {"x": b"x"}}, "void": {}},
    "file-link": Link("a"), "directory-link": Link("sub/deep"), "dangling": Link("no/where"),
    " space ": b"s", "é": b"e acute\n", "日本": {"語": "日本語".encode()}, "-x": b"dash",
}
RAW = {**TREE, b"\xff\xfe": b"raw", b"\xe9": {b"\xe8": b"latin"}, b"new\nline": b"nl"}
# No directories and no links; and no long names, whose table would be a member called "//".
FLAT = {"a.o": A, "b.o": b"b", "empty.o": b""}
SMALL = {"a.txt": b"alpha\n", "b.txt": b"beta beta beta beta\n"}


def replaced(tree, path, content):
    """The same tree with something else at a path; None takes it out."""
    tree = copy.deepcopy(tree)
    *above, name = path.split("/")
    inner = tree
    for each in above:
        inner = inner[each]
    if content is None:
        del inner[name]
    else:
        inner[name] = content
    return tree


def tar_of(*members, style=tarfile.USTAR_FORMAT):
    """A tar archive with these members in this order: (name, content), or TarInfo."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=style) as archive:
        for member in members:
            content = b""
            if isinstance(member, tuple):
                name, content = member
                member = tarfile.TarInfo(name)
                member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def tar_entry(name, kind, target=""):
    """A member that has no content: a link, a directory, a device."""
    member = tarfile.TarInfo(name)
    member.type = kind
    member.linkname = target
    return member


def with_pax_records(records, name="x", content=A):
    """A tar archive of one member behind a pax header with these raw records."""
    body = b""
    for key, value in records:
        record = b" " + key + b"=" + value + b"\n"
        length = len(record) + len(str(len(record)))
        length = len(record) + len(str(length))
        body += str(length).encode() + record
    header = tarfile.TarInfo("PaxHeaders/x")
    header.type = b"x"
    header.size = len(body)
    padded = body + bytes(-len(body) % 512)
    return header.tobuf(tarfile.USTAR_FORMAT) + padded + tar_of((name, content))


def gzip_of(data, flags=0, extra=b"", crc=None, length=None):
    """A gzip member, honest unless told otherwise; `extra` stands between header and data."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = packer.compress(data) + packer.flush()
    crc = zlib.crc32(data) if crc is None else crc
    length = len(data) if length is None else length
    return (b"\x1f\x8b\x08" + bytes([flags]) + bytes(5) + b"\x03" + extra + body +
            struct.pack("<II", crc, length))


def zip_entry(name, content, at, *, local_name=None, method=0, flags=0, crc=None, mode=0o100644,
              size=None, packed=None, extra=b""):
    """(local header and data, entry of the directory) of a member at this offset."""
    crc = zlib.crc32(content) if crc is None else crc
    packed = content if packed is None else packed
    size = len(content) if size is None else size
    local_name = name if local_name is None else local_name
    facts = struct.pack("<4H3I", flags, method, 0, 33, crc, len(packed), size)
    local = (b"PK\x03\x04\x14\0" + facts + struct.pack("<2H", len(local_name), len(extra)) + local_name +
             extra + packed)
    central = (b"PK\x01\x02\x14\x03\x14\0" + facts +
               struct.pack("<5H2I", len(name), len(extra), 0, 0, 0, mode << 16, at) + name + extra)
    return local, central


def zip_end(count, directory, at, comment=b""):
    return (b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, count, count, len(directory), at,
                                        len(comment)) + comment)


def zip_of(*members, gap=b"", comment=b"", count=None):
    """A stored zip: members are (name, content) or (name, content, {how}); `gap` stands between
    the last member and the directory."""
    body, directory = b"", b""
    for name, content, *how in members:
        local, central = zip_entry(name, content, len(body), **(how[0] if how else {}))
        body += local
        directory += central
    body += gap
    count = len(members) if count is None else count
    return body + directory + zip_end(count, directory, len(body), comment)
