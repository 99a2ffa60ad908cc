# SPDX-License-Identifier: MIT
"""Which wheels a release has: the systems, and the Pythons that cibuildwheel makes them for."""

import os
import re
import shutil
import subprocess

import pytest
import source_tree

PYTHONS = ["cp310", "cp311", "cp312", "cp313", "cp314", "cp314t", "cp315", "cp315t"]
MACHINES = {
    "linux": [
        *("manylinux_x86_64", "manylinux_aarch64"),
        *("musllinux_x86_64", "musllinux_aarch64"),
    ],
    "macos": ["macosx_x86_64", "macosx_arm64"],
    "windows": ["win_amd64"],
}


def cibuildwheel(root):
    """The program of this name, 4 or newer: on PATH, or where ./dev wheels installed it."""
    tools = root / "build" / "tools" / "bin"
    program = shutil.which("cibuildwheel", path=f"{os.environ['PATH']}{os.pathsep}{tools}")
    if program is None:
        pytest.skip("cibuildwheel is not installed")
    return program


@pytest.mark.parametrize("system", MACHINES)
def test_cibuildwheel_makes_these_wheels(source_root, system):
    command = [cibuildwheel(source_root), "--platform", system, "--print-build-identifiers"]
    environment = {name: text for name, text in os.environ.items() if not name.startswith("CIBW_")}
    # Each machine makes its own; asked for here is what all of them make.
    environment["CIBW_ARCHS_LINUX"] = "x86_64 aarch64"
    done = subprocess.run(
        [*command, source_root], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    made = set(done.stdout.split())
    expected = {f"{python}-{machine}" for python in PYTHONS for machine in MACHINES[system]}
    # A newer cibuildwheel knows newer Pythons, too.
    newer = {name for name in made if int(re.match(r"cp3(\d+)", name)[1]) > 15}
    assert made - newer == expected


def settings(root, table):
    """The lines of a table of pyproject.toml, as text by name."""
    text = source_tree.text(root, "pyproject.toml")
    body = text.split(f"\n[{table}]\n", 1)[1].split("\n[", 1)[0]
    return dict(re.findall(r"^([\w-]+) = (.*)$", body, re.MULTILINE))


def test_the_settings_name_the_machines(source_root):
    assert settings(source_root, "tool.cibuildwheel.macos")["archs"] == '["x86_64", "arm64"]'
    assert settings(source_root, "tool.cibuildwheel.windows")["archs"] == '["AMD64"]'
    common = settings(source_root, "tool.cibuildwheel")
    for machine in ("x86_64", "aarch64"):
        assert common[f"manylinux-{machine}-image"] == '"manylinux_2_28"'
        assert re.fullmatch(r'"musllinux_1_\d"', common[f"musllinux-{machine}-image"])
    # What is not left out is made.
    assert not {"build", "skip", "enable"} & set(common)


def test_the_package_names_the_pythons_it_is_made_for(source_root):
    text = source_tree.text(source_root, "pyproject.toml")
    assert 'requires-python = ">=3.10"' in text
    named = set(re.findall(r'"Programming Language :: Python :: 3\.(\d+)"', text))
    assert named == {re.match(r"cp3(\d+)", python)[1] for python in PYTHONS}
