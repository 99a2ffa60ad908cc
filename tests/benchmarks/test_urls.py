# SPDX-License-Identifier: MIT
"""The rows about URLs, and the servers behind them. Nothing here judges a speed."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from ratios import process
from ratios.measure import Place, measure
from ratios.programs import Programs, on_path
from ratios.row import BytesGoal, Material, Rounds, Row, Scale
from rows import urls
from rows.files import FilePair
from rows.trees import SmallFiles, TreePair
from rows.urls import Served
from servers import delay, nginx
from servers.child import free_port

_BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
_SMALL = Scale("quick", 1 << 20)
_TREE = TreePair("tree", SmallFiles(count=1000, size=10))  # 3 files
_BY_NAME = {row.name: row for row in urls.ROWS}

# Compares as the peers do, with what every Python has.
_STAND_IN = """#!{python}
import os, sys, urllib.request
if sys.argv[1] == "--version":
    sys.exit()
left, url = sys.argv[2:]
names = [os.path.relpath(os.path.join(at, name), left)
         for at, _, names in os.walk(left) for name in names] or [""]
for name in names:
    with open(os.path.join(left, name) if name else left, "rb") as file:
        if urllib.request.urlopen(url + urllib.request.quote(name)).read() != file.read():
            sys.exit(1)
"""


def needs(*names):
    missing = [name for name in names if on_path(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"no {', '.join(missing)}")


needs_nginx = needs("nginx")


@contextmanager
def _place(directory):
    komparu = directory / "komparu"
    komparu.write_text(_STAND_IN.format(python=sys.executable))
    komparu.chmod(0o755)
    output = process.Output(directory / "output")
    with closing(output):
        programs = Programs(komparu, directory)
        yield Place(directory, output, programs, _SMALL, 1, lambda text: None)


def _get(url):
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(parts.netloc, timeout=60)) as connection:
        connection.request("GET", parts.path)
        return connection.getresponse().read()


def _refused(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=60).close()
    except ConnectionRefusedError:
        return True
    except ConnectionResetError:
        pass  # it ends at this very moment
    return False


@needs_nginx
@pytest.mark.parametrize("name", _BY_NAME)
def test_every_row_is_measured(tmp_path, name):
    row = _BY_NAME[name]
    with _place(tmp_path) as place:
        for program in (row.peer[0], *row.needs):
            if place.programs.find(program) is None:
                pytest.skip(f"no {program}")
        result = measure(row, place)
    assert result["state"] == "measured", result
    if isinstance(row.goal, BytesGoal):
        assert result["measures"] == "loopback"
        ours, theirs = (result["loopback_mib"][side]["median"] for side in ("komparu", "peer"))
        # The stand-in reads all of the MiB, and more than one byte of two differing ones counts.
        assert ours >= 1
        assert result["ratio"] == pytest.approx(theirs / ours)
    else:
        assert result["measures"] == "wall"


@needs_nginx
@pytest.mark.parametrize("name", ["url-1g-pipe", "url-1000-small", "url-1000-xargs"])
def test_a_peer_that_compares_finds_a_byte_that_differs(tmp_path, name):
    row = _BY_NAME[name]
    if missing := [each for each in (row.peer[0], *row.needs) if on_path(each) is None]:
        pytest.skip(f"no {missing[0]}")
    with closing(row.fixture.make(tmp_path, _SMALL)) as material, _place(tmp_path) as place:
        command = [on_path(row.peer[0]), *(material.words.get(word, word) for word in row.peer[1:])]
        assert process.run(command, place.output).status == 0
        with material.files[0].open("r+b") as file:
            last = os.path.getsize(material.files[0]) - 1
            file.seek(last)
            file.write(bytes([os.pread(file.fileno(), 1, last)[0] ^ 1]))
        assert process.run(command, place.output).status != 0


@needs_nginx
def test_the_right_side_is_served_until_the_material_is_closed(tmp_path):
    for pair in (FilePair(), _TREE):
        material = Served(pair).make(tmp_path, _SMALL)
        url = material.words["{url}"]
        with closing(material):
            right = Path(material.words["{right}"])
            for path in (path for path in material.files if path == right or right in path.parents):
                name = "" if path == right else str(path.relative_to(right))
                assert _get(url + name) == path.read_bytes()
            assert url.endswith("/") == right.is_dir()
        assert _refused(urlsplit(url).port)


@needs_nginx
def test_a_tree_is_listed_even_where_it_holds_an_index(tmp_path):
    root = tmp_path / "tree"
    root.mkdir()
    (root / "index.html").write_text("an index")
    (root / "b & #1%.txt").write_text("x")
    with nginx.serving(tmp_path, "tree") as port:
        listed = _get(f"http://127.0.0.1:{port}{nginx.PATH}/")
    assert b'href="index.html"' in listed
    assert b'href="b%20%26%20%231%25.txt"' in listed or b'href="b%20&%20%231%25.txt"' in listed


@needs_nginx
def test_a_server_that_does_not_answer_well_fails_with_its_reason_and_is_gone(tmp_path):
    with pytest.raises(OSError, match="nginx answers with 404"):
        with nginx.serving(tmp_path, "absent"):
            pytest.fail("served what is not there")
    with pytest.raises(OSError, match="nginx does not answer: .* unexpected"):
        with nginx.serving(tmp_path, "} nonsense"):
            pytest.fail("served with a broken configuration")


def test_no_worker_can_wait_in_accept():
    with free_port() as listener:
        assert not os.get_blocking(listener.fileno())


@contextmanager
def _echo():
    """A server that sends back what one client sent, once the client has sent all."""
    serve = """
