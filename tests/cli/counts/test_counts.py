# SPDX-License-Identifier: MIT
"""What jobs cost, without a clock: counts that stray from those on record are told.

After a change that is meant to cost more, or that saves, `./dev counts` puts the new ones on record.
"""

import json
import shutil

import pytest

import build_tree
import jobs

# Three runs differ by 0.02 % at most (threads that wait for each other); the rest is room for
# patches of the libraries.
INSTRUCTIONS_TOLERANCE = 0.10
# Threads that wait for each other, and what a file system gives of a directory at once.
CALLS_TOLERANCE = 0.01
CALLS_AT_LEAST = 2


@pytest.fixture(scope="module", autouse=True)
def release_build():
    """Skips where counts have nothing to do with those of a release."""
    reason = build_tree.why_not_plain()
    if not reason and build_tree.cached("CMAKE_BUILD_TYPE") != "Release":
        reason = "counts are those of release builds"
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """A directory with all that the jobs compare."""
    path = tmp_path_factory.mktemp("counts")
    jobs.plant(path)
    return path


@pytest.fixture(scope="module")
def valgrind():
    path = shutil.which("valgrind")
    if not path:
        pytest.skip("valgrind is not installed")
    return path


def _on_record(kind, name, command):
    place = jobs.JOBS[name].place(command, kind)
    counts = json.loads(jobs.RECORD.read_text()).get(kind, {}).get(place, {})
    if name not in counts:
        pytest.skip(f"nothing is on record for {place}; ./dev counts changes that")
    return counts[name]


def _expect_near(counted, recorded, room):
    assert abs(counted - recorded) <= room, \
        f"{counted} instead of {recorded}; if that is meant, ./dev counts puts it on record"


@pytest.mark.parametrize("name", jobs.JOBS)
def test_instructions_are_those_on_record(komparu, valgrind, ground, name):
    recorded = _on_record("instructions", name, komparu)
    counted = jobs.instructions(valgrind, komparu, jobs.JOBS[name], ground)
    _expect_near(counted, recorded, recorded * INSTRUCTIONS_TOLERANCE)


@pytest.mark.parametrize("name", jobs.JOBS)
def test_system_calls_are_those_on_record(komparu, tracer, ground, name):
    recorded = _on_record("system_calls", name, komparu)
    counted = jobs.system_calls(tracer, komparu, jobs.JOBS[name], ground)
    _expect_near(counted, recorded, max(CALLS_AT_LEAST, recorded * CALLS_TOLERANCE))


def test_a_file_of_a_tree_costs_five_system_calls_a_side(komparu, tracer, tmp_path):
    """open, stat, read, stat and close: no less can say that two files are equal and were at rest."""
    counts = []
    for number in range(1, 1001):
        for side in ("left", "right"):
            (tmp_path / side).mkdir(exist_ok=True)
            (tmp_path / side / str(number)).write_bytes(b"content")
        if number % 500 == 0:
            job = jobs.Job(("-s", "-j1", "left", "right"))
            counts.append(jobs.system_calls(tracer, komparu, job, tmp_path))
    more = counts[1] - counts[0]
    # Beyond that: directories are listed in portions, and batches of 32 files look at their CPU time.
    assert 500 * 2 * 5 <= more <= 500 * 2 * 5 * 1.02
