# SPDX-License-Identifier: MIT
"""What a run takes."""

import os
import sys
import time

from command import Command

# A process counts what its parent had in memory when it was started, and these tests have much: a
# small one in between starts the command and tells its peak.
_LAUNCHER = """
import os, subprocess, sys
number, executable, *words = sys.argv[1:]
process = subprocess.Popen(words, executable=executable)
_, status, usage = os.wait4(process.pid, 0)
os.write(int(number), str(usage.ru_maxrss).encode())
os._exit(os.waitstatus_to_exitcode(status))
"""


def measured(komparu, *args, cwd):
    """The result, the seconds and the KiB that a run takes."""
    launcher = Command(sys.executable, env=komparu.env)
    begin = time.monotonic()
    reading, writing = os.pipe()
    with open(reading, "rb") as peak:
        try:
            result = launcher.run("-I", "-S", "-c", _LAUNCHER, str(writing), komparu.executable,
                                  komparu.name, *args, cwd=cwd, pass_fds=[writing])
        finally:
            os.close(writing)
        memory = int(peak.read())
    return result.status, result.out, result.err, time.monotonic() - begin, memory