import socket, sys
listener = socket.socket(fileno=int(sys.argv[1]))
while True:
    connection = listener.accept()[0]
    data = b""
    while piece := connection.recv(65536):
        data += piece
    connection.sendall(data)
    connection.close()
"""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number = listener.fileno()
        command = [sys.executable, "-I", "-S", "-c", serve, str(number)]
        child = subprocess.Popen(command, pass_fds=[number])
        port = listener.getsockname()[1]
    try:
        yield port
    finally:
        child.kill()
        child.wait()


def test_the_proxy_hands_on_every_byte_a_round_trip_later(tmp_path):
    sent = os.urandom(3 << 20)
    with _echo() as port, delay.delayed(tmp_path, port, round_trip=0.1) as slow:
        begin = time.monotonic()
        with socket.create_connection(("127.0.0.1", slow), timeout=60) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            with connection.makefile("rb") as file:
                received = file.read()
        # The handshake takes a round trip and the answer another one.
        assert time.monotonic() - begin >= 0.2
    assert received == sent
    assert _refused(slow)


def test_the_proxy_closes_the_connection_where_nobody_serves(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with delay.delayed(tmp_path, port, round_trip=0.01) as slow:
        with socket.create_connection(("127.0.0.1", slow), timeout=60) as connection:
            assert connection.recv(1) == b""


def test_a_server_ends_with_a_runner_that_is_killed(tmp_path):
    if sys.platform != "linux":
        pytest.skip("only Linux ends the children of a killed process")
    serve = f"""
import pathlib, signal, sys
sys.path.insert(0, {str(_BENCHMARKS)!r})
from servers import delay
with delay.delayed(pathlib.Path({str(tmp_path)!r}), 1, 0.01) as port:
    print(port, flush=True)
    signal.pause()
"""
    command = [sys.executable, "-B", "-c", serve]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as runner:
        port = int(runner.stdout.readline())
        assert not _refused(port)
        runner.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 60
    while not _refused(port):
        assert time.monotonic() < deadline, "the server outlived the runner"


@dataclass(frozen=True)
class _Closable:
    closed: list

    def disk_bytes(self, scale):
        return {}

    def make(self, directory, scale):
        file = directory / "file"
        file.write_text("x")
        return Material({}, (file,), close=lambda: self.closed.append(True))


@pytest.mark.parametrize(("peer", "state"), [("true", "measured"), ("false", "failed")])
def test_the_material_is_closed_after_the_row_however_it_ends(tmp_path, peer, state):
    closed = []
    row = Row("name", "about", _Closable(closed), ("true",), (peer,), "peer", Rounds(1, 1))
    with _place(tmp_path) as place:
        assert measure(row, place)["state"] == state
    assert closed == [True]


def test_a_row_is_skipped_before_it_makes_anything_where_a_program_it_needs_is_missing(tmp_path):
    closed = []
    row = Row(
        *("name", "about", _Closable(closed), ("true",), ("true",), "peer", Rounds(1, 1)),
        needs=("no-such-program",),
    )
    with _place(tmp_path) as place:
        result = measure(row, place)
    assert (result["state"], result["reason"]) == ("skipped", "there is no no-such-program here")
    assert (closed, (tmp_path / "file").exists()) == ([], False)


def test_a_row_about_bytes_fails_where_none_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "_loopback_bytes", lambda: None)
    row = Row(
        *("name", "about", _Closable([]), ("true",), ("true",), "peer", Rounds(1, 1)),
        goal=BytesGoal(4),
    )
    with _place(tmp_path) as place:
        result = measure(row, place)
    assert result["state"] == "failed"
    assert "over loopback" in result["reason"]
