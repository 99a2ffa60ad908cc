# SPDX-License-Identifier: MIT
"""Links within the tree lead somewhere; those out of it are the ones listed here."""

import re
from urllib.parse import urlsplit

import documents
import pytest

# No network is needed to know whether they are still wanted, and a new one is seen.
ABROAD = {
    "https://curl.se/libcurl/",
    "https://fishshell.com/",
    "https://github.com/CLIUtils/CLI11",
    "https://github.com/JuliaStrings/utf8proc",
    "https://github.com/MagicStack/uvloop",
    "https://github.com/catchorg/Catch2",
    "https://github.com/csernazs/pytest-httpserver",
    "https://github.com/fmtlib/fmt",
    "https://github.com/intel/isa-l",
    "https://github.com/jessek/hashdeep",
    "https://github.com/libarchive/libarchive",
    "https://github.com/madler/zlib",
    "https://github.com/nlohmann/json",
    "https://github.com/openssl/openssl",
    "https://github.com/pybind/pybind11",
    "https://github.com/pytest-dev/pytest",
    "https://github.com/pytest-dev/pytest-xdist",
    "https://github.com/python-jsonschema/jsonschema",
    "https://github.com/python/mypy",
    "https://github.com/scikit-build/scikit-build-core",
    "https://github.com/scop/bash-completion",
    "https://github.com/yaml/pyyaml",
    "https://keepachangelog.com/en/1.1.0/",
    "https://matplotlib.org/",
    "https://nginx.org/",
    "https://rclone.org/",
    "https://semver.org/",
    "https://strace.io/",
    "https://valgrind.org/",
    "https://www.openssl.org/",
    "https://www.zsh.org/",
}


def is_abroad(target):
    return re.match(r"[a-z][a-z0-9+.-]*:", target) is not None


def broken_links(root, names):
    found = []
    for name in names:
        content = documents.text(name, root)
        for line, target in documents.links(content):
            if is_abroad(target):
                continue
            path, _, fragment = target.partition("#")
            where = (root / name).parent / path if path else root / name
            if not where.exists() or not where.resolve().is_relative_to(root.resolve()):
                found.append(f"{name}:{line}: {target}: is not there")
            elif fragment and fragment not in documents.anchors(where.read_text()):
                found.append(f"{name}:{line}: {target}: no heading is called so")
    return found


def abroad():
    return {
        target
        for name in documents.names()
        for _, target in documents.links(documents.text(name))
        if is_abroad(target)
    }


def test_links_within_the_tree_lead_somewhere():
    names = documents.names()
    assert {"README.md", "docs/urls.md", "benchmarks/README.md"} <= set(names)
    found = broken_links(documents.ROOT, names)
    assert not found, "\n" + "\n".join(found)


def test_links_out_of_the_tree_are_those_listed():
    assert abroad() == ABROAD


@pytest.mark.parametrize("url", sorted(ABROAD))
def test_links_out_of_the_tree_are_well_formed(url):
    parts = urlsplit(url)
    assert parts.scheme == "https"
    assert re.fullmatch(r"([a-z0-9-]+\.)+[a-z]+", parts.netloc)
    assert re.fullmatch(r"[\w/.+-]*", parts.path)
    assert not parts.query


def test_every_chart_is_shown():
    shown = {target for _, target in documents.links(documents.text("docs/performance.md"))}
    drawn = [path.name for path in (documents.ROOT / "docs/charts").glob("*.svg")]
    assert drawn
    assert {f"charts/{name}" for name in drawn} <= shown


def test_every_document_is_reached_from_the_readme():
    reached, unread = set(), ["README.md"]
    while unread:
        name = unread.pop()
        reached.add(name)
        for _, target in documents.links(documents.text(name)):
            path = (documents.ROOT / name).parent / target.partition("#")[0]
            if is_abroad(target) or path.suffix != ".md":
                continue
            linked = str(path.resolve().relative_to(documents.ROOT))
            if linked not in reached:
                unread.append(linked)
    assert set(documents.names()) - reached == set()


# Where a path in code begins; below the library and the package, documents shorten it.
_ROOMS = ["", "libkomparu/src", "libkomparu/include", "bindings/python", "bindings/python/komparu"]
_PATH = re.compile(r"(?<![\w/.~$-])[\w.-]+(?:/[\w.*-]+)+/?(?!\w)")
_OURS = re.compile(
    r"(?:libkomparu|apps|bindings|tests|cmake|docs|man|benchmarks|\.ci|\.github"
    r"|base|file|http|archive|compare|tree|pool|komparu|aio)/"
)


def missing_paths(root, names):
    """Files and directories of the tree that stand in code in a text."""
    found = []
    for name in names:
        content = documents.without_blocks(documents.text(name, root))
        for code in re.findall(r"`([^`\n]+)`", content):
            for path in _PATH.findall(code):
                if not _OURS.match(path):
                    continue
                pattern = path.rstrip("/")
                places = [(root / name).parent] + [root / room for room in _ROOMS]
                if not any([*place.glob(pattern), *place.glob(f"{pattern}.*")] for place in places):
                    found.append(f"{name}: {path}: is not there")
    return found


def test_files_that_are_named_are_there():
    found = missing_paths(documents.ROOT, documents.names())
    assert not found, "\n" + "\n".join(found)


def test_selftest_a_file_that_is_not_there_is_found(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text("`docs/a.md` `docs/b.md` `http/y.cc` `a/b` `docs/*.md`\n")
    assert missing_paths(tmp_path, ["docs/a.md"]) == [
        "docs/a.md: docs/b.md: is not there",
        "docs/a.md: http/y.cc: is not there",
    ]


TREE = {
    "a.md": "# One\n## Two & three\n## One\n[here](#one-1) [b](d/b.md) [c](d/b.md#x-y)\n"
    '<img src="d/p.svg"> `[no](no.md)`\n```\n[no](no.md)\n```\n[o](https://example.org/)\n',
    "d/b.md": "# X `y`\n[up](../a.md#two--three)\n",
    "d/p.svg": "",
}


@pytest.fixture
def tree(tmp_path):
    def make(old="", new=""):
        for name, text in TREE.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text.replace(old, new) if old else text)
        return tmp_path

    return make


def test_selftest_good_links_pass(tree):
    assert broken_links(tree(), ["a.md", "d/b.md"]) == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("(d/b.md)", "(d/c.md)", "a.md:4: d/c.md: is not there"),
        ("#one-1", "#one-2", "a.md:4: #one-2: no heading is called so"),
        ("d/p.svg", "d/q.svg", "a.md:5: d/q.svg: is not there"),
        ("two--three", "two-three", "d/b.md:2: ../a.md#two-three: no heading is called so"),
        ("(d/b.md)", "(../..)", "a.md:4: ../..: is not there"),
    ],
)
def test_selftest_broken_links_are_found(old, new, finding, tree):
    assert broken_links(tree(old, new), ["a.md", "d/b.md"]) == [finding]
