# SPDX-License-Identifier: MIT
"""A directory of its own in which the commands of a document are run, and the servers they name."""

import functools
import http.server
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

import material
from documents import ROOT

# What the documents have on this port stands on a free one.
WRITTEN_PORT = "8000"
SECONDS = 60


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sandbox:
    def __init__(self, directory, komparu):
        self._directory = directory
        self._status = 0
        self._servers = []
        self._background = []
        port = str(_free_port())
        # (as it is written, as it is here): commands and files are read one way, output the other.
        self._places = [(f"127.0.0.1:{WRITTEN_PORT}", f"127.0.0.1:{port}")]
        self._ports = (WRITTEN_PORT, port)
        self._places += [(written, str(directory) + written) for written in material.ABSOLUTE]
        for origin, served in material.SERVED.items():
            self._places.append((origin, self._serve(directory / served)))
        programs = directory / "programs"
        programs.mkdir()
        (programs / "komparu").symlink_to(komparu)
        (programs / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        (programs / "python3").chmod(0o755)
        self._lay_out(programs)
        self._environment = {
            "HOME": str(directory / "srv"),
            "LC_ALL": "C.UTF-8",
            "PATH": f"{programs}:{os.environ['PATH']}",
            "TMPDIR": str(directory),
        }

    def _serve(self, directory):
        handler = functools.partial(_Quiet, directory=str(directory))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        self._servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_address[1]}/"

    def _lay_out(self, programs):
        shutil.copytree(ROOT / "docs/example", self._directory / "docs/example")
        for name, content in material.FILES.items():
            path = self._directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                path.write_text(self._here(content))
        for name, script in material.PROGRAMS.items():
            path = self._directory / name if "/" in name else programs / name
            path.write_text("#!/bin/sh\n" + self._here(script))
            path.chmod(0o755)
        for argument_list in material.MADE_BY:
            subprocess.run(argument_list, cwd=self._directory, check=True, timeout=SECONDS)

    def _here(self, text):
        for written, here in self._places:
            text = text.replace(written, here)
        return text

    def _as_written(self, text):
        for written, here in self._places:
            text = text.replace(here, written)
        # The one number that no two runs share.
        return re.sub(r'"seconds":[\d.]+', '"seconds":0.001', text)

    def run(self, words):
        """(status, what is printed) of a shell command; the status of the last one is $?."""
        words = re.sub(rf"(?<= ){self._ports[0]}(?=\s|$)", self._ports[1], self._here(words))
        if words.rstrip().endswith("&"):
            self._start(words.rstrip()[:-1])
            self._status = 0
            return 0, ""
        done = subprocess.run(
            ["bash", "-c", f"(exit {self._status})\n{words}"],
            cwd=self._directory,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
        )
        self._status = done.returncode
        return done.returncode, self._as_written(done.stdout.decode())

    def _start(self, words):
        """A server in the background, once it answers."""
        process = subprocess.Popen(
            ["bash", "-c", f"exec {words}"],
            cwd=self._directory,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._background.append(process)
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(self._ports[1]))) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError(f"{words}: nothing answers")

    def close(self):
        for process in self._background:
            process.send_signal(signal.SIGTERM)
            process.wait(SECONDS)
        for server, thread in self._servers:
            server.shutdown()
            thread.join()
            server.server_close()
