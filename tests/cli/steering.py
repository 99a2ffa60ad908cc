# SPDX-License-Identifier: MIT
"""What could steer a terminal or turn a line around, in every form that a name can have it (X3)."""

# C0 without NUL, which no name holds; DEL and C1; marks, embeddings and overrides of direction,
# their isolates; separators of lines and paragraphs.
POINTS = [*range(0x01, 0x20), *range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x2028, 0x202F),
          *range(0x2066, 0x206A)]
# What looks like the above and is a character as any other.
HARMLESS = ["\u00a0", "\u00e9", "\u200d", "\u202f", "\u2065", "\u65e5", "\U0001f600"]


def _forms(point):
    """As UTF-8; as one byte, if it has one; cut in the middle."""
    whole = chr(point).encode()
    yield whole
    if point < 0x100:
        yield bytes([point])
    for length in range(1, len(whole)):
        yield whole[:length]


FORMS = sorted({form for point in POINTS for form in _forms(point)})
# Each between letters, at the end of a name, and all that are UTF-8 together.
NAMES = [*(b"n" + form + b"m" for form in FORMS), *(b"e" + form for form in FORMS),
         *(f"h{harmless}".encode() for harmless in HARMLESS), b"back\\slash", b"back\\x1bslash",
         b"all" + "".join(map(chr, POINTS)).encode()]


def steering(text):
    """The characters of these bytes that steer, and the bytes that are no character; line feeds
    are left out."""
    found = []
    for character in text.decode("utf-8", "surrogateescape"):
        code = ord(character)
        if code in POINTS and code != 0x0A or 0xDC80 <= code <= 0xDCFF:
            found.append(f"{code:x}")
    return found


def unescaped(text):
    """The bytes that an escaped text stands for."""
    result, at = bytearray(), 0
    while at < len(text):
        if text[at:at + 2] == b"\\x":
            result.append(int(text[at + 2:at + 4], 16))
            at += 4
        elif text[at:at + 2] == b"\\\\":
            result += b"\\"
            at += 2
        else:
            assert text[at] != 0x5C, text
            result.append(text[at])
            at += 1
    return bytes(result)
