# SPDX-License-Identifier: MIT
"""tar: archives of each dialect, headers spoilt with their check sums repaired, and what people unpack
tar with."""

import io
import os
import tarfile

from . import readers

BLOCK = 512
TREE = {"a": b"alpha\n", "d/b": b"beta\n" * 300, "d/empty": b"", "z": bytes(700) + b"tail"}
LONG = "n" * 110 + "/" + "m" * 60


# ---- good archives ------------------------------------------------------------------------------

def header(name, size=0, kind=b"0", link=b"", gnu=False):
    block = bytearray(BLOCK)
    for at, text in ((0, name), (100, b"0000644\0"), (108, b"0000000\0"), (116, b"0000000\0"),
                     (124, b"%011o\0" % size), (136, b"14000000000\0"), (156, kind), (157, link),
                     (257, b"ustar  \0" if gnu else b"ustar\00000")):
        block[at:at + len(text)] = text
    return with_sum(block)


def with_sum(block):
    block = bytearray(block)
    block[148:156] = b"        "
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def padded(data):
    return data + bytes(-len(data) % BLOCK)


def record(key, value):
    rest = b" " + key + b"=" + value + b"\n"
    length = len(rest) + 1
    while len(str(length)) + len(rest) != length:
        length += 1
    return str(length).encode() + rest


def pax(*records, kind=b"x"):
    body = b"".join(record(*each) for each in records)
    return header(b"PaxHeaders/x", len(body), kind) + padded(body)


def by_python(style, extra=()):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=style) as archive:
        for name, content in {**TREE, **dict(extra)}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        for name, kind, target in (("e", tarfile.DIRTYPE, ""), ("l", tarfile.SYMTYPE, "a"),
                                   ("h", tarfile.LNKTYPE, "a")):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            archive.addfile(member)
    return out.getvalue()


