# SPDX-License-Identifier: MIT
"""Shells at the other end of a terminal: what stands on the command line after a key was hit."""

import contextlib
import os
import pty
import re
import select
import subprocess
import time

# ^T writes down what stands on the command line. Nothing of the user's or the system's is read.
_BASH = """\
PS1='ready> '
unset HISTFILE
written() { printf '%s' "$READLINE_LINE" >"$OUT/line.new"; mv "$OUT/line.new" "$OUT/line"; }
bind -x '"\\C-t": written'
"""
# Every candidate goes through compadd; a call with -O, -A or -D only asks which would match.
_ZSH = """\
PROMPT='ready> '
setopt no_auto_list no_auto_menu no_beep
fpath=($OUT/functions $fpath)
autoload -Uz compinit
compinit -u -D
compadd() {
  if [[ ${argv[(I)-(O|A|D)*]} -gt 0 ]]; then builtin compadd "$@"; return; fi
  local -a found
  builtin compadd -A found "$@"
  if (( $#found )); then print -rl -- $found >>$OUT/candidates; fi
  builtin compadd "$@"
}
written() { print -rn -- "$BUFFER" >$OUT/line.new; command mv $OUT/line.new $OUT/line }
zle -N written
bindkey '^T' written
"""


class Typed:
    """line: the command line after TAB; candidates: what zsh offered; shown: what was seen, as text."""

    def __init__(self, line, candidates, shown):
        self.line = line
        self.candidates = candidates
        self.shown = shown


def _command(shell, script, directory):
    if shell == "bash":
        rc = directory / "rc"
        rc.write_text(_BASH + script)
        return ["bash", "--noprofile", "--rcfile", rc, "-i"]
    (directory / ".zshrc").write_text(_ZSH)
    functions = directory / "functions"
    functions.mkdir()
    (functions / "_komparu").write_text(script)
    return ["zsh", "-d", "-i"]


@contextlib.contextmanager
def _started(command, cwd, out):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(out),
        "ZDOTDIR": str(out),
        "OUT": str(out),
        "INPUTRC": "/dev/null",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "COLUMNS": "1000",
    }
    master, slave = pty.openpty()
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, cwd=cwd,
                               env=environment, start_new_session=True)
    os.close(slave)
    try:
        yield master
    finally:
        process.kill()
        process.wait()
        os.close(master)


def _text(shown):
    return re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x1f]", b"", shown).decode()


def _read_until(master, condition, shown, what):
    deadline = time.monotonic() + 120.0
    while not condition():
        readable, _, _ = select.select([master], [], [], 0.01)
        if readable:
            shown += os.read(master, 65536)
        assert time.monotonic() < deadline, f"{what}: {bytes(shown)}"


def type_and_complete(shell, script, typed, *, cwd, out):
    """Types this into bash or zsh, which know the completions in `script`, and hits TAB.

    cwd is where the shell runs, out an empty directory for what it writes.
    """
    shown = bytearray()
    line = out / "line"
    with _started(_command(shell, script, out), cwd, out) as master:
        _read_until(master, lambda: b"ready> " in shown, shown, f"{shell} gives no prompt")
        del shown[:]
        os.write(master, typed.encode() + b"\t\x14")
        _read_until(master, line.exists, shown, f"{shell} does not answer")
        # Keys that wait let a shell put off what it shows; behind ^T it shows the whole line anew.
        completed = line.read_text()
        _read_until(master, lambda: _text(shown).rstrip().endswith(completed.rstrip()), shown,
                    f"{shell} does not show the line")
    found = out / "candidates"
    candidates = found.read_text().splitlines() if found.exists() else []
    return Typed(completed, candidates, _text(shown))
