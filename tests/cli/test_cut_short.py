# SPDX-License-Identifier: MIT
"""G3, G6: what is known is written soon and never lost, and a report that was cut says so."""

import json
import os
import signal

import pytest

import ndjson
from command import TIMEOUT, state_of, wait_until

FOUND = 40  # Batches of the walk hold 32 files: some of these come in the endless pair's own one.
INCOMPLETE = b": the comparison is incomplete\n"


@pytest.fixture
def endless(tmp_path, faults):
    """Two trees with FOUND differences, and behind them a pair that takes for ever: every read of it
    gives 16 bytes."""
    for side in ("L", "R"):
        (tmp_path / side).mkdir()
        for number in range(FOUND):
            (tmp_path / side / f"a{number:03}").write_text(f"{side}{number}")
        (tmp_path / side / "z").write_bytes(bytes(range(256)) * (768 << 10))
        os.utime(tmp_path / side / "z", (1_000_000_000, 1_000_000_000))
    env = faults.env("; ".join(f"short path={side}/z size=16" for side in ("L", "R")))
    return tmp_path, env


def lines_expected():
    return b"".join(b"Files L/a%03d and R/a%03d differ\n" % (n, n) for n in range(FOUND))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("jobs", ["1", "4"])
def test_g3_findings_are_written_soon_and_survive_a_signal(komparu, endless, number, jobs):
    where, env = endless
    with open(where / "out", "wb") as out, open(where / "err", "wb") as err:
        with komparu.running("--io=read", "-j", jobs, "--differ=list", "L", "R", cwd=where,
                             env=env, stdout=out, stderr=err) as process:
            wait_until(lambda: (where / "out").read_bytes() == lines_expected(), "it is written")
            wait_until(lambda: (where / "list").read_bytes().count(b"\n") == FOUND, "so is the list")
            process.send_signal(number)
            assert process.wait(TIMEOUT) == -number
    assert (where / "out").read_bytes() == lines_expected()
    name = signal.Signals(number).name.encode()
    assert (where / "err").read_bytes() == b"komparu: stopped by " + name + INCOMPLETE


def test_g3_json_closes_with_the_counts_of_what_was_written(komparu, endless):
    where, env = endless
    with komparu.running("--io=read", "--json", "L", "R", cwd=where, env=env) as process:
        first = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        out = first + process.stdout.read()
        assert process.wait(TIMEOUT) == -signal.SIGTERM
    lines = [json.loads(line) for line in out.splitlines()]
    for line in lines:
        ndjson.VALIDATOR.validate(line)
    *found, summary = lines
    assert [line["path"] for line in found] == [f"a{n:03}" for n in range(FOUND)]
    assert (summary["exit"], summary["differ"], summary["complete"]) == (143, FOUND, False)


def test_g3_null_records_survive_a_signal(komparu, endless):
    where, env = endless
    with komparu.running("--io=read", "-z", "L", "R", cwd=where, env=env) as process:
        first = process.stdout.read(1)
        process.send_signal(signal.SIGTERM)
        out = first + process.stdout.read()
    assert out.split(b"\0")[:-1] == [b"differ a%03d" % n for n in range(FOUND)]


@pytest.mark.parametrize("form", ["--json", "-z", "-q"])
def test_g6_a_time_limit_leaves_true_counts(komparu, endless, form):
    where, env = endless
    (where / "L" / "a000").write_bytes((where / "R" / "a000").read_bytes())
    for side in ("L", "R"):
        (where / side / f"a{FOUND:03}").write_text(f"{side}{FOUND}")
    result = komparu.run("--io=read", form, "--stats", "--time-limit=2", "-xa001", "L", "R",
                         cwd=where, env=env)
    assert result.status == 2
    assert b"time limit" in result.err
    if form == "--json":
        summary = json.loads(result.out.splitlines()[-1])
        assert not summary["complete"]
        assert (summary["same"], summary["differ"], summary["errors"]) == (1, FOUND - 1, 1)
    else:
        assert b"same 1, differ %d" % (FOUND - 1) in result.err
        assert b"; incomplete\n" in result.err


def test_g6_max_diffs_say_that_more_may_differ(komparu, tmp_path):
    for side in ("L", "R"):
        (tmp_path / side).mkdir()
        for number in range(5):
            (tmp_path / side / str(number)).write_text(side)
    note = b"komparu: stopped by --max-diffs=2" + INCOMPLETE
    for form in ("--json", "-z", "-q"):
        result = komparu.run(form, "-m2", "L", "R", cwd=tmp_path)
        assert (result.status, result.err) == (1, note)
        if form == "--json":
            _, summary = ndjson.entries(result)
            assert (summary["complete"], summary["differ"]) == (False, 2)
    assert komparu.run("-s", "-m2", "L", "R", cwd=tmp_path).err == b""
    _, summary = ndjson.entries(komparu.run("--json", "-m6", "L", "R", cwd=tmp_path))
    assert (summary["complete"], summary["differ"]) == (True, 5)


def test_g3_a_reader_that_does_not_read_holds_up_nothing(komparu, tmp_path):
    """The pipe is full when the signal comes: the end waits for it half a second, no longer."""
    (tmp_path / "a").write_bytes(b"x" * 1_000_000)
    (tmp_path / "b").write_bytes(b"y" * 1_000_000)
    with komparu.running("-l", "a", "b", cwd=tmp_path) as process:
        process.stdout.read(1)
        wait_until(lambda: state_of(process) == "S", "it waits for the reader")
        process.send_signal(signal.SIGTERM)
        assert process.wait(TIMEOUT) == -signal.SIGTERM
