# SPDX-License-Identifier: MIT
"""Lets the tests import what they test: the runner is a program with its modules beside it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
