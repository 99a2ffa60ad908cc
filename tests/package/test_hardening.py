# SPDX-License-Identifier: MIT
"""What the ELF headers of the built files say of their hardening: the rule X5."""

import os
import platform
import re
import shutil
from pathlib import Path

import pytest
from conftest import run

pytestmark = pytest.mark.skipif(
    platform.system() != "Linux" or not shutil.which("readelf"), reason="reads ELF headers")


# The module of a wheel that was installed, in the place of what was built.
INSTALLED = os.environ.get("KOMPARU_INSTALLED_MODULE")


@pytest.fixture(name="binaries", scope="module")
def _binaries(request):
    """The command, and the Python module if it was built."""
    if INSTALLED:
        return [Path(INSTALLED)]
    build_dir = request.getfixturevalue("build_dir")
    found = [build_dir / "apps/komparu/komparu", *build_dir.glob("python/komparu/_core*.so")]
    assert found[0].is_file()
    return found


@pytest.fixture(name="hardened")
def _hardened(request):
    if INSTALLED:
        return  # by default
    build_dir = request.getfixturevalue("build_dir")
    if "KOMPARU_HARDENING:BOOL=ON" not in (build_dir / "CMakeCache.txt").read_text():
        pytest.skip("built without KOMPARU_HARDENING")


def _readelf(option, path):
    return run("readelf", "-W", option, path)


def test_x5_what_the_linker_writes_is_read_only_once_it_runs(binaries):
    for path in binaries:
        assert "GNU_RELRO" in _readelf("-l", path), path
        assert re.search(r"\(FLAGS(_1)?\).*\b(BIND_)?NOW\b", _readelf("-d", path)), path


def test_x5_it_may_be_loaded_anywhere_and_its_stack_is_no_code(binaries):
    for path in binaries:
        assert re.search(r"Type:\s+DYN", _readelf("-h", path)), path
        (stack,) = re.findall(r"GNU_STACK.*", _readelf("-l", path))
        assert "E" not in stack.split()[-2], path


def test_x5_the_stack_and_the_calls_of_the_c_library_are_guarded(binaries, hardened):
    for path in binaries:
        symbols = _readelf("--dyn-syms", path)
        assert "__stack_chk_fail" in symbols, path
        assert re.search(r"\b__\w+_chk@", symbols.replace("__stack_chk_fail", "")), path


@pytest.mark.skipif(INSTALLED is not None, reason="the objects are not installed")
@pytest.mark.skipif(platform.machine() != "x86_64", reason="of that processor")
def test_x5_the_code_knows_where_branches_may_lead(binaries, hardened, build_dir):
    """The library's objects: a whole program does only if the C++ library was built so, too."""
    for path in (build_dir / "libkomparu").glob("libkomparu.a"):
        notes = _readelf("-n", path)
        assert notes.count("IBT, SHSTK") == notes.count("File: ") > 0, path
