# SPDX-License-Identifier: MIT
"""What the rule tests look at: this source tree, and the command that was built from it."""

import os
import pathlib

import pytest


@pytest.fixture(scope="session")
def source_root():
    return pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def komparu():
    path = os.environ.get("KOMPARU")
    if not path:
        pytest.skip("KOMPARU names no built command")
    return path


@pytest.fixture
def bad_tree(tmp_path):
    """Makes a small source tree out of a mapping of relative path to text."""

    def make(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return make
