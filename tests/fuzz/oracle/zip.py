# SPDX-License-Identifier: MIT
"""zip: both headers of each entry as numbers, so that they can be changed together or apart."""

import io
import os
import stat
import struct
import zipfile
import zlib

from . import bytes_of_any, readers

TREE = {"a": b"alpha\n", "b.txt": b"beta" * 40, "d/c": b"gamma\n", "e": b""}
NUMBERS = [0, 1, 2, 3, 7, 8, 14, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0xffffffff]
NAMES = [b"a", b"A", b"d\\c", b"d/c", b"a/", b"./a", b"a//", b"r_", b"r\x84", b"", "ä".encode(),
         b"a\0b", b"d/c/x"]


# ---- good archives ------------------------------------------------------------------------------

def entries():
    made = []
    for name, content in TREE.items():
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush() if len(content) > 20 else content
        head = {"flags": 0, "method": 8 if packed != content else 0, "crc": zlib.crc32(content),
                "packed": len(packed), "size": len(content), "name": name.encode(), "extra": b""}
        made.append({"local": dict(head), "data": packed, "descriptor": b"", "gap": b"",
                     "central": {**head, "host": 3, "mode": 0o100644, "offset": 0}})
    return made


def row(head):
    return struct.pack("<HHIIIIHH", head["flags"] & 0xffff, head["method"] & 0xffff, 0,
                       head["crc"] & 0xffffffff, head["packed"] & 0xffffffff,
                       head["size"] & 0xffffffff, len(head["name"]), len(head["extra"]))


def build(made):
    out, directory = b"", b""
    for entry in made:
        central, local = entry["central"], entry["local"]
        directory += (b"PK\1\2" + struct.pack("<HH", (central["host"] & 0xff) << 8 | 20, 20) +
                      row(central) +
                      struct.pack("<HHHII", 0, 0, 0, (central["mode"] & 0xffff) << 16,
                                  (len(out) + central["offset"]) & 0xffffffff) +
                      central["name"] + central["extra"])
        out += (b"PK\3\4" + struct.pack("<H", 20) + row(local) + local["name"] + local["extra"] +
                entry["data"] + entry["descriptor"] + entry["gap"])
    end = struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, len(made), len(made), len(directory),
                      len(out), 0)
    return out + directory + end


class Pipe(io.BytesIO):
    """What cannot be gone back in: zipfile writes descriptors behind the data then."""

    def seekable(self):
        return False

    def tell(self):
        raise OSError("a pipe")


def by_python(method, out=None, zip64=False, prefix=b"", comment=b""):
    out = out or io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in TREE.items():
            info = zipfile.ZipInfo(name)
            info.compress_type, info.create_system = method, 3
            info.external_attr = 0o100644 << 16
            with archive.open(info, "w", force_zip64=zip64) as file:
                file.write(content)
        link = zipfile.ZipInfo("l")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, b"a")
        archive.writestr("f/", b"")
        archive.comment = comment
    return prefix + out.getvalue()


def good():
    return {"made": build(entries()), "stored": by_python(zipfile.ZIP_STORED),
            "deflated": by_python(zipfile.ZIP_DEFLATED, comment=b"a comment"),
            "streamed": by_python(zipfile.ZIP_DEFLATED, Pipe()),
            "zip64": by_python(zipfile.ZIP_DEFLATED, zip64=True),
            "bzip2": by_python(zipfile.ZIP_BZIP2), "lzma": by_python(zipfile.ZIP_LZMA),
            "prefixed": by_python(zipfile.ZIP_STORED, prefix=b"#!/bin/sh\n")}


# ---- spoiling -----------------------------------------------------------------------------------

def unicode_path(chance, name):
    text = chance.choice([name, b"x", name + b"x", "ä".encode(), name.replace(b"a", "ä".encode())])
    crc = zlib.crc32(name) if chance.random() < 0.8 else 1
    body = struct.pack("<BI", chance.choice([1, 1, 1, 0, 2]), crc) + text
    return struct.pack("<HH", 0x7075, len(body)) + body


def changed(head, field, chance):
    if field == "name":
        return chance.choice(NAMES)
    if field == "extra":
        return chance.choice([
            b"", unicode_path(chance, head["name"]), b"UT\5\0\3abcd",
            struct.pack("<HHQQ", 1, 16, chance.choice(NUMBERS), 5),
            b"\x99\1\7\0\2\0AE\3\10\0", b"zz\xff\xff"])
    return chance.choice([chance.choice(NUMBERS), head[field] ^ (1 << chance.randrange(16))])


