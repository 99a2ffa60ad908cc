# SPDX-License-Identifier: MIT
"""Where komparu cannot run, configuring says so; nothing is built that does less than it says."""

import subprocess

import pytest


@pytest.mark.parametrize(
    ("system", "load", "reason"),
    [
        ("Generic", "link", "komparu is not ported to Generic"),
        ("Darwin", "dlopen", "macOS wants KOMPARU_LOAD=link"),
    ],
)
def test_configuring_fails_with_the_reason(source_dir, tmp_path, system, load, reason):
    command = [
        *("cmake", "-S", source_dir, "-B", tmp_path, "-G", "Ninja"),
        f"-DCMAKE_SYSTEM_NAME={system}",
        *("-DCMAKE_CXX_COMPILER_WORKS=ON", f"-DKOMPARU_LOAD={load}"),
    ]
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=120
    )
    assert done.returncode != 0
    assert reason in " ".join(done.stderr.split())
