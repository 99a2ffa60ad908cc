# SPDX-License-Identifier: MIT
"""Programs that unpack archives, and what is found where they did."""

import os
import re
import resource
import shutil
import subprocess
import tempfile

LARGEST = 1 << 24  # of a file that is looked at
NOBODY = 65534
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath)}
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None


class Refused(Exception):
    """The archive is not read."""


def with_parents(found):
    """`a/b` implies a directory `a`."""
    for name in list(found):
        above = os.path.dirname(name)
        while above and above != "/":
            found.setdefault(above, "directory")
            above = os.path.dirname(above)
    found.pop(".", None)
    return found


def in_directory(where):
    found = {}
    for inside, directories, files in os.walk(where):
        for name in directories + files:
            path = os.path.join(inside, name)
            told = os.path.relpath(path, where)
            if os.path.islink(path):
                found[told] = ("link", os.readlink(path))
            elif os.path.isdir(path):
                found[told] = "directory"
            elif not os.path.isfile(path):
                found[told] = "special"
            elif os.path.getsize(path) > LARGEST:
                raise Refused("too large")
            else:
                with open(path, "rb") as file:
                    found[told] = file.read()
    return found


def limit():
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    os.umask(0o022)


def run(words, where, data):
    """Runs it as somebody who may do nothing, where this process may choose that."""
    nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        done = subprocess.run(words, cwd=where, input=data, capture_output=True, check=False,
                              timeout=20, env=ENVIRONMENT, preexec_fn=limit, **nobody)
    except subprocess.TimeoutExpired:
        raise Refused("it does not end") from None
    # 7z says "Warnings" and ends with 0 where it leaves out what it does not understand.
    if done.returncode != 0 or b"Warnings" in done.stdout:
        raise Refused(f"status {done.returncode}")
    return done.stdout


def by_program(*words):
    """A reader: the program unpacks ARCHIVE, or standard input where that is not among its words."""
    def read(archive):
        with tempfile.TemporaryDirectory(prefix="komparu-", dir=MEMORY) as where:
            os.chmod(where, 0o755)
            inside = os.path.join(where, "x")
            os.mkdir(inside)
            if os.geteuid() == 0:
                os.chown(inside, NOBODY, NOBODY)
            data = archive
            if "ARCHIVE" in words:
                with open(os.path.join(where, "archive"), "wb") as file:
                    file.write(archive)
                data = b""
            try:
                run([word.replace("ARCHIVE", "../archive") for word in words], inside, data)
                return in_directory(inside)
            finally:
                if os.geteuid() != 0:
                    subprocess.run(["chmod", "-R", "u+rwX", inside], check=False,
                                   capture_output=True)
                shutil.rmtree(inside, ignore_errors=True)
    return read


BSDTAR = by_program("bsdtar", "-xf", "ARCHIVE", "--no-same-owner")
UNPACKED_BY_7Z = by_program("7z", "x", "-y", "-bd", "-o.", "ARCHIVE")


def by_seven_zip(archive):
    """Names that 7z makes up are no reading: `_` for what is empty, `1.a` and `2.a` for two of one
    name."""
    found = UNPACKED_BY_7Z(archive)
    if any(re.match(r"_$|\d+\.", part) for name in found for part in name.split("/")):
        raise Refused("names of its own")
    return found
