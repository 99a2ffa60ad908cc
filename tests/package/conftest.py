# SPDX-License-Identifier: MIT
"""The installed package: what was built, installed into a directory of its own."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest


def run(*command, **options):
    """Runs a build tool; what it printed is the message if it fails."""
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=600, **options
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def build_dir():
    return Path(os.environ["KOMPARU_BUILD_DIR"])


@pytest.fixture(scope="session")
def source_dir():
    return Path(os.environ["KOMPARU_SOURCE_DIR"])


@pytest.fixture(scope="session")
def version(source_dir):
    """(major, minor, patch), from the one place that names them."""
    header = source_dir / "libkomparu" / "include" / "komparu" / "version.h"
    numbers = re.findall(r"_(?:MAJOR|MINOR|PATCH) (\d+)", header.read_text())
    return tuple(int(number) for number in numbers)


@pytest.fixture(scope="session")
def installed(build_dir, tmp_path_factory):
    """The tree, moved after it was installed: nothing in it may name where it was put first."""
    first = tmp_path_factory.mktemp("installed") / "first"
    run("cmake", "--install", build_dir, "--prefix", first)
    prefix = first.with_name("prefix")
    shutil.move(first, prefix)
    return prefix


@pytest.fixture
def pair(tmp_path):
    """Two files that hold the same, and one that does not."""
    for name, content in {"a": b"x" * 5000, "b": b"x" * 5000, "c": b"x" * 4999 + b"y"}.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path
