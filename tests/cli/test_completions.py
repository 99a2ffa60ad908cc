# SPDX-License-Identifier: MIT
"""Completions, in the shells themselves."""

import re
import shutil
import subprocess

import pytest

from interactive import type_and_complete

SHELLS = ["bash", "zsh", "fish"]
WHEN = {"auto", "always", "never"}
ENUMERATED = {
    "--as": {"auto", "bytes", "tree"},
    "--archive-formats": {"all", "rar", "iso", "cab", "xar", "lha", "warc"},
    "--color": WHEN,
    "--completions": {"bash", "zsh", "fish"},
    "--io": {"auto", "read", "mmap"},
    "--normalize-names": {"nfc"},
    "--progress": WHEN,
}
NAME = "operand file.txt"
QUOTED = r"operand\ file.txt"


@pytest.fixture(scope="session")
def scripts(komparu):
    """What is completed, in the language of each shell."""
    results = {shell: komparu.run(f"--completions={shell}") for shell in SHELLS}
    assert all((result.status, result.err) == (0, b"") for result in results.values())
    return {shell: result.out.decode() for shell, result in results.items()}


@pytest.fixture(scope="session")
def long_options(komparu):
    """The long options of --help: what stands at the beginning of its lines."""
    text = komparu.run("--help").out.decode()
    heads = re.findall(r"^ {1,8}(-\S*(?: \S+)*)", text, re.MULTILINE)
    return {name for head in heads for name in re.findall(r"--[a-z0-9][a-z0-9-]*", head)}


@pytest.fixture
def ground(tmp_path):
    """Where a file lies that can be named."""
    directory = tmp_path / "ground"
    directory.mkdir()
    (directory / NAME).write_bytes(b"")
    return directory


def needs(shell):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")


