# SPDX-License-Identifier: MIT
"""G2: where memory runs out the answer is the true one or trouble; never another, never a signal.

Every request for memory fails in turn, alone and with all later ones. That takes minutes, so a run
of the tests takes a sample; KOMPARU_EVERY_ALLOCATION=1 takes them all.
"""

import os
import tarfile
import zipfile

import pytest

SAMPLE = 25
# Where glibc's dynamic loader gets no memory while it loads a library, it ends the process itself,
# and nothing can come in between. That is no verdict.
BY_THE_LOADER = (127, b"out of memory\n")


@pytest.fixture
def ground(tmp_path):
    for side, last in (("L", b"same"), ("R", b"same"), ("D", b"SAME")):
        (tmp_path / side / "sub").mkdir(parents=True)
        (tmp_path / side / "a").write_bytes(b"alpha" * 1000)
        (tmp_path / side / "sub" / "b").write_bytes(last)
        with tarfile.open(tmp_path / f"{side}.tar.gz", "w:gz") as archive:
            archive.add(tmp_path / side, ".")
        with zipfile.ZipFile(tmp_path / f"{side}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(tmp_path / side / "a", "a")
            archive.write(tmp_path / side / "sub" / "b", "sub/b")
    return tmp_path


JOBS = [("L/a", "R/a"), ("L/sub/b", "D/sub/b"), ("-s", "L/sub/b", "D/sub/b"), ("L", "R"),
        ("-s", "L", "D"), ("L.tar.gz", "R"), ("L.tar.gz", "D"), ("L.zip", "R"), ("-s", "L.zip", "D"),
        ("-a", "L.zip", "R.tar.gz")]


@pytest.mark.parametrize("job", JOBS, ids=" ".join)
def test_g2_a_request_for_memory_that_fails_changes_no_verdict(komparu, ground, job):
    library = os.environ.get("KOMPARU_ALLOCATIONS")
    if not library:
        pytest.skip("KOMPARU_ALLOCATIONS names no library; only Linux without sanitizers has one")
    preloaded = {"LD_PRELOAD": os.path.abspath(library)}
    count_file = ground / "count"
    right = komparu.run(*job, cwd=ground,
                        env={**preloaded, "KOMPARU_COUNT_ALLOCATIONS": str(count_file)})
    assert right.status in (0, 1), right
    count = int(count_file.read_text())
    assert count > 20
    step = 1 if os.environ.get("KOMPARU_EVERY_ALLOCATION") else max(1, count // SAMPLE)
    for variable in ("KOMPARU_FAIL_ALLOCATION", "KOMPARU_FAIL_ALLOCATIONS_FROM"):
        for number in range(1, count + 1, step):
            result = komparu.run(*job, cwd=ground, env={**preloaded, variable: str(number)})
            if (result.status, result.err) == BY_THE_LOADER:
                continue
            assert result.status in (right.status, 2), (variable, number, result)
            if result.status == right.status:
                assert result.out == right.out, (variable, number, result)
