# SPDX-License-Identifier: MIT
"""docs/troubleshooting.md quotes what komparu says."""

import re

import source_tree

# What the system, its C library and libcurl say themselves.
OF_OTHERS = {
    "Is a directory",
    "No such device or address",
    "SSL certificate problem",
    "SSL: no alternative certificate subject name matches",
    "Too many open files",
    "error setting certificate file",
}

# Messages that are put together, and of what.
COMPOSED = {
    "libarchive cannot be loaded": ["libarchive", " cannot be loaded: "],
    "libcurl cannot be loaded": ["libcurl", " cannot be loaded: "],
    "not a proxy: its scheme is none of": ["not a proxy: {}", "its scheme is none of"],
    "rar archives are read only by request": ['"rar"', " archives", " are read only by request"],
}

SPOKEN = {".cc", ".h", ".txt", ".cmake"}


def quoted(root):
    """The messages in the tables: the first column."""
    content = source_tree.text(root, "docs/troubleshooting.md")
    return re.findall(r"^\| `([^`]+)` \|", content, re.MULTILINE)


def spoken(root):
    """All string literals, those in a row put together."""
    parts = [source_tree.text(root, "dev")]
    for path in source_tree.files(root, SPOKEN):
        if path.parts[0] in ("apps", "libkomparu", "cmake", "CMakeLists.txt"):
            parts.append(re.sub(r'"\s*\n\s*"', "", source_tree.text(root, path)))
    return "\n".join(parts)


def untrue_messages(root):
    said = spoken(root)
    found = []
    for message in quoted(root):
        for piece in message.split("..."):
            piece = piece.strip(": ")
            if not piece or piece in OF_OTHERS:
                continue
            if any(part not in said for part in COMPOSED.get(piece, [piece])):
                found.append(f"docs/troubleshooting.md: nothing says {piece!r}")
    return found


def test_the_messages_are_those_of_the_program(source_root):
    assert len(quoted(source_root)) > 20
    source_tree.expect_none(untrue_messages(source_root))


def test_selftest_an_invented_message_is_found(bad_tree):
    root = bad_tree(
        {
            "dev": "",
            "apps/a.cc": 'f("it broke "\n  "down");\ng("{} is gone");\n',
            "docs/troubleshooting.md": "| message | do |\n|---|---|\n| `it broke down: ...` | x |\n"
            "| `... is gone` | x |\n| `never said` | x |\n| `...: Is a directory` | x |\n",
        }
    )
    assert untrue_messages(root) == ["docs/troubleshooting.md: nothing says 'never said'"]
