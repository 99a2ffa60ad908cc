# SPDX-License-Identifier: MIT
"""Which system calls a command makes, as strace sees them."""

import re
import shutil
import subprocess
from dataclasses import dataclass

from command import Command

# "PID name(", but not "PID <... name resumed>", which is the end of a call that stands above.
_CALL = re.compile(r"^\d+ +(\w+)\(", re.MULTILINE)


@dataclass(frozen=True)
class Tracer:
    """Runs commands under strace, which writes to a file of its own."""

    strace: str
    log: object  # a path

    def calls(self, command, *args, **how):
        """The result of a run, and the names of its system calls, of all its threads."""
        traced = Command(self.strace, "strace", command.env)
        result = traced.run("-f", "-o", self.log, "--", command.executable, *args, **how)
        return result, _CALL.findall(self.log.read_text(errors="replace"))


def why_no_tracer():
    """Why nothing can be traced here; None if it can."""
    strace, true = shutil.which("strace"), shutil.which("true")
    if not strace:
        return "strace is not installed"
    tried = subprocess.run([strace, "-f", "-o", "/dev/null", "--", true], check=False,
                           stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if tried.returncode != 0:  # EPERM in a sandbox
        said = tried.stderr.splitlines() or [f"it ended with {tried.returncode}"]
        return f"strace may not trace here: {said[0]}"
    return None
