# SPDX-License-Identifier: MIT
"""The command that was built, and a place to run what the documents show."""

import os

import pytest
from sandbox import Sandbox


@pytest.fixture(scope="session")
def komparu():
    return os.environ["KOMPARU"]


@pytest.fixture
def sandbox(tmp_path, komparu):
    directory = tmp_path / "here"
    directory.mkdir()
    made = Sandbox(directory, komparu)
    yield made
    made.close()
