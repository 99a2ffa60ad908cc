# SPDX-License-Identifier: MIT
"""cpio: members as numbers, in five forms."""

import os
import stat
import struct

from . import bytes_of_any, readers

TREE = {"a": b"alpha\n", "b.txt": b"beta" * 40, "d": None, "d/c": b"gamma\n", "e": b""}
NUMBERS = [0, 1, 2, 3, 7, 8, 14, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0xffffffff,
           0o120777, 0o40755, 0o100644, 0o20666, 0o10644]
FORMS = ["newc", "crc", "odc", "little", "big"]


# ---- good archives ------------------------------------------------------------------------------

def members():
    return [{"name": name.encode(), "data": content or b"", "size": len(content or b""),
             "length": len(name.encode()) + 1, "inode": number + 1, "device": 1,
             "mode": 0o40755 if content is None else 0o100644, "links": 1}
            for number, (name, content) in enumerate(TREE.items())]


def packed(form, member):
    name, data = member["name"] + b"\0", member["data"]
    size, length = member["size"], member["length"]
    if form in ("newc", "crc"):
        total = sum(data) if form == "crc" and stat.S_ISREG(member["mode"]) else 0
        fields = (member["inode"], member["mode"], 0, 0, member["links"], 0, size, 8,
                  member["device"], 0, 0, length, total)
        head = (b"070701" if form == "newc" else b"070702") + b"".join(
            b"%08X" % (field & 0xffffffff) for field in fields) + name
        return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)
    if form == "odc":
        return (b"070707" + b"".join(b"%06o" % (field & 0o777777) for field in
                                     (member["device"], member["inode"], member["mode"], 0, 0,
                                      member["links"], 0)) +
                b"%011o%06o%011o" % (0, length & 0o777777, size) + name + data)
    words = (0o70707, member["device"], member["inode"], member["mode"], 0, 0, member["links"], 0, 0,
             0, length, size >> 16, size)
    order = "<" if form == "little" else ">"
    head = struct.pack(order + "13H", *(word & 0xffff for word in words)) + name
    return head + bytes(-len(head) % 2) + data + bytes(-len(data) % 2)


def build(form, made):
    end = {"name": b"TRAILER!!!", "data": b"", "size": 0, "length": 11, "inode": 0, "device": 0,
           "mode": 0, "links": 1}
    return b"".join(packed(form, member) for member in [*made, end])


def good():
    return {form: build(form, members()) for form in FORMS}


# ---- spoiling -----------------------------------------------------------------------------------

def spoil_member(made, chance):
    member = chance.choice(made)
    field = chance.choice(["inode", "links", "mode", "size", "length", "name", "data", "twice",
                           "pair", "order"])
    if field == "pair":
        for one in chance.sample(made, 2):
            one["inode"], one["links"] = chance.choice([0, 9]), chance.choice([1, 2, 3])
    elif field == "twice":
        made.append({**member, "name": chance.choice([member["name"], b"f"])})
    elif field == "order":
        chance.shuffle(made)
    elif field == "name":
        member["name"] = chance.choice([b"a", b"./a", b"/a", b"a/", b"", b"a\0b", b"TRAILER!!!"])
        member["length"] = len(member["name"]) + 1
    elif field == "data":
        member["data"] = chance.choice([b"", b"alpha\n", b"other"])
        member["size"] = len(member["data"])
    elif field in ("size", "length"):
        member[field] = max(0, member[field] + chance.choice([-4, -2, -1, 1, 2, 4, 0xffff]))
    else:
        member[field] = chance.choice(NUMBERS)


def spoil(archive, chance):
    """One to three fields of members, which are then written anew, or some bytes."""
    if chance.random() < 0.25:
        return bytes_of_any.spoil(archive, chance)
    form = next(form for form in FORMS if archive[:6] == build(form, members())[:6])
    made = members()
    for _ in range(chance.randint(1, 3)):
        spoil_member(made, chance)
    return build(form, made)


# ---- readers ------------------------------------------------------------------------------------

def numbers(archive, at):
    """(the fields by name, the length of the header, what names and contents are filled up to)."""
    magic = archive[at:at + 6]
    if magic in (b"070701", b"070702"):
        values = [int(archive[at + 6 + 8 * index:at + 14 + 8 * index], 16) for index in range(13)]
        inode, mode, _, _, links, _, size, major, minor, _, _, length, _ = values
        return {"inode": (inode, major, minor), "mode": mode, "links": links, "size": size,
                "length": length}, 110, 4
    if magic == b"070707":
        device, inode, mode, _, _, links, _ = (
            int(archive[at + 6 + 6 * index:at + 12 + 6 * index], 8) for index in range(7))
        return {"inode": (inode, device), "mode": mode, "links": links,
                "size": int(archive[at + 65:at + 76], 8),
                "length": int(archive[at + 59:at + 65], 8)}, 76, 1
    order = {b"\xc7\x71": "<", b"\x71\xc7": ">"}.get(archive[at:at + 2])
    if not order:
        raise readers.Refused("no header")
    words = struct.unpack(order + "13H", archive[at:at + 26])
    return {"inode": (words[2], words[1]), "mode": words[3], "links": words[6],
            "size": words[11] << 16 | words[12], "length": words[10]}, 26, 2


def by_python(archive):
    """Names of one inode are one file. Refuses what that leaves open."""
    found, contents, empty, at = {}, {}, [], 0
    while True:
        fields, head, fill = numbers(archive, at)
        text, at = archive[at + head:at + head + fields["length"]], at + head + fields["length"]
        at += -(head + fields["length"]) % fill
        data, at = archive[at:at + fields["size"]], at + fields["size"] + -fields["size"] % fill
        if len(text) != fields["length"] or len(data) != fields["size"] or text[-1:] != b"\0":
            raise readers.Refused("cut")
        name = os.fsdecode(text[:-1])
        if name == "TRAILER!!!":
            break
        if not name or name.startswith("/") or "\0" in name or name.endswith("/"):
            raise readers.Refused("a name that programs change")
        name, mode, linked = os.path.normpath(name), fields["mode"], fields["links"] > 1
        if stat.S_ISDIR(mode):
            found[name] = "directory"
        elif stat.S_ISLNK(mode):
            found[name] = ("link", os.fsdecode(data))
        elif not stat.S_ISREG(mode):
            found[name] = "special"
        elif fill == 4 and linked and not data:
            empty.append((name, fields["inode"]))
        elif linked and contents.setdefault(fields["inode"], data) != data:
            raise readers.Refused("two contents of one inode")
        else:
            found[name] = data
    found.update({name: contents.get(inode, b"") for name, inode in empty})
    return readers.with_parents(found)


READERS = {"Python": by_python}
PROGRAMS = {"cpio": readers.by_program("cpio", "-idu", "--quiet", "--no-absolute-filenames"),
            "bsdtar": readers.BSDTAR, "busybox": readers.by_program("busybox", "cpio", "-id")}
