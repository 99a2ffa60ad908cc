# SPDX-License-Identifier: MIT
"""V4 and the options beyond cmp's: what is refused, and that it is refused before any input."""

import os

import pytest

LEFT = b"abc\ndef\n"
RIGHT = b"abc\ndeX\n"


@pytest.fixture
def directory(files):
    files("b", RIGHT)
    files("copy", LEFT)
    return files("a", LEFT).parent


USAGE_ERRORS = [
    ("-Z",), ("--unknown",), ("-n", "x"), ("-i", "1:x"), ("-s", "-l"), ("--bytes",),
    ("--as=nothing",), ("--as=",), ("--io=nothing",), ("--io",), ("--jobs=x",), ("--jobs=-1",),
    ("-j",),
    ("--chunk-size=x",), ("--chunk-size=-1",), ("--chunk-size=99999999999999999999",),
    ("--time-limit=x",), ("--time-limit=-1",), ("--time-limit=nan",), ("--time-limit=",),
    ("--progress=x",), ("--color=x",), ("--completions=x",), ("--quiet=1",), ("--json=1",),
]


@pytest.mark.parametrize("options", USAGE_ERRORS)
def test_v4_a_usage_error_comes_before_any_input(komparu, directory, options):
    """Nobody writes into the FIFOs: whoever waits for them waits for ever."""
    for name in ("one", "two"):
        os.mkfifo(directory / name)
    for args in ((*options, "one", "two"), ("one", "two", *options)):
        if options[-1] in ("--bytes", "-j", "--io") and args[-1] != options[-1]:
            continue  # an operand becomes the value
        result = komparu.run(*args, cwd=directory)
        assert (result.status, result.out) == (2, b""), args
        assert result.err.startswith(b"komparu: "), args
        assert b"komparu --help" in result.err, args


def test_v4_a_usage_error_outranks_missing_files(komparu):
    result = komparu.run("-Z", "/missing/one", "/missing/two")
    assert result.status == 2
    assert b"No such file" not in result.err


@pytest.mark.parametrize("typed, meant", [("--quiett", "--quiet"), ("--byets=5", "--bytes"),
                                          ("--sillent", "--silent"), ("--jsn", "--json"),
                                          ("--ignore-intial=3", "--ignore-initial")])
def test_unknown_options_suggest_the_nearest(komparu, directory, typed, meant):
    result = komparu.run(typed, "a", "b", cwd=directory)
    assert result.status == 2
    first, *rest = result.err.splitlines()
    assert first == b"komparu: unrecognized option '%s'" % typed.encode()
    assert any(meant.encode() in line for line in rest), result


@pytest.mark.parametrize("name", ["[ab]", "[]", "{}", "[a,b]", "a,b", "a=b", "@a", "%", "\\", "'x'",
                                  "--", "-", "-s", "--json", "a b", " ", "1", "~"])
def test_operands_are_taken_as_they_are_typed(komparu, directory, name):
    (directory / name).write_bytes(RIGHT)
    result = komparu.run("a", "--", "./" + name, cwd=directory)
    assert result.status == 1
    assert result.out == b"a ./%s differ: char 7, line 2\n" % name.encode()
    if name != "-":
        assert komparu.run("--", name, "b", cwd=directory).status == 0
        assert komparu.run("--", name, "a", cwd=directory).out == (
            b"%s a differ: char 7, line 2\n" % name.encode())


def test_an_empty_operand_is_a_name_that_does_not_exist(komparu, directory):
    for operands in (("", "a"), ("a", ""), ("", "")):
        result = komparu.run(*operands, cwd=directory)
        assert (result.status, result.err) == (2, b"komparu: : No such file or directory\n")


@pytest.mark.parametrize("option", ["--progress", "--color"])
def test_an_optional_value_is_taken_only_behind_an_equals_sign(komparu, directory, option):
    (directory / "never").write_bytes(RIGHT)
    assert komparu.run(option, "never", "b", cwd=directory).status == 0


@pytest.mark.parametrize("option", ["--progress=never", "--color=never", "--as=auto", "--as=bytes",
                                    "--io=read", "--io=mmap", "--io=auto", "--jobs=2", "-j2", "-j0",
                                    "--chunk-size=4096", "--no-quick-check", "--no-size-check",
                                    "--stats", "--time-limit=0.5", "--time-limit=1000", "-r",
                                    "--recursive"])
def test_options_that_leave_the_verdict_alone(komparu, directory, option):
    assert komparu.run(option, "a", "copy", cwd=directory).status == 0
    assert komparu.run("a", "b", option, cwd=directory).status == 1
    assert komparu.run("a", option, "missing", cwd=directory).status == 2


