# SPDX-License-Identifier: MIT
"""The rows about the Python package, on small files. Nothing here judges a speed."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from ratios.measure import Place, measure
from ratios.process import Output
from ratios.programs import PACKAGE, Programs
from ratios.row import Scale
from rows import python


@pytest.fixture
def place(tmp_path):
    """Where a row is measured; says what has to be at hand."""
    build = Path(os.environ.get("KOMPARU_BUILD_DIR", "/nonexistent"))

    def at(limits):
        directory = tmp_path / "work"
        directory.mkdir()
        output = stack.enter_context(contextlib.closing(Output(directory / "output")))
        programs = Programs(Path("/bin/true"), limits)
        return Place(directory, output, programs, Scale("quick", 1 << 20), 1, lambda text: None)

    with contextlib.ExitStack() as stack:
        at.build = build
        yield at


@pytest.mark.parametrize("row", python.ROWS, ids=lambda row: row.name)
def test_rows_of_python_are_measured(row, place):
    ready = place(place.build / "benchmarks")
    if ready.programs.find(PACKAGE) is None:
        pytest.skip("the Python package is not part of this build")
    result = measure(row, ready)
    assert result["state"] == "measured", result


def test_without_the_package_they_are_skipped(place, tmp_path):
    result = measure(python.ROWS[0], place(tmp_path / "build" / "benchmarks"))
    assert (result["state"], result["reason"]) == ("skipped", f"there is no {PACKAGE} here")
    assert os.listdir(tmp_path / "work") == ["output"]


@pytest.mark.parametrize("row", python.ROWS, ids=lambda row: row.name)
def test_every_placeholder_comes_from_the_fixture_or_is_the_package(row, tmp_path):
    words = row.fixture.make(tmp_path, Scale("quick", 1 << 20)).words
    used = {word for word in row.komparu + row.peer if word.startswith("{")}
    assert "{package}" in row.komparu
    assert used - {"{package}"} <= words.keys()
