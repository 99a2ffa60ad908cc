# SPDX-License-Identifier: MIT
"""Console blocks: `$ command`, `> ` where it goes on, and below it what it prints."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    line: int
    text: str
    output: str
    status_is_told: bool  # the next command is `echo $?`

    @property
    def words(self):
        """The command without the comment behind it."""
        return re.sub(r"\s+#\s.*$", "", self.text)


class NotAConsole(Exception):
    """The block shows something before its first command."""


def commands(block):
    found = []
    for number, line in enumerate(block.body.splitlines(), block.line + 1):
        if line.startswith("$ "):
            found.append([number, line[2:], ""])
        elif not found:
            raise NotAConsole(f"{block.document}:{number}: {line!r} is no command ($ ...)")
        elif line.startswith("> ") and not found[-1][2]:
            found[-1][1] += "\n" + line[2:]
        else:
            found[-1][2] += line + "\n"
    told = [text.startswith("echo $?") for _, text, _ in found[1:]] + [False]
    return [Command(*parts, status) for parts, status in zip(found, told)]


def is_console(block):
    return block.language in ("sh", "console", "") and bool(
        re.search(r"^\$ ", block.body, re.MULTILINE)
    )


def wrong_status(command, status):
    """Why a command must not end so, or None. A status that is shown is compared as output."""
    if status == 0 or command.status_is_told or (status == 1 and command.output):
        return None
    return f"ended with {status}, which the document does not show"
