# SPDX-License-Identifier: MIT
"""F8, F9: interrupted, short and failing system calls, and few descriptors."""

import os

import pytest

MEBIBYTE = 1 << 20
CONTENT = bytes(range(251)) * (2 * MEBIBYTE // 251)
SMALL = CONTENT[:20_000]
IO_ERROR = b"Input/output error"


@pytest.fixture
def pair(files):
    return files("left", CONTENT), files("right", CONTENT)


@pytest.mark.parametrize("options", [(), ("-s",), ("-l",)])
def test_f8_interrupted_reads_are_repeated(komparu, faults, pair, files, options):
    spec = "eintr path=/left times=500; eintr path=/right times=500; eintr path=/other times=500"
    assert komparu.run("--io=read", *options, *pair, env=faults.env(spec)).status == 0
    assert len(faults.acted()) == 1000
    other = files("other", CONTENT[:-1] + b"\0")
    result = komparu.run("--io=read", *options, pair[0], other, env=faults.env(spec))
    assert result.status == 1
    assert len(faults.acted()) == 1000


def test_f8_interrupted_reads_and_waits_on_pipes(komparu, faults, files):
    env = faults.env("eintr path=pipe: times=300; eintr path=pipe: call=poll times=50")
    file = files("file", CONTENT)
    assert komparu.run("-", file, stdin=CONTENT, env=env).status == 0
    assert sum("eintr read" in line for line in faults.acted()) == 300
    assert komparu.run("-", file, stdin=CONTENT[:-1], env=env).status == 1


@pytest.mark.parametrize("size", [1, 3, 4095])
@pytest.mark.parametrize("options", [(), ("-l",), ("-i", "100:100"), ("--jobs=8",)])
def test_f8_short_reads_are_invisible(komparu, faults, files, size, options):
    left, right = files("left", SMALL), files("right", SMALL)
    spec = f"short path=/left size={size}; short path=/right size={size + 1}"
    assert komparu.run("--io=read", *options, left, right, env=faults.env(spec)).status == 0
    assert faults.acted()
    changed = SMALL[:1000] + b"\xff" + SMALL[1001:]
    for other in (SMALL[:-1] + b"\0", SMALL[:-1], SMALL + b"x", changed):
        right = files("right", other)
        plain = komparu.run(*options, left, right)
        assert plain.status == 1
        assert komparu.run("--io=read", *options, left, right, env=faults.env(spec)) == plain


def test_f8_short_reads_of_standard_input(komparu, faults, files):
    file = files("file", SMALL)
    env = faults.env("short path=pipe: size=1")
    assert komparu.run("-", file, stdin=SMALL, env=env).status == 0
    assert faults.acted()
    plain = komparu.run("-", file, stdin=SMALL[:-1])
    assert komparu.run("-", file, stdin=SMALL[:-1], env=env) == plain


@pytest.mark.parametrize("place", [0, 1, 4096, 1_000_000, len(CONTENT) - 1])
@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("options", [(), ("-s",), ("-q",), ("-l",), ("--jobs=8",)])
def test_f8_a_read_error_is_trouble(komparu, faults, pair, place, side, options):
    env = faults.env(f"eio path=/{pair[side].name} at={place}")
    result = komparu.run("--io=read", *options, *pair, env=env)
    assert faults.acted()
    assert (result.status, result.out) == (2, b""), result
    assert result.err.startswith(b"komparu: " + os.fsencode(pair[side]) + b": "), result
    assert IO_ERROR in result.err


def test_f8_a_read_error_however_the_file_is_read(komparu, faults, pair):
    """Where a file is mapped by default, a refused mapping leads to a read, and that fails."""
    env = faults.env("eio path=/right at=4096 call=read,mmap")
    result = komparu.run(*pair, env=env)
    assert faults.acted()
    assert (result.status, result.out) == (2, b"")


def test_f8_a_read_error_on_standard_input(komparu, faults, files):
    env = faults.env("eio path=pipe: at=1000")
    result = komparu.run("-", files("file", SMALL), stdin=SMALL, env=env)
    assert faults.acted()
    assert (result.status, result.out) == (2, b"")
    assert result.err.startswith(b"komparu: -: ")
    assert IO_ERROR in result.err


def test_f8_a_read_error_has_a_reason(komparu, faults, pair):
    result = komparu.run("--json", "--io=read", *pair, env=faults.env("eio path=/left at=4096"))
    assert result.status == 2
    assert b'"reason":"unreadable"' in result.out
    assert b'"errno":5' in result.out


@pytest.mark.parametrize("at", [0, 4096])
def test_f8_a_stale_handle_is_reopened_once(komparu, faults, files, at):
    left, right = files("left", SMALL), files("right", SMALL)
    env = faults.env(f"estale path=/left at={at} times=1")
    assert komparu.run("--io=read", left, right, env=env).status == 0
    assert len(faults.acted()) == 1
    other = files("other", SMALL[:-1] + b"\0")
    env = faults.env(f"estale path=/left at={at} times=1")
    result = komparu.run("--io=read", left, other, env=env)
    assert result.status == 1
    line = SMALL.count(b"\n") + 1
    assert result.out.endswith(b" differ: char %d, line %d\n" % (len(SMALL), line))
    assert len(faults.acted()) == 1


def test_f8_a_handle_that_stays_stale_is_trouble(komparu, faults, files):
    left, right = files("left", SMALL), files("right", SMALL)
    result = komparu.run("--io=read", left, right, env=faults.env("estale path=/left"))
    assert len(faults.acted()) >= 2
    assert (result.status, result.out) == (2, b"")
    assert b"Stale file handle" in result.err


def test_f8_another_file_in_the_place_of_a_stale_one_is_not_taken_for_it(komparu, faults, files):
    """The inode agrees but ctime does not: the file has been written to since it was opened."""
    left, right = files("left", SMALL), files("right", SMALL)
    env = faults.env("touch path=/left; estale path=/left times=1")
    result = komparu.run("--io=read", left, right, env=env)
    assert len(faults.acted()) == 2
    assert (result.status, result.out) == (2, b"")


@pytest.mark.parametrize("kind", ["emfile", "enfile", "eio", "eacces"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_f8_an_open_that_fails_is_trouble(komparu, faults, pair, kind, side):
    result = komparu.run(*pair, env=faults.env(f"{kind} path=/{side} call=open"))
    assert faults.acted()
    assert (result.status, result.out) == (2, b"")
    assert result.err.startswith(b"komparu: ")


def test_f8_a_question_about_a_file_that_fails_is_trouble(komparu, faults, pair):
    env = faults.env("eio path=/right call=stat")
    result = komparu.run(*pair, env=env)
    assert faults.acted()
    assert (result.status, result.out) == (2, b"")
    assert IO_ERROR in result.err


def limited(komparu, bash, count, *args):
    """Runs the command with few descriptors; those below 3 count too."""
    script = f'ulimit -n {count}; exec "$0" "$@"'
    return bash.run("-c", script, komparu.executable, *args)


@pytest.mark.parametrize("jobs", ["0", "1", "8"])
def test_f9_32_descriptors_are_enough(komparu, bash, files, jobs):
    left, right = files("left", CONTENT * 16), files("right", CONTENT * 16)
    other = files("other", CONTENT * 15 + CONTENT[:-1] + b"\0")
    for options in ((), ("-s",), ("--io=read",), ("--io=mmap",)):
        args = (f"--jobs={jobs}", *options)
        assert limited(komparu, bash, 32, *args, left, right).status == 0
        assert limited(komparu, bash, 32, *args, left, other).status == 1


@pytest.mark.parametrize("count", [16, 10, 8, 7, 6, 5, 4])
def test_f9_too_few_descriptors_are_trouble_but_never_a_wrong_verdict(komparu, bash, files, count):
    left, right = files("left", CONTENT), files("right", CONTENT)
    other = files("other", CONTENT[:-1] + b"\0")
    for pair, status in (((left, right), 0), ((left, other), 1)):
        result = limited(komparu, bash, count, *pair)
        assert result.status in (status, 2), result
        if result.status == 2:
            assert b"Too many open files" in result.err, result
    assert limited(komparu, bash, 4, left, right).status == 2


def test_f9_descriptors_inherited_by_the_dozen_do_no_harm(komparu, files):
    left, right = files("left", CONTENT), files("right", CONTENT)
    inherited = [os.open("/dev/null", os.O_RDONLY) for _ in range(200)]
    assert komparu.run(left, right, pass_fds=inherited).status == 0
    for fd in inherited:
        os.close(fd)