def sparse_of(version):
    content = b"data" * 140
    pairs = [(1024, 512), (5120, 48), (9000, 0)]
    end = bytes(1024)
    if version == "old":
        head = bytearray(header(b"s", len(content), b"S", gnu=True))
        for number, (offset, length) in enumerate(pairs):
            head[386 + 24 * number:410 + 24 * number] = b"%011o\0%011o\0" % (offset, length)
        head[483:495] = b"%011o\0" % 9000
        return with_sum(head) + padded(content) + end
    size, count = (b"GNU.sparse.size", b"9000"), (b"GNU.sparse.numblocks", b"3")
    if version == "0.0":
        each = [item for offset, length in pairs
                for item in ((b"GNU.sparse.offset", b"%d" % offset),
                             (b"GNU.sparse.numbytes", b"%d" % length))]
        return pax(size, count, *each) + header(b"s", len(content)) + padded(content) + end
    name = (b"GNU.sparse.name", b"s")
    if version == "0.1":
        text = b",".join(b"%d,%d" % pair for pair in pairs)
        return (pax(size, count, name, (b"GNU.sparse.map", text)) +
                header(b"GNUSparseFile.1/s", len(content)) + padded(content) + end)
    text = padded(b"3\n" + b"".join(b"%d\n%d\n" % pair for pair in pairs))
    return (pax((b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0"), name,
                (b"GNU.sparse.realsize", b"9000")) +
            header(b"GNUSparseFile.1/s", len(text) + len(content)) + text + padded(content) + end)


def good():
    long = {LONG: b"long\n"}
    return {
        "ustar": by_python(tarfile.USTAR_FORMAT), "gnu": by_python(tarfile.GNU_FORMAT, long),
        "pax": by_python(tarfile.PAX_FORMAT, {"n" * 200: b"long\n"}),
        "global": pax((b"comment", b"1"), kind=b"g") + by_python(tarfile.USTAR_FORMAT),
        "sized": pax((b"size", b"6"), (b"mtime", b"1.5")) + header(b"a") + padded(b"alpha\n") +
                 header(b"b", 3) + padded(b"bet") + bytes(1024),
        **{f"sparse-{version}": sparse_of(version) for version in ("old", "0.0", "0.1", "1.0")},
    }


# ---- spoiling -----------------------------------------------------------------------------------

NUMBERS = [b"", b"0", b"1", b"00000000006\0", b"6", b"7", b"00000000100\0", b"-1", b"+6", b"8", b" 6",
           b"6 ", b"0x6", b"1e1", b"\x80" + bytes(10) + b"\6", b"\x80" + bytes(9) + b"\2\0",
           b"\xff" * 12, b"\x81" + bytes(10) + b"\6", b"77777777777\0", b" " * 12, b"\0" + b"6" * 5]
NAMES = [b"", b"a", b"d", b"d/b", b"x", b"e", b"a/", b"d/", b"./a", b"d//b", b"n" * 100, b"a\0b",
         b"l", b"h", b"\xff", b"e\xcc\x81", b"s"]
TYPES = [bytes([each]) for each in b"0123456789\0xgXLKSDVMNAZ "]
MAGICS = [b"ustar\00000", b"ustar  \0", bytes(8), b"ustar\0\0\0", b"ustar 00", b"USTAR\00000"]
FIELDS = {"name": (0, 100, NAMES), "mode": (100, 8, NUMBERS), "uid": (108, 8, NUMBERS),
          "size": (124, 12, NUMBERS), "mtime": (136, 12, NUMBERS), "type": (156, 1, TYPES),
          "link": (157, 100, NAMES), "magic": (257, 8, MAGICS), "devmajor": (329, 8, NUMBERS),
          "prefix": (345, 155, NAMES), "holes": (386, 12, NUMBERS), "holes-length": (398, 12, NUMBERS),
          "more-holes": (410, 12, NUMBERS), "is-extended": (482, 1, [b"\0", b"\1", b"0", b"1"]),
          "real-size": (483, 12, NUMBERS)}
KEYS = [b"path", b"linkpath", b"size", b"comment", b"mtime", b"hdrcharset", b"SCHILY.realsize",
        b"SCHILY.xattr.a", b"GNU.sparse.size", b"GNU.sparse.realsize", b"GNU.sparse.major",
        b"GNU.sparse.minor", b"GNU.sparse.name", b"GNU.sparse.map", b"GNU.sparse.numblocks",
        b"GNU.sparse.offset", b"GNU.sparse.numbytes", b"LIBARCHIVE.creationtime", b"uid"]
VALUES = [b"", b"a", b"x", b"d/b", b"0", b"1", b"6", b"06", b"+6", b" 6", b"-6", b"3", b"9000", b"0,6",
          b"1000,100,5000,60", b"BINARY", b"a\0b", b"\xff", b"1.5", b"s"]


def headers_of(archive):
    """Where headers stand: blocks whose check sum is right."""
    found = []
    for at in range(0, len(archive) - BLOCK + 1, BLOCK):
        block = archive[at:at + BLOCK]
        if any(block[:157]) and with_sum(block)[148:154] == block[148:154]:
            found.append(at)
    return found


def spoil_field(archive, at, chance):
    name = chance.choice(sorted(FIELDS))
    place, length, values = FIELDS[name]
    value = chance.choice(values)[:length]
    block = bytearray(archive[at:at + BLOCK])
    block[place:place + length] = value + bytes(length - len(value))
    return archive[:at] + with_sum(block) + archive[at + BLOCK:]


def spoil_bit(archive, at, chance):
    block = bytearray(archive[at:at + BLOCK])
    block[chance.randrange(BLOCK)] ^= 1 << chance.randrange(8)
    return archive[:at] + with_sum(block) + archive[at + BLOCK:]


def add_pax(archive, at, chance):
    records = [(chance.choice(KEYS), chance.choice(VALUES)) for _ in range(chance.randint(1, 3))]
    kind = chance.choice([b"x", b"x", b"x", b"g", b"X"])
    return archive[:at] + pax(*records, kind=kind) + archive[at:]


def spoil_records(archive, at, chance):
    """Bytes of a pax header that stands here; a new one is put in first where none does."""
    if archive[at + 156:at + 157] not in b"xg":
        archive = add_pax(archive, at, chance)
    try:
        size = int(archive[at + 124:at + 135].strip(b" \0"), 8)
    except ValueError:  # that field has been spoilt before
        return archive
    body = bytearray(archive[at + BLOCK:at + BLOCK + size])
    if not body:
        return archive
    what = chance.randrange(3)
    place = chance.randrange(len(body))
    if what == 0:
        body[place] = chance.choice(b"0123456789 =\n\0-xaGs,")
    elif what == 1:
        del body[place]
    else:
        body.insert(place, chance.choice(b"0123456789 =\n\0,"))
    head = bytearray(archive[at:at + BLOCK])
    head[124:136] = b"%011o\0" % len(body)
    behind = at + BLOCK + size + -size % BLOCK
    return archive[:at] + with_sum(head) + padded(bytes(body)) + archive[behind:]


def add_long(archive, at, chance):
    name = chance.choice(NAMES) + chance.choice([b"", b"\0", b"\0\0", b"\0x"])
    kind = chance.choice([b"L", b"K"])
    return (archive[:at] + header(b"././@LongLink", len(name), kind, gnu=True) + padded(name) +
            archive[at:])


def move_block(archive, at, chance):
    """A block is lost, doubled, put elsewhere or put elsewhere as well."""
    block, rest = archive[at:at + BLOCK], archive[:at] + archive[at + BLOCK:]
    source = chance.choice([rest, archive])
    place = chance.choice([at, chance.randrange(0, len(rest) // BLOCK + 1) * BLOCK])
    return rest if chance.random() < 0.3 else source[:place] + block + source[place:]


def add_member(archive, at, chance):
    kind = chance.choice([b"V", b"D", b"M", b"5", b"1", b"2", b"0", b"\0", b"Z"])
    size = chance.choice([0, 0, 0, 3])
    head = header(chance.choice(NAMES), size, kind, chance.choice(NAMES), chance.random() < 0.5)
    return archive[:at] + head + padded(bytes(size)) + archive[at:]


SPOILERS = [spoil_field, spoil_field, spoil_field, spoil_bit, add_pax, add_pax, spoil_records,
            spoil_records, add_long, move_block, add_member]


def spoil(archive, chance):
    """The archive with one to three things wrong."""
    for _ in range(chance.choice([1, 1, 1, 2, 2, 3])):
        places = headers_of(archive)
        if not places:
            break
        archive = chance.choice(SPOILERS)(archive, chance.choice(places), chance)
    return archive


# ---- readers ------------------------------------------------------------------------------------

def has_gnu_times(archive):
    """Where ustar has a prefix of the name, GNU tar has times, which tarfile takes for a prefix."""
    return any(archive[at + 257:at + 265] == b"ustar  \0" and archive[at + 345] != 0
               for at in headers_of(archive))


def by_tarfile(archive):
    """A later member stands for an earlier one.

    What only GNU tar writes is read as GNU tar reads it: labels are no members, and lists of names
    are directories. tarfile takes both for files, and lets hard links lead to them.
    """
    if has_gnu_times(archive):
        raise readers.Refused("times that are taken for a name")
    found = {}
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:", errorlevel=2) as source:
        for member in source:
            name = os.path.normpath(member.name)
            if member.type == b"V":
                continue
            if member.isdir() or member.type == b"D":
                found[name] = "directory"
            elif member.issym():
                found[name] = ("link", member.linkname)
            elif member.isdev():
                found[name] = "special"
            elif member.islnk():
                found[name] = found[os.path.normpath(member.linkname)]
            else:
                found[name] = content_of(source, member)
    return readers.with_parents(found)


def content_of(source, member):
    if member.size > readers.LARGEST:
        raise readers.Refused("too large")
    file = source.extractfile(member)
    if file is None:
        raise readers.Refused("no content")
    content = file.read()
    if len(content) != member.size:
        raise readers.Refused("cut")
    return content


READERS = {"tarfile": by_tarfile}
PROGRAMS = {"GNU tar": readers.by_program("tar", "-xf", "-", "--no-same-owner"),
            "bsdtar": readers.BSDTAR}
