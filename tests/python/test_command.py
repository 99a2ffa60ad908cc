# SPDX-License-Identifier: MIT
"""python -m komparu is the command line."""

import os
import signal
import subprocess
import sys

import pytest

import komparu
from processes import TIMEOUT


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "komparu", *arguments],
        capture_output=True,
        timeout=TIMEOUT,
        **options,
    )


def test_same_different_and_trouble(file, tmp_path):
    a, b, c = file("a", b"x\n"), file("b", b"x\n"), file("c", b"y\n")
    same, different, trouble = run(a, b), run(a, c), run(a, tmp_path / "missing")
    assert (same.returncode, same.stdout, same.stderr) == (0, b"", b"")
    assert different.returncode == 1
    assert different.stdout == b"%b %b differ: byte 1, line 1\n" % (os.fsencode(a), os.fsencode(c))
    assert trouble.returncode == 2
    assert trouble.stderr.startswith(b"komparu: ")
    assert b"No such file or directory" in trouble.stderr


def test_the_version():
    result = run("--version")
    assert result.returncode == 0
    assert result.stdout.split(b"\n")[0].split()[-1].decode() == komparu.__version__


def test_wrong_usage():
    result = run("--no-such-option")
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"--no-such-option" in result.stderr


def test_standard_input(file):
    assert run("-", file("a", b"x"), input=b"x").returncode == 0
    assert run("-s", "-", file("a", b"x"), input=b"y").returncode == 1


def test_names_that_are_not_utf8(file):
    name = file("n\udcff", b"x")
    result = run(name, file("other", b"y"), env={**os.environ, "LC_ALL": "C"})
    assert result.returncode == 1


def test_output_stands_in_order_with_that_of_python(file):
    text = (
        "import sys; from komparu.__main__ import main; "
        "sys.stdout.write('before '); status = main(); print('after', status)"
    )
    result = subprocess.run(
        [sys.executable, "-c", text, file("a", b"x"), file("b", b"y")],
        capture_output=True,
        timeout=TIMEOUT,
    )
    assert b"differ" in result.stdout and b"after 1" in result.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_v7_a_signal_ends_it_with_the_status_of_the_signal(endless, number):
    process = subprocess.Popen(
        [sys.executable, "-m", "komparu", *endless], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        # Once somebody reads the FIFO, the comparison is under way.
        writer = os.open(endless[0], os.O_WRONLY)
        process.send_signal(number)
        process.communicate(timeout=TIMEOUT)
        os.close(writer)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == -number
