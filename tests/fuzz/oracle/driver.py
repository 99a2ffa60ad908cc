# SPDX-License-Identifier: MIT
"""komparu as a process that answers one request after the other (tests/fuzz/oracle_driver.cc)."""

import os
import re
import select
import subprocess

LONGEST_WAIT = 10.0
# So many answers of so many bytes fit into a pipe while nobody reads them.
BATCH = 100
LONGEST_TEXT = 300


class Crash(Exception):
    """The process is gone."""


class Hang(Exception):
    """There was no answer in time."""


def request(left, right, **options):
    words = " ".join(f"{name}={int(value) if isinstance(value, bool) else value}"
                     for name, value in options.items())
    return f"{words} left={len(left)} right={len(right)}\n".encode() + left + right


class Driver:
    def __init__(self, path):
        self.path = path
        self.peak = 0  # kB, of all processes so far
        self.start()

    def start(self):
        self.process = subprocess.Popen([self.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, bufsize=0)
        self.received = b""

    def close(self):
        """Ends the process and notes how much memory it had at most."""
        try:
            with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
                peak = re.search(r"VmHWM:\s*(\d+)", status.read())
                self.peak = max(self.peak, int(peak[1])) if peak else self.peak
        except OSError:
            pass
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def send(self, data):
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self.process.stdin.fileno(), view):]
        except BrokenPipeError:
            pass  # its last answer is missing then

    def fill(self):
        ready, _, _ = select.select([self.process.stdout], [], [], LONGEST_WAIT)
        if not ready:
            raise Hang
        data = os.read(self.process.stdout.fileno(), 1 << 16)
        if not data:
            raise Crash
        self.received += data

    def receive(self):
        """(verdict, text) of the earliest request that has no answer yet."""
        while b"\n" not in self.received:
            self.fill()
        line, self.received = self.received.split(b"\n", 1)
        verdict, length = line.split()
        while len(self.received) < int(length):
            self.fill()
        text, self.received = self.received[:int(length)], self.received[int(length):]
        return verdict.decode(), text

    def ask(self, one):
        return self.ask_all([one])[0]

    def ask_all(self, requests):
        """An answer for each request; ("crash", b"") or ("hang", b"") where it got none."""
        answers = []
        while len(answers) < len(requests):
            for first in range(len(answers), len(requests), BATCH):
                batch = requests[first:first + BATCH]
                try:
                    self.send(b"".join(batch))
                    for _ in batch:
                        answers.append(self.receive())
                except (Crash, Hang) as failure:
                    answers.append((type(failure).__name__.lower(), b""))
                    self.close()
                    self.start()
                    break
        return answers
