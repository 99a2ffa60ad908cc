# SPDX-License-Identifier: MIT
"""The version stands in version.h; whatever else names it, names the same one."""

import json
import re
import subprocess

import pytest
import source_tree

NUMBER = r"\d+\.\d+\.\d+"
HEADER = "libkomparu/include/komparu/version.h"


def pieces_of(root):
    """MAJOR, MINOR and PATCH, put together."""
    pieces = re.findall(r"_(?:MAJOR|MINOR|PATCH) (\d+)$", source_tree.text(root, HEADER), re.M)
    return ".".join(pieces)


def named(root):
    """(where, version) of each place; a place that should name one and does not gives None."""
    found = []

    def look(path, pattern):
        matches = re.findall(pattern, source_tree.text(root, path), re.MULTILINE)
        found.extend((path, version) for version in matches or [None])

    look(HEADER, rf'_STRING "({NUMBER})"$')
    # The first heading behind that of what is not released.
    look("CHANGELOG.md", rf"\A(?:.*\n)*?## \[({NUMBER})\] - ")
    look("man/komparu.1", rf'^\.TH KOMPARU 1 \S+ "komparu ({NUMBER})"')
    look("man/komparu.3", rf'^\.TH KOMPARU 3 \S+ "komparu ({NUMBER})"')
    look("Dockerfile", rf'image\.version="({NUMBER})"')
    look("docs/ci.md", rf"(?:komparu[_:]|\brev: v)({NUMBER})")
    # The build of the Python package finds it with an expression of its own.
    expression = re.search(r"^regex = '(.*)'$", source_tree.text(root, "pyproject.toml"), re.M)
    match = re.search(expression[1], source_tree.text(root, HEADER)) if expression else None
    found.append(("pyproject.toml", match["value"] if match else None))
    return found


def disagreements(root):
    version = pieces_of(root)
    return [f"{path} says {other}, not {version}" for path, other in named(root) if other != version]


def test_every_place_names_the_same_version(source_root):
    source_tree.expect_none(disagreements(source_root))


def test_the_manifests_leave_the_version_to_the_header(source_root):
    manifest = json.loads(source_tree.text(source_root, "vcpkg.json"))
    assert [key for key in manifest if key.startswith("version")] == []
    project = source_tree.text(source_root, "pyproject.toml").split("[project]")[1].split("\n[")[0]
    assert re.search(r'^dynamic = \["version"\]$', project, re.MULTILINE)
    assert not re.search(r"^version\b", project, re.MULTILINE)


def test_the_command_says_its_version(source_root, komparu):
    done = subprocess.run([komparu, "--version"], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[0] == f"komparu {pieces_of(source_root)}"


def dev_version(root, *tag):
    done = subprocess.run(
        [root / "dev", "version", *tag], capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stdout.strip(), done.stderr.strip()


def test_the_tag_of_this_version_can_be_released(source_root):
    version = pieces_of(source_root)
    assert dev_version(source_root) == (0, version, "")
    assert dev_version(source_root, f"v{version}") == (0, version, "")
    status, _, why = dev_version(source_root, "v99.0.0")
    assert (status, why) == (1, f"dev: the tag v99.0.0 is not v{version}")


GOOD = {
    HEADER: "#define V_MAJOR 1\n#define V_MINOR 2\n#define V_PATCH 3\n#define V_STRING \"1.2.3\"\n",
    "CHANGELOG.md": "## [Unreleased]\n\n## [1.2.3] - 2026-01-02\n\n## [1.2.2] - 2026-01-01\n",
    "man/komparu.1": '.TH KOMPARU 1 2026-01-02 "komparu 1.2.3" "User Commands"\n',
    "man/komparu.3": '.TH KOMPARU 3 2026-01-02 "komparu 1.2.3" "Manual"\n',
    "Dockerfile": 'LABEL org.opencontainers.image.version="1.2.3"\n',
    "docs/ci.md": "komparu_1.2.3-1_amd64.deb\n  image: x/komparu:1.2.3\n  rev: v1.2.3\n",
    "pyproject.toml": "regex = '_STRING \"(?P<value>[^\"]+)\"'\n",
}


def test_selftest_one_version_passes(bad_tree):
    assert disagreements(bad_tree(GOOD)) == []


@pytest.mark.parametrize("path", GOOD)
def test_selftest_another_version_is_found(bad_tree, path):
    other = {path: GOOD[path].replace("1.2.3", "1.2.4").replace("_STRING", "_OTHER")}
    found = disagreements(bad_tree({**GOOD, **other}))
    assert found
    assert all(line.split()[0] in (path, "pyproject.toml") for line in found)


def test_selftest_a_release_needs_its_date(source_root, bad_tree):
    files = {**GOOD, "dev": source_tree.text(source_root, "dev")}
    files[HEADER] = files[HEADER].replace("V_", "KOMPARU_VERSION_")

    def tried(heading="## [1.2.3] - 2026-01-02"):
        root = bad_tree({**files, "CHANGELOG.md": heading + "\n"})
        (root / "dev").chmod(0o755)
        return dev_version(root, "v1.2.3")

    assert tried() == (0, "1.2.3", "")
    status, _, why = tried("## [1.2.3] - unreleased")
    assert (status, why) == (1, "dev: CHANGELOG.md has no heading for 1.2.3 with a date")
    status, _, why = tried("## [1.2.3] - 2026-01-03")
    assert (status, why) == (1, "dev: man/komparu.1 is not of komparu 1.2.3, 2026-01-03")
