# SPDX-License-Identifier: MIT
"""README's table of other programs says what they do; those that are not here are skipped."""

import shutil

import documents
import pytest

# Two trees of one shape: a file differs in its content alone, in size and time it does not.
_PLANT = """
mkdir -p left/sub right/sub other
for side in left right; do echo one >$side/a; echo two >$side/sub/b; done
echo 0ne >right/a
touch -d @1 left/a right/a left/sub/b right/sub/b
for tree in left right; do
  tar cf $tree.tar -C $tree --mtime=@2 a sub/b
  (cd $tree && zip -qXD ../$tree.zip a sub/b)
done
tar cf again.tar -C left --mtime=@3 a sub/b
(cd left && touch -d @86400 a && zip -qXD ../again.zip a sub/b && touch -d @1 a)
"""
_RCLONE = "XDG_CONFIG_HOME=$PWD rclone check --quiet"
_FILECMP = "python3 -c 'import filecmp, sys; sys.exit(not filecmp.cmp(*sys.argv[1:3], {}))'"

# (row, program, command, status): the same is 0, different 1 and trouble 2, but for rclone.
_CLAIMS = {
    "directories": [
        ("komparu", "komparu left right", 1),
        ("cmp", "cmp left right", 2),
        ("diff", "diff -rq left right", 1),
        ("rclone", f"{_RCLONE} left left", 0),
        ("zipcmp", "zipcmp left right", 1),
        ("diffoscope", "diffoscope left right", 1),
    ],
    "archives by their members": [
        ("komparu", "komparu -a left.tar again.zip", 0),
        ("cmp", "cmp again.tar left.tar", 1),
        ("diff", "diff -rq again.tar left.tar", 1),
        ("rclone", f"mkdir x y; cp left.tar x/t; cp again.tar y/t; {_RCLONE} x y", 1),
        ("zipcmp", "zipcmp left.zip again.zip", 0),
        ("zipcmp", "zipcmp left.tar again.tar", 2),
    ],
    "an archive against a directory": [
        ("komparu", "komparu left.tar left", 0),
        ("zipcmp", "zipcmp left.zip left", 0),
        ("diffoscope", "diffoscope left.tar left", 1),
    ],
    "pipes and standard input": [
        ("komparu", "komparu - left/a <left/a", 0),
        ("cmp", "cmp - left/a <left/a", 0),
        ("diff", "diff -q - left/a <left/a", 0),
        ("zipcmp", "zipcmp - left.zip <left.zip", 2),
        ("diffoscope", "diffoscope - left/a <left/a", 2),
        ("filecmp", f"{_FILECMP.format(False)} /dev/stdin left/a < <(cat left/a)", 1),
    ],
    '"same" means that bytes were compared': [
        ("rclone", f"{_RCLONE} left :http: --http-url SERVER", 0),
        ("rclone", f"{_RCLONE} --download left :http: --http-url SERVER", 1),
        ("filecmp", f"{_FILECMP.format(True)} left/a right/a", 0),
        ("filecmp", f"{_FILECMP.format(False)} left/a right/a", 1),
    ],
    "exit status tells difference from trouble": [
        ("komparu", "komparu left missing", 2),
        ("cmp", "cmp left/a missing", 2),
        ("diff", "diff -rq left missing", 2),
        ("rclone", f"{_RCLONE} left right", 1),
        ("rclone", f"{_RCLONE} left missing", 1),
        ("zipcmp", "zipcmp left.zip missing.zip", 2),
        ("diffoscope", "diffoscope left/a missing", 2),
    ],
}


@pytest.mark.parametrize(
    ("row", "program", "command", "status"),
    [(row, *claim) for row, claims in _CLAIMS.items() for claim in claims],
)
def test_the_table_is_true(row, program, command, status, sandbox):
    assert f"\n| {row} |" in documents.text("README.md")
    if program not in ("komparu", "filecmp") and not shutil.which(program):
        pytest.skip(f"no {program}")
    assert sandbox.run(_PLANT) == (0, "")
    if "SERVER" in command:
        sandbox.run("python3 -m http.server -b 127.0.0.1 -d right 8000 &")
    done, printed = sandbox.run(command.replace("SERVER", "http://127.0.0.1:8000/"))
    assert done == status, printed