def silently(*command, **how):
    """What a command printed, which has nothing to complain about."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, **how)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


@pytest.fixture
def line(scripts, ground, tmp_path):
    """What stands on the command line of bash or zsh after TAB."""
    number = iter(range(100))

    def complete(shell, typed):
        needs(shell)
        out = tmp_path / f"out{next(number)}"
        out.mkdir()
        return type_and_complete(shell, scripts[shell], typed, cwd=ground, out=out)

    return complete


# bash hands its words over as it breaks them, with '=' as a word of its own.
CALL = """\
set -u
source /dev/stdin
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_komparu
if ((${#COMPREPLY[@]})); then printf '%s\\n' "${COMPREPLY[@]}"; fi
"""


@pytest.fixture
def candidates(scripts, ground, line):
    """All that can stand for the last word."""

    def in_bash(typed):
        words = [word for word in re.split(r"(=)| ", typed) if word is not None]
        if words[-2:] == ["=", ""]:
            words.pop()
        out = silently("bash", "-c", CALL, "bash", *words, input=scripts["bash"], cwd=ground)
        return {word.rstrip("=") for word in out.splitlines()}

    def in_fish(typed):
        out = silently("fish", "--no-config", "-c", "source; complete -C $argv[1]", typed,
                       input=scripts["fish"], cwd=ground)
        words = {text.split("\t")[0] for text in out.splitlines()}
        return {word.split("=", 1)[1] if "=" in typed else word for word in words}

    def in_zsh(typed):
        return {word.rstrip("=") for word in line("zsh", typed).candidates}

    def of(shell, typed):
        needs(shell)
        return {"bash": in_bash, "fish": in_fish, "zsh": in_zsh}[shell](typed)

    return of


@pytest.mark.parametrize("shell", SHELLS)
def test_every_option_is_completed(candidates, long_options, shell):
    assert len(long_options) > 60
    assert candidates(shell, "komparu --") >= long_options
    json = {name for name in long_options if name.startswith("--js")}
    assert candidates(shell, "komparu --js") == json == {"--json"}


@pytest.mark.parametrize("option", ENUMERATED)
@pytest.mark.parametrize("shell", SHELLS)
def test_values_are_completed(candidates, shell, option):
    assert candidates(shell, f"komparu {option}=") == ENUMERATED[option]
    if option not in ("--color", "--progress"):
        assert candidates(shell, f"komparu {option} ") == ENUMERATED[option]


@pytest.mark.parametrize("option", ENUMERATED)
def test_the_command_takes_every_value_that_is_completed_and_no_other(komparu, option):
    for value in ENUMERATED[option]:
        assert komparu.run(f"{option}={value}", "--help").status == 0
    assert komparu.run(f"{option}=nosuch", "--help").status == 2


@pytest.mark.parametrize("shell", SHELLS)
def test_the_next_value_of_a_list_is_completed(candidates, shell):
    offered = candidates(shell, "komparu --archive-formats=rar,x")
    assert {value.removeprefix("rar,") for value in offered} == {"xar"}


@pytest.mark.parametrize("shell", SHELLS)
def test_nothing_is_offered_for_what_is_no_option(candidates, shell):
    for typed in ("--nosuch", "--as=x"):
        assert candidates(shell, f"komparu {typed}") == set(), typed


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_value_is_no_option(candidates, shell):
    assert candidates(shell, "komparu -n --js") == set()


@pytest.mark.parametrize("shell", ["bash", "zsh"])
@pytest.mark.parametrize(("typed", "completed"), [
    ("komparu --js", "komparu --json "),
    ("komparu -s --repo", "komparu -s --report-identical-files "),
    ("komparu --max-di", "komparu --max-diffs="),
    ("komparu --io=m", "komparu --io=mmap "),
    ("komparu --io m", "komparu --io mmap "),
    ("komparu --color=n", "komparu --color=never "),
    ("komparu ope", f"komparu {QUOTED} "),
    ("komparu -s a -b ope", f"komparu -s a -b {QUOTED} "),
    ("komparu --color ope", f"komparu --color {QUOTED} "),
    ("komparu -- ope", f"komparu -- {QUOTED} "),
    ("komparu --cacert ope", f"komparu --cacert {QUOTED} "),
    ("komparu --cacert=ope", f"komparu --cacert={QUOTED} "),
    ("komparu --pairs=ope", f"komparu --pairs={QUOTED} "),
    ("komparu -x a -X b -X ope", f"komparu -x a -X b -X {QUOTED} "),
])
def test_what_is_typed_is_completed_on_the_command_line(line, shell, typed, completed):
    assert line(shell, typed).line == completed


@pytest.mark.parametrize("typed", ["ope", "--color ope", "-- ope", "-X ope", "--cacert ope",
                                   "--cacert=ope", "--pairs=ope", "--url-map=ope", "--match ope"])
def test_fish_completes_names_of_files(candidates, typed):
    assert candidates("fish", f"komparu {typed}") == {NAME}


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_no_file_is_offered_where_none_is_wanted(candidates, shell):
    for typed in ("--max-diffs=ope", "--max-diffs ope", "-m ope", "--as=ope", "--proxy=ope"):
        assert candidates(shell, f"komparu {typed}") == set(), typed


@pytest.mark.parametrize("shell", ["bash", "zsh"])
@pytest.mark.parametrize("typed", ["komparu --nosuch", "komparu --max-diffs=", "komparu --insec"])
def test_nothing_is_printed(line, shell, typed):
    """What is seen is the line as far as it was there, once more behind each prompt, and the bell."""
    seen = line(shell, typed)
    parts = [part.rstrip() for part in seen.shown.split("ready> ")]
    assert all(seen.line.startswith(part) for part in parts), parts


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_says_nothing_when_it_is_read(scripts, shell):
    needs(shell)
    plain = {"bash": ["bash", "--norc", "-u"], "zsh": ["zsh", "-f"], "fish": ["fish", "-N"]}[shell]
    setup = "autoload -Uz compinit; compinit -u -D\n" if shell == "zsh" else ""
    assert silently(*plain, input=setup + scripts[shell]) == ""
