# SPDX-License-Identifier: MIT
"""Programs of others that use the library: as a CMake package, by pkg-config, as a subdirectory."""

import os
import re
import shutil
import subprocess
import sys
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


@pytest.fixture(scope="module")
def embedded(source_dir, tmp_path_factory):
    """A build of the consumer that holds this project as a subdirectory."""
    build = tmp_path_factory.mktemp("embedded")
    run(*configure(build, f"-DKOMPARU_SOURCE_DIR={source_dir}", "-DCMAKE_CXX_FLAGS=-O0"))
    run("cmake", "--build", build, "--target", "consumer")
    return build


def test_a_project_can_hold_this_one_as_a_subdirectory(embedded, tmp_path, pair):
    assert says(embedded / "consumer", pair) == _EXPECTED
    # It gets the library and nothing else: no command, no tests, nothing to install.
    targets = run("cmake", "--build", embedded, "--target", "help")
    assert "libkomparu.a" in targets
    assert "komparu_cli" not in targets
    assert "komparu_unit" not in targets
    done = subprocess.run(
        ["cmake", "--install", embedded, "--prefix", tmp_path / "prefix"],
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0
    assert not (tmp_path / "prefix").exists() or not any((tmp_path / "prefix").rglob("*.*"))


@pytest.fixture(scope="module")
def shared(embedded, tmp_path_factory):
    """The shared library, installed: the objects of the build as a subdirectory, linked anew."""
    (embedded / "consumer").unlink()
    # What is not said of it anew is kept from the first time.
    run("cmake", "-UKOMPARU_SHARED", "-DBUILD_SHARED_LIBS=ON", "-DKOMPARU_INSTALL=ON", embedded)
    run("cmake", "--build", embedded)
    prefix = tmp_path_factory.mktemp("shared")
    for component in ("lib", "dev"):
        run("cmake", "--install", embedded, "--prefix", prefix, "--component", component)
    return prefix


def the_shared_library(prefix, version):
    """Its real file; the names that lead to it are those of a minor version, and of none."""
    major, minor, patch = version
    (real,) = prefix.rglob(f"libkomparu.so.{major}.{minor}.{patch}")
    soname, development = f"libkomparu.so.{major}.{minor}", "libkomparu.so"
    names = {path.name for path in real.parent.glob("libkomparu.*")}
    assert names == {real.name, soname, development}
    assert (real.parent / soname).resolve() == (real.parent / development).resolve() == real
    return real


@pytest.mark.skipif(sys.platform != "linux", reason="other systems name them differently")
def test_the_shared_library_is_named_after_the_minor_version(shared, version):
    library = the_shared_library(shared, version)
    dynamic = run("readelf", "--wide", "--dynamic", library)
    major, minor, _ = version
    assert re.findall(r"\(SONAME\).*\[(.*)\]", dynamic) == [f"libkomparu.so.{major}.{minor}"]
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)
    assert all(re.match(r"(libstdc\+\+|libgcc_s|libm|libc|libc\+\+.*|ld-.*)\.", name) for name in needed)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other tools")
def test_the_shared_library_exports_its_own_names_only(shared, version):
    library = the_shared_library(shared, version)
    listed = run("nm", "--dynamic", "--defined-only", "--demangle", library).splitlines()
    names = [line.split(" ", 2)[2] for line in listed]
    assert any(name.startswith("komparu::compare(") for name in names)
    own = r"((typeinfo( name)?|vtable) for )?komparu::"
    assert [name for name in names if not re.match(own, name)] == []


def test_a_subdirectory_links_the_shared_library(shared, embedded, pair):
    assert says(embedded / "consumer", pair) == _EXPECTED


def test_the_cmake_package_of_the_shared_library_is_linked(shared, tmp_path, pair):
    run(*configure(tmp_path / "build", f"-DCMAKE_PREFIX_PATH={shared}"))
    run("cmake", "--build", tmp_path / "build")
    assert says(tmp_path / "build" / "consumer", pair) == _EXPECTED


@pytest.mark.skipif(shutil.which("pkg-config") is None, reason="no pkg-config")
def test_pkg_config_links_the_shared_library(shared, tmp_path, pair):
    (package,) = shared.rglob("komparu.pc")
    environment = {**os.environ, "PKG_CONFIG_PATH": str(package.parent)}
    flags = run("pkg-config", "--cflags", "--libs", "komparu", env=environment).split()
    (library,) = (flag[2:] for flag in flags if flag.startswith("-L"))
    program = tmp_path / "program"
    run(_COMPILER, "-std=c++20", _CONSUMER / "consumer.cc", *flags, f"-Wl,-rpath,{library}",
        "-o", program)
    assert says(program, pair) == _EXPECTED
