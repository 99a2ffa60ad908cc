# SPDX-License-Identifier: MIT
"""The whole program, with stand-ins for komparu. Nothing here judges a speed."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from ratios.programs import on_path


_BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def _start(tmp_path, komparu, *options):
    command = [sys.executable, "-B", str(_BENCHMARKS / "run.py"), "--size", "1", "--runs", "2"]
    command += ["--work-dir", str(tmp_path / "work"), "--json", str(tmp_path / "results.json")]
    command += ["--komparu", str(komparu), *options]
    (tmp_path / "work").mkdir()
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _run(tmp_path, komparu, *options):
    started = _start(tmp_path, komparu, *options)
    out, err = started.communicate()
    assert list((tmp_path / "work").iterdir()) == []
    return started.returncode, out, err


def _results(tmp_path):
    return json.loads((tmp_path / "results.json").read_text())


_cmp = shutil.which("cmp")
_missing = [name for name in ("nginx", "curl", "cmp") if on_path(name) is None]
needs_nginx = pytest.mark.skipif(bool(_missing), reason=f"no {', '.join(_missing)}")
needs_cmp = pytest.mark.skipif(_cmp is None, reason="no cmp")


@needs_cmp
def test_rows_are_measured_printed_and_written(tmp_path):
    names = ["equal-hot-silent", "first-byte", "start-1k-true"]
    options = [word for name in names for word in ("--rows", name)]
    status, out, err = _run(tmp_path, _cmp, *options)
    assert (status, err) == (0, "")
    assert all(len(line) <= 80 for line in out.splitlines())
    assert all(f"\n{name} " in out for name in names)
    report = _results(tmp_path)
    assert (report["schema"], report["complete"], report["large_bytes"]) == (1, True, 1 << 20)
    assert [row["name"] for row in report["rows"]] == names
    assert "GNU diffutils" in report["versions"]["cmp"]
    for row in report["rows"]:
        assert row["state"] == "measured"
        sides = row["komparu"], row["peer"]
        assert [len(side["wall_of_runs"]) for side in sides] == [2, 2]
        ours, theirs = (side["wall"]["median"] for side in sides)
        assert row["ratio"] == pytest.approx(theirs / ours)


def test_rows_about_trees_are_measured_by_the_clock_and_by_memory(tmp_path):
    if not (diff := shutil.which("diff")):
        pytest.skip("no diff")
    stand_in = tmp_path / "komparu"
    stand_in.write_text(f'#!/bin/sh\nexec {diff} -rq "$@"\n')
    stand_in.chmod(0o755)
    names = ["tree-real-hot", "tree-100k-memory"]
    options = [word for name in names for word in ("--rows", name)]
    status, out, err = _run(tmp_path, stand_in, *options)
    assert err == ""
    by_clock, by_memory = _results(tmp_path)["rows"]
    assert (by_clock["state"], by_clock["measures"]) == ("measured", "wall")
    assert by_clock["cache"]["wanted"] == "hot"
    assert " files in " in by_clock["material"]
    assert by_memory["measures"] == "peak_rss"
    if by_memory["state"] == "skipped":
        assert "GNU time" in by_memory["reason"]
        return
    assert (status, by_memory["state"]) == (0, "measured")
    peaks = [by_memory["peak_mib"][side]["median"] for side in ("komparu", "peer")]
    assert by_memory["more_mib"] == pytest.approx(peaks[0] - peaks[1])
    assert "<=+32MiB" in out


@needs_cmp
def test_charts_are_drawn_of_what_was_measured(tmp_path):
    pytest.importorskip("matplotlib")
    charts = tmp_path / "charts"
    status, _, err = _run(tmp_path, _cmp, "--rows", "first-byte", "--charts", str(charts))
    assert (status, err) == (0, "")
    assert {path.name for path in charts.iterdir()} == {"files.svg", "files.png"}


def test_no_chart_is_drawn_where_nothing_was_measured(tmp_path):
    pytest.importorskip("matplotlib")
    charts = tmp_path / "charts"
    options = ["--rows", "equal-hot-limit", "--limits", str(tmp_path), "--charts", str(charts)]
    status, _, err = _run(tmp_path, "/bin/true", *options)
    assert status == 1
    assert err == "run.py: no charts: nothing in this report was measured\n"
    assert not charts.exists()


@needs_cmp
def test_a_wrong_exit_status_fails_the_row_and_the_others_go_on(tmp_path):
    options = ["--rows", "equal-hot-silent", "--rows", "first-byte"]
    status, out, _ = _run(tmp_path, "/bin/false", *options)
    assert status == 1
    assert "komparu ended with 1 instead of 0" in out
    assert [row["state"] for row in _results(tmp_path)["rows"]] == ["failed", "measured"]


@needs_cmp
def test_a_missing_peer_skips_the_row(tmp_path):
    options = ["--rows", "equal-hot-limit", "--limits", str(tmp_path)]
    status, out, _ = _run(tmp_path, _cmp, *options)
    assert status == 1
    assert "there is no limit_bytes here" in out
    assert _results(tmp_path)["rows"][0]["state"] == "skipped"


@pytest.mark.parametrize(
    "options", [["--rows", "no-such-row"], ["--runs", "0"], ["--komparu", "/no/such/program"]]
)
def test_wrong_usage_ends_with_2_and_leaves_nothing(tmp_path, options):
    status, out, err = _run(tmp_path, "/bin/true", *options)
    assert (status, out) == (2, "")
    assert err
    assert not (tmp_path / "results.json").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_its_process_and_removes_its_files(tmp_path, number):
    fifo = tmp_path / "started"
    os.mkfifo(fifo)
    stand_in = tmp_path / "komparu"
    stand_in.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && exit 0\n'
        f'exec 3>"{fifo}"\necho $$ >&3\nexec sleep 600\n'
    )
    stand_in.chmod(0o755)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    started = _start(tmp_path, stand_in, "--rows", "start-1k")
    try:
        assert select.select([reader], [], [], 60)[0], "the stand-in never ran"
        assert os.read(reader, 100).strip().isdigit()
        started.send_signal(number)
        started.communicate(timeout=60)
        # The stand-in holds the FIFO open for as long as it lives.
        assert select.select([reader], [], [], 60)[0], "the stand-in outlived the runner"
        assert os.read(reader, 100) == b""
    finally:
        started.kill()
        started.communicate()
        os.close(reader)
    assert started.returncode == 128 + number
    assert list((tmp_path / "work").iterdir()) == []
    assert _results(tmp_path)["complete"] is False


@needs_nginx
def test_an_interrupted_run_ends_its_server(tmp_path):
    fifo = tmp_path / "started"
    os.mkfifo(fifo)
    stand_in = tmp_path / "komparu"
    stand_in.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && exit 0\n'
        f'echo "$3" >"{fifo}"\nexec sleep 600\n'
    )
    stand_in.chmod(0o755)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    started = _start(tmp_path, stand_in, "--rows", "url-1g-pipe")
    try:
        assert select.select([reader], [], [], 60)[0], "the stand-in never ran"
        server = urlsplit(os.read(reader, 100).decode().strip())
        started.send_signal(signal.SIGINT)
        started.communicate(timeout=60)
    finally:
        started.kill()
        started.communicate()
        os.close(reader)
    assert started.returncode == 128 + signal.SIGINT
    assert list((tmp_path / "work").iterdir()) == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.hostname, server.port), timeout=60)
