# SPDX-License-Identifier: MIT
"""What stands in the Markdown files of this tree: code blocks, headings, links."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", "build", "dist", ".pytest_cache", ".cache", ".venv", "node_modules"}

_BLOCK = re.compile(r"^```([^\n`]*)\n(.*?)^```[^\S\n]*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) +(.*?) *#*$", re.MULTILINE)
_LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)")
_ATTRIBUTE = re.compile(r"""<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)="([^"]*)\"""")
_BARE = re.compile(r"<(https?://[^>\s]+)>")


@dataclass(frozen=True)
class Block:
    document: str
    line: int  # of the fence that opens it
    language: str
    body: str

    def __str__(self):
        return f"{self.document}:{self.line}"


def names(root=ROOT):
    """Every Markdown file, relative to root."""
    paths = (path.relative_to(root) for path in root.rglob("*.md"))
    return sorted(str(path) for path in paths if not NOT_OURS & set(path.parts))


def text(name, root=ROOT):
    return (root / name).read_text(encoding="utf-8")


def blocks(name, root=ROOT):
    content = text(name, root)
    return [
        Block(name, content.count("\n", 0, match.start()) + 1, match[1].strip(), match[2])
        for match in _BLOCK.finditer(content)
    ]


def without_blocks(content):
    """The text with code blocks blanked; line numbers stay."""
    return _BLOCK.sub(lambda match: "\n" * match[0].count("\n"), content)


def prose(content):
    """The text without any code."""
    return re.sub(r"(`+)(?:(?!\1)[^`]|(?!\1)`)*?\1", "", without_blocks(content))


def headings(content):
    """(level, text) of each heading."""
    return [(len(marks), words) for marks, words in _HEADING.findall(without_blocks(content))]


def anchors(content):
    """The fragments that lead to its headings, formed as GitHub forms them."""
    found = set()
    for _, heading in headings(content):
        heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        number, unique = 0, slug
        while unique in found:
            number += 1
            unique = f"{slug}-{number}"
        found.add(unique)
    return found


def links(content):
    """(line, target) of each link and picture."""
    shown = prose(content)
    found = []
    for pattern in (_LINK, _ATTRIBUTE, _BARE):
        for match in pattern.finditer(shown):
            found.append((shown.count("\n", 0, match.start()) + 1, match[1]))
    return sorted(found)