@pytest.mark.parametrize("options", [("--as=bytes",), ("-l",), ("-b",), ("-i", "1"), ("-n", "9")])
def test_bytes_of_directories_are_refused(komparu, directory, options):
    (directory / "one").mkdir()
    (directory / "two").mkdir()
    for operands in (("one", "two"), ("one", "a"), ("a", "one")):
        result = komparu.run(*options, *operands, cwd=directory)
        assert (result.status, result.out) == (2, b""), operands
        assert result.err.startswith(b"komparu: one: "), result


@pytest.mark.parametrize("option", ["--as=tree", "-a"])
def test_trees_of_files_are_refused(komparu, directory, option):
    result = komparu.run(option, "a", "copy", cwd=directory)
    assert (result.status, result.out) == (2, b"")


def test_one_operand_is_compared_with_standard_input(komparu, directory):
    assert komparu.run("a", stdin=LEFT, cwd=directory).status == 0
    result = komparu.run("a", stdin=RIGHT, cwd=directory)
    assert (result.status, result.out) == (1, b"a - differ: char 7, line 2\n")
    result = komparu.run("a", stdin=b"", cwd=directory)
    assert (result.status, result.err) == (1, b"komparu: EOF on - which is empty\n")


def test_no_operand_is_a_usage_error(komparu):
    result = komparu.run(stdin=b"abc")
    assert (result.status, result.out) == (2, b"")
    assert result.err.startswith(b"komparu: missing operand after ")
    assert b"--help' for more information.\n" in result.err


def test_help(komparu):
    result = komparu.run("--help")
    assert (result.status, result.err) == (0, b"")
    lines = result.out.decode("ascii").splitlines()
    assert all(len(line) <= 80 for line in lines), max(lines, key=len)
    assert lines[0].startswith("Usage: komparu ")
    for option in ("--quiet", "--silent", "--brief", "--verbose", "--print-bytes", "--bytes",
                   "--ignore-initial", "--json", "--null", "--help", "--version", "--jobs", "--io",
                   "--chunk-size", "--time-limit", "--stats", "--progress", "--color", "--as",
                   "--report-identical-files", "--no-quick-check", "--no-size-check"):
        assert option in result.out.decode(), option


def test_help_and_version_win_over_operands(komparu):
    for option in ("--help", "--version", "-v"):
        result = komparu.run(option, "/missing/one", "/missing/two")
        assert (result.status, result.err) == (0, b"")
        assert result.out


def test_version(komparu):
    result = komparu.run("--version")
    assert (result.status, result.err) == (0, b"")
    word, number = result.out.split()[:2]
    assert word == b"komparu"
    assert number[:1].isdigit() and b"." in number
    assert komparu.run("-v") == result


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions(komparu, shell, bash):
    result = komparu.run(f"--completions={shell}")
    assert (result.status, result.err) == (0, b"")
    assert b"komparu" in result.out and b"ignore-initial" in result.out
    if shell == "bash":
        assert bash.run("-n", "-c", result.out).status == 0


def test_completions_can_be_loaded_by_bash(komparu, bash):
    script = 'eval "$("$0" --completions=bash)" && complete -p komparu'
    result = bash.run("-c", script, komparu.executable)
    assert result.status == 0, result
    assert b"komparu" in result.out


def test_the_environment_is_not_an_option(komparu, directory):
    """cmp permutes options and operands; POSIXLY_CORRECT is the one variable that stops it."""
    result = komparu.run("a", "b", "-s", cwd=directory, env={"GREP_OPTIONS": "-l"})
    assert (result.status, result.out) == (1, b"")


def test_the_command_needs_no_writable_place(komparu, open_dir):
    (open_dir / "a").write_bytes(LEFT)
    (open_dir / "b").write_bytes(LEFT)
    (open_dir / "a").chmod(0o444)
    open_dir.chmod(0o555)
    env = {"TMPDIR": "/missing", "HOME": "/missing"}
    result = komparu.run("a", "b", cwd=open_dir, nobody=True, env=env)
    open_dir.chmod(0o755)
    assert (result.status, result.out, result.err) == (0, b"", b"")


def test_the_command_runs_in_a_directory_that_is_gone(komparu, tmp_path, bash):
    script = 'mkdir "$1/gone"; cd "$1/gone"; rmdir "$1/gone"; exec "$0" /dev/null /dev/null'
    assert bash.run("-c", script, komparu.executable, tmp_path).status == 0
