# SPDX-License-Identifier: MIT
"""The C++ and the CMake of the documents, built against the installed library."""

import os
import re
import subprocess

import documents
import pytest

_COMPILER = os.environ.get("KOMPARU_CXX")
_BLOCKS = [block for name in documents.names() for block in documents.blocks(name)]
_PROGRAMS = [block for block in _BLOCKS if block.language == "cpp"]
_PROJECTS = [block for block in _BLOCKS if block.language == "cmake"]

pytestmark = pytest.mark.skipif(not _COMPILER, reason="nothing is installed from this build")


def run(*command):
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    directory = tmp_path_factory.mktemp("prefix")
    run("cmake", "--install", os.environ["KOMPARU_BUILD_DIR"], "--prefix", directory)
    return directory


def source_of(block, number):
    """A translation unit of its own: includes first, the rest in a function if it is no program."""
    includes = re.findall(r"^#include .*$", block.body, re.MULTILINE)
    rest = re.sub(r"^#include .*\n", "", block.body, flags=re.MULTILINE)
    lines = ["#include <komparu/komparu.h>", *includes]
    lines += [f"namespace snippet_{number} {{", "void run();", "void run() {", rest, "}", "}"]
    return "\n".join(lines) + "\n"


def project_of(block, sources):
    return (
        "cmake_minimum_required(VERSION 3.21)\nproject(example LANGUAGES CXX)\n"
        f"add_executable(your_program {' '.join(sources)})\n{block.body}"
    )


def configure(directory, *settings):
    run("cmake", "-S", directory, "-B", directory / "build", "-G", "Ninja",
        f"-DCMAKE_CXX_COMPILER={_COMPILER}", *settings)


def of_kind(kind):
    (block,) = [block for block in _PROJECTS if kind in block.body]
    return block


def test_the_documents_show_programs_and_projects():
    assert {block.document for block in _PROGRAMS} >= {"README.md", "docs/library.md"}
    kinds = [bool(re.match(r"find_package|add_subdirectory", block.body)) for block in _PROJECTS]
    assert kinds == [True] * 2


def test_programs_are_built_with_the_installed_package(prefix, tmp_path):
    sources = ["main.cc"]
    (tmp_path / "main.cc").write_text("int main() { return 0; }\n")
    for number, block in enumerate(_PROGRAMS):
        sources.append(f"snippet_{number}.cc")
        (tmp_path / sources[-1]).write_text(source_of(block, number))
    (tmp_path / "CMakeLists.txt").write_text(project_of(of_kind("find_package"), sources))
    configure(tmp_path, f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_CXX_FLAGS=-Wall -Wextra")
    run("cmake", "--build", tmp_path / "build")


def test_a_project_can_hold_this_one(tmp_path):
    """tests/package builds such a project; here the very lines are tried."""
    (tmp_path / "komparu").symlink_to(documents.ROOT)
    (tmp_path / "main.cc").write_text("int main() { return 0; }\n")
    (tmp_path / "CMakeLists.txt").write_text(
        project_of(of_kind("add_subdirectory"), ["main.cc"])
    )
    configure(tmp_path)
