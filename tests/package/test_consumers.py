# SPDX-License-Identifier: MIT
"""Programs of others that use the library: as a CMake package, by pkg-config, as a subdirectory."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import run

_CONSUMER = Path(__file__).parent / "consumer"
_COMPILER = os.environ["KOMPARU_CXX"]


def configure(build, *settings):
    return [
        *("cmake", "-S", _CONSUMER, "-B", build, "-G", "Ninja"),
        *(f"-DCMAKE_CXX_COMPILER={_COMPILER}", *settings),
    ]


def says(program, pair):
    """What the program says of the same, of different and of missing files."""
    answers = []
    for other in "bcd":
        done = subprocess.run(
            [program, "a", other], cwd=pair, capture_output=True, text=True, timeout=60
        )
        answers.append((done.returncode, done.stdout, done.stderr))
    return answers


_EXPECTED = [
    (0, "same\n", ""),
    (1, "different\n", ""),
    (2, "d: No such file or directory\n", ""),
]


def test_the_cmake_package_is_found_and_linked(installed, tmp_path, pair):
    run(*configure(tmp_path / "build", f"-DCMAKE_PREFIX_PATH={installed}"))
    run("cmake", "--build", tmp_path / "build")
    assert says(tmp_path / "build" / "consumer", pair) == _EXPECTED


def finds(installed, build, version):
    command = configure(
        build, f"-DCMAKE_PREFIX_PATH={installed}", f"-DKOMPARU_VERSION={version}"
    )
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0 or "komparu" in done.stderr, done.stderr
    return done.returncode == 0


def test_a_minor_version_is_a_promise_before_1_0(installed, tmp_path, version):
    major, minor, patch = version
    assert major == 0
    assert finds(installed, tmp_path / "minor", f"0.{minor}")
    assert finds(installed, tmp_path / "patch", f"0.{minor}.{patch}")
    assert not finds(installed, tmp_path / "later", f"0.{minor}.{patch + 1}")
    assert not finds(installed, tmp_path / "next", f"0.{minor + 1}")
    assert not finds(installed, tmp_path / "before", f"0.{minor - 1}")
    assert not finds(installed, tmp_path / "major", "1.0")


@pytest.mark.skipif(shutil.which("pkg-config") is None, reason="no pkg-config")
def test_pkg_config_knows_all_that_a_static_link_needs(installed, tmp_path, pair, version):
    (package,) = installed.rglob("komparu.pc")
    environment = {**os.environ, "PKG_CONFIG_PATH": str(package.parent)}
    flags = run("pkg-config", "--cflags", "--libs", "--static", "komparu", env=environment).split()
    program = tmp_path / "program"
    run(_COMPILER, "-std=c++20", _CONSUMER / "consumer.cc", *flags, "-o", program)
    assert says(program, pair) == _EXPECTED
    told = run("pkg-config", "--modversion", "komparu", env=environment).strip()
    assert told == ".".join(map(str, version))


def test_a_project_can_hold_this_one_as_a_subdirectory(source_dir, tmp_path, pair):
    build = tmp_path / "build"
    run(*configure(build, f"-DKOMPARU_SOURCE_DIR={source_dir}", "-DCMAKE_CXX_FLAGS=-O0"))
    run("cmake", "--build", build, "--target", "consumer")
    assert says(build / "consumer", pair) == _EXPECTED
    # It gets the library and nothing else: no command, no tests, nothing to install.
    targets = run("cmake", "--build", build, "--target", "help")
    assert "libkomparu.a" in targets
    assert "komparu_cli" not in targets
    assert "komparu_unit" not in targets
    done = subprocess.run(
        ["cmake", "--install", build, "--prefix", tmp_path / "prefix"],
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0
    assert not (tmp_path / "prefix").exists() or not any((tmp_path / "prefix").rglob("*.*"))
