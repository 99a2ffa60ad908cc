# SPDX-License-Identifier: MIT
"""Single processes, and the place to work."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
from pathlib import Path

import pytest
from ratios import process, work_dir
from ratios.programs import Programs


def test_a_directory_without_space_is_refused_even_when_it_was_asked_for(tmp_path):
    with pytest.raises(work_dir.NoPlace, match="not free"):
        work_dir.choose_parent(tmp_path, [], 1 << 60)


def test_the_first_disk_with_space_is_chosen(tmp_path, monkeypatch):
    names = ("in-memory", "full", "good", "also-good")
    in_memory, full, good, also_good = (tmp_path / name for name in names)
    for directory in (in_memory, full, good, also_good):
        directory.mkdir()
    monkeypatch.setattr(work_dir, "in_memory", lambda path: path == in_memory)
    monkeypatch.setattr(work_dir, "free_bytes", lambda path: 0 if path == full else 1 << 40)
    candidates = [tmp_path / "absent", in_memory, full, good, also_good]
    assert work_dir.choose_parent(None, candidates, 1 << 30) == good
    with pytest.raises(work_dir.NoPlace, match="--work-dir"):
        work_dir.choose_parent(None, candidates[:3], 1 << 30)


def test_the_work_directory_goes_when_a_signal_ends_its_removal(tmp_path, monkeypatch):
    rmtree, calls = shutil.rmtree, []

    def stopped_once(path):
        calls.append(path)
        if len(calls) == 1:
            raise SystemExit(130)
        rmtree(path)

    monkeypatch.setattr(shutil, "rmtree", stopped_once)
    with pytest.raises(SystemExit), work_dir.work_dir(tmp_path) as made:
        (made / "file").touch()
    assert calls == [made, made]
    assert list(tmp_path.iterdir()) == []


def test_the_work_directory_goes_when_the_block_fails(tmp_path):
    with pytest.raises(RuntimeError), work_dir.work_dir(tmp_path) as made:
        (made / "file").write_text("x")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def output(tmp_path):
    opened = process.Output(tmp_path / "output")
    yield opened
    opened.close()


def test_a_run_tells_the_status_and_keeps_the_output_apart(output):
    first = process.run(["/bin/sh", "-c", "echo out; echo err >&2; exit 3"], output)
    assert (first.status, output.take()) == (3, "out\nerr\n")
    second = process.run(["/bin/sh", "-c", "kill -KILL $$"], output)
    assert (second.status, output.take()) == (-signal.SIGKILL, "")


def test_a_run_measures_the_cpu_time_of_the_process(output):
    busy = "import time\nwhile time.process_time() < 0.05: pass"
    ended = process.run([sys.executable, "-I", "-S", "-c", busy], output)
    assert ended.user + ended.system >= 0.05
    assert ended.wall > 0


def test_a_run_counts_the_bytes_read_where_the_kernel_tells(output, tmp_path):
    data = tmp_path / "data"
    data.write_bytes(bytes(1 << 20))
    ended = process.run(["/bin/cat", str(data)], output)
    if ended.call_bytes is None:
        pytest.skip("/proc/PID/io of an ended process is not readable here")
    assert 1 << 20 <= ended.call_bytes < 2 << 20


def test_a_run_counts_the_bytes_over_loopback_where_the_kernel_tells(output):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        send = f"import socket; s = socket.create_connection(('127.0.0.1', {port}))"
        # What waits in the kernel's buffers has gone over loopback.
        ended = process.run([sys.executable, "-c", send + "; s.sendall(bytes(5000))"], output)
    if ended.loopback_bytes is None:
        pytest.skip("/proc/net/dev tells nothing of loopback here")
    assert ended.status == 0
    assert ended.loopback_bytes >= 5000


def test_a_signal_that_comes_while_a_process_starts_ends_that_process(output, monkeypatch):
    started, spawn = [], process.os.posix_spawn

    def interrupted(*arguments, **options):
        started.append(spawn(*arguments, **options))
        signal.raise_signal(signal.SIGTERM)
        return started[0]

    def stop(number, frame):
        raise SystemExit(128 + number)

    monkeypatch.setattr(process.os, "posix_spawn", interrupted)
    before = signal.signal(signal.SIGTERM, stop)
    try:
        with pytest.raises(SystemExit):
            process.run(["/bin/sleep", "600"], output)
    finally:
        signal.signal(signal.SIGTERM, before)
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)


def test_signals_reach_a_process_and_the_runner_after_a_start_that_failed(output):
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    with pytest.raises(OSError):
        process.run(["/no/such/program"], output)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before
    assert process.run(["/bin/sh", "-c", "kill -TERM $$"], output).status == -signal.SIGTERM


def test_processes_know_of_no_proxy(output, monkeypatch):
    for name in ("http_proxy", "HTTPS_PROXY", "all_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "kept")
    monkeypatch.setenv("WORD", "kept")
    process.run(["/bin/sh", "-c", "env | grep kept"], output)
    assert output.take() == "WORD=kept\n"


def test_peak_rss_is_the_command_s_own_and_not_this_process_s(output, tmp_path):
    time_program = Programs(Path("komparu"), tmp_path).gnu_time()
    if time_program is None:
        pytest.skip("no GNU time")
    kept = bytearray(64 << 20)  # raises this process's own peak
    command = ["/bin/sh", "-c", "exit 7"]
    ended = process.run_under_time(time_program, command, output, tmp_path / "report")
    assert ended.status == 7
    assert output.take() == ""
    assert 0 < ended.max_rss_kib < len(kept) >> 10
