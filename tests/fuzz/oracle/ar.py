# SPDX-License-Identifier: MIT
"""ar: names as they stand, in a table, or behind the header as BSD writes them."""

import os

from . import bytes_of_any, readers

TREE = {"a": b"alpha\n", "b.o": b"beta" * 40, "cc": b"gamma!\n", "e": b""}
STYLES = ["short", "table", "bsd"]
NAMES = [b"a", b"a/", b"/", b"//", b"a b/", b"", b"a\0/", b"/SYM64/", b"/0", b"#1/4"]


def packed(field, data):
    return (b"%-16s%-12d%-6d%-6d%-8o%-10d`\n" % (field, 0, 0, 0, 0o100644, len(data)) + data +
            b"\n" * (len(data) % 2))


def members(style):
    made, at = [], 0
    for name, content in TREE.items():
        if style == "short":
            made.append([name.encode() + b"/", content])
        elif style == "table":
            made.append([b"/%d" % at, content])
        else:
            made.append([b"#1/%d" % len(name), name.encode() + content])
        at += len(name) + 2
    return made


def build(style, made):
    table = b"".join(name.encode() + b"/\n" for name in TREE)
    return (b"!<arch>\n" + (packed(b"//", table) if style == "table" else b"") +
            b"".join(packed(*member) for member in made))


def good():
    return {style: build(style, members(style)) for style in STYLES}


def spoil_member(made, chance):
    member = chance.choice(made)
    what = chance.randrange(4)
    if what == 0:
        member[0] = chance.choice([*NAMES, b"/%d" % chance.randrange(20),
                                   b"#1/%d" % chance.randrange(9)])
    elif what == 1:
        member[1] = chance.choice([b"", b"alpha\n", b"odd"])
    elif what == 2:
        made.append(list(member))
    else:
        chance.shuffle(made)


def spoil(archive, chance):
    if chance.random() < 0.2:
        return bytes_of_any.spoil(archive, chance)
    style = next(style for style in STYLES if archive == build(style, members(style)))
    made = members(style)
    for _ in range(chance.randint(0, 2)):
        spoil_member(made, chance)
    out = bytearray(build(style, made))
    for _ in range(chance.randint(0, 2)):
        out[chance.randrange(len(out))] = chance.choice(b"/ 0129\n\0`#a")
    return bytes(out)


# ---- readers ------------------------------------------------------------------------------------

def by_python(archive):
    found, table, at = {}, b"", 8
    while at < len(archive):
        head = archive[at:at + 60]
        size = int(head[48:58])
        data, at = archive[at + 60:at + 60 + size], at + 60 + size + size % 2
        if head[58:] != b"`\n" or len(data) != size:
            raise readers.Refused("cut")
        name = head[:16].rstrip(b" ")
        if name == b"//":
            table = data
            continue
        if name in (b"/", b"/SYM64/") or not name or b"\0" in name:
            raise readers.Refused("a name that programs leave out")
        if name.startswith(b"#1/"):
            length = int(name[3:])
            name, data = data[:length].rstrip(b"\0"), data[length:]
        elif name.startswith(b"/"):
            name = table[int(name[1:]):].split(b"\n")[0]
        found[os.fsdecode(name.removesuffix(b"/"))] = data
    return found


READERS = {"Python": by_python}
PROGRAMS = {"ar": readers.by_program("ar", "x", "ARCHIVE"), "bsdtar": readers.BSDTAR,
            "7z": readers.by_seven_zip}