def spoil_entry(made, chance):
    entry = chance.choice(made)
    heads = [entry[head] for head in chance.choice(
        [["local"], ["central"], ["local", "central"], ["local", "central"]])]
    field = chance.choice(["flags", "method", "crc", "packed", "size", "name", "name", "extra",
                           "extra", "host", "mode", "offset", "content", "order", "descriptor",
                           "twice", "gap"])
    if field == "content":
        entry["data"] = chance.randbytes(len(entry["data"]))
        for head in heads:
            head["crc"] = zlib.crc32(entry["data"])
    elif field == "order":
        chance.shuffle(made)
    elif field == "twice":
        one = chance.choice(made)
        made.append({key: dict(value) if isinstance(value, dict) else value
                     for key, value in one.items()})
    elif field == "gap":
        entry["gap"] = chance.choice([b"x", bytes(30), b"PK\3\4" + bytes(30)])
    elif field == "descriptor":
        central = entry["central"]
        entry["descriptor"] = chance.choice([b"", b"PK\7\x08"]) + struct.pack(
            "<III", central["crc"], central["packed"], central["size"])
        for head in heads:
            head["flags"] |= 8
    else:
        value = changed(entry["central"], field, chance)
        for head in heads:
            if field in head:
                head[field] = value


# Where a field stands in the central header, how wide it is, and where it stands in the local one.
FIELDS = [(4, 2, None), (6, 2, 4), (8, 2, 6), (10, 2, 8), (12, 4, 10), (16, 4, 14), (20, 4, 18),
          (24, 4, 22), (28, 2, 26), (30, 2, 28), (32, 2, None), (34, 2, None), (36, 2, None),
          (38, 4, None), (42, 4, None)]


def places(data, magic):
    found, at = [], data.find(magic)
    while at >= 0:
        found.append(at)
        at = data.find(magic, at + 4)
    return found


def spoil_field(archive, chance):
    data = bytearray(archive)
    central, local = places(data, b"PK\1\2"), places(data, b"PK\3\4")
    if not central or len(central) != len(local):
        return bytes_of_any.spoil(archive, chance)
    number = chance.randrange(len(central))
    at, width, twin = chance.choice(FIELDS)
    place = central[number] + at
    old = int.from_bytes(data[place:place + width], "little")
    new = chance.choice([old + 1, old - 1, old ^ (1 << chance.randrange(8 * width)), 0x0800,
                         0xa1ed0000, 0x41ed0010, *NUMBERS]) & ((1 << 8 * width) - 1)
    data[place:place + width] = new.to_bytes(width, "little")
    if twin is not None and chance.random() < 0.8:
        place = local[number] + twin
        data[place:place + width] = new.to_bytes(width, "little")
    return bytes(data)


def spoil_archive(archive, chance):
    for _ in range(chance.choice([1, 1, 2, 3])):
        archive = chance.choice([spoil_field, spoil_field, spoil_field, bytes_of_any.spoil])(
            archive, chance)
    return archive


def spoil_made(chance):
    made = entries()
    for _ in range(chance.randint(1, 3)):
        spoil_entry(made, chance)
    return build(made)


MADE = build(entries())


def spoil(archive, chance):
    """The archive with one to three things wrong; one that was built here is built anew."""
    if archive == MADE and chance.random() < 0.9:
        return spoil_made(chance)
    return spoil_archive(archive, chance)


# ---- readers ------------------------------------------------------------------------------------

def by_zipfile(archive):
    found = {}
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for info in opened.infolist():
            if info.file_size > readers.LARGEST:
                raise readers.Refused("too large")
            name = os.path.normpath(info.filename)
            content = opened.read(info)
            mode = info.external_attr >> 16
            if info.is_dir():
                found[name] = "directory"
            elif info.create_system == 3 and stat.S_ISLNK(mode):
                found[name] = ("link", os.fsdecode(content))
            else:
                found[name] = content
    return readers.with_parents(found)


def by_seven_zip(archive):
    """7z believes modes of Unix of entries that were made elsewhere, too."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        if any(info.create_system != 3 and stat.S_ISLNK(info.external_attr >> 16)
               for info in opened.infolist()):
            raise readers.Refused("a link that others take for a file")
    return readers.by_seven_zip(archive)


def by_bsdtar(archive):
    """bsdtar takes each backslash for a separator where a name holds no other (docs/archives.md)."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        if any("\\" in info.filename and "/" not in info.filename for info in opened.infolist()):
            raise readers.Refused("a backslash in a name")
    return readers.BSDTAR(archive)


READERS = {"zipfile": by_zipfile}
PROGRAMS = {"unzip": readers.by_program("unzip", "-qq", "-n", "ARCHIVE"),
            "7z": by_seven_zip, "bsdtar": by_bsdtar}
