# SPDX-License-Identifier: MIT
"""The help and the manual pages fit into a terminal of 80 columns."""

import os
import shutil
import subprocess

import documents
import pytest

COLUMNS = 80


def wide(text):
    return [line for line in text.splitlines() if len(line) > COLUMNS]


def test_the_help_fits(sandbox):
    status, text = sandbox.run("komparu --help")
    assert status == 0
    assert text.startswith("Usage: komparu [OPTION]... LEFT")
    assert wide(text) == []


@pytest.mark.skipif(shutil.which("man") is None, reason="no man")
@pytest.mark.parametrize("page", ["man/komparu.1", "man/komparu.3"])
def test_the_manual_fits_and_is_well_formed(page):
    done = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", documents.ROOT / page],
        env={**os.environ, "MANWIDTH": str(COLUMNS), "MANROFFSEQ": "", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) > 50
    assert wide(done.stdout) == []
