# SPDX-License-Identifier: MIT
"""What is installed: all of it, in its place, and working there."""

import os
import re
import shutil
import subprocess

import pytest
from conftest import run


def files(prefix):
    return {str(path.relative_to(prefix)) for path in prefix.rglob("*") if path.is_file()}


def component(build_dir, name, prefix):
    run("cmake", "--install", build_dir, "--prefix", prefix, "--component", name)
    return files(prefix)


def test_every_public_header_is_installed(installed, source_dir):
    headers = source_dir / "libkomparu" / "include" / "komparu"
    there = {path.name for path in (installed / "include" / "komparu").iterdir()}
    assert there == {path.name for path in headers.iterdir()}


def test_the_components_part_the_command_from_the_library(installed, build_dir, tmp_path):
    command = component(build_dir, "komparu", tmp_path / "command")
    development = component(build_dir, "dev", tmp_path / "development")
    assert "bin/komparu" in command
    assert "share/man/man1/komparu.1" in command
    assert "share/man/man3/komparu.3" in development
    assert any(re.fullmatch(r"lib/.*libkomparu\.(a|so)", name) for name in development)
    assert not command & development
    assert all(name in command | development for name in files(installed))


def test_nothing_installed_names_where_it_was_built(installed, build_dir, source_dir):
    for path in installed.rglob("*"):
        if not path.is_file() or path.suffix == ".a" or path.parent.name == "bin":
            continue
        content = path.read_bytes()
        assert os.fsencode(build_dir) not in content, path
        assert os.fsencode(source_dir) not in content, path


def test_the_installed_command_compares(installed, pair):
    for other, status in {"b": 0, "c": 1, "d": 2}.items():
        done = subprocess.run(
            [installed / "bin" / "komparu", "-s", "a", other], cwd=pair, timeout=60
        )
        assert done.returncode == status


def test_the_installed_cmake_package_has_the_version_of_the_header(installed, version):
    (config,) = installed.rglob("komparuConfigVersion.cmake")
    told = re.search(r'set\(PACKAGE_VERSION "(.*)"\)', config.read_text())
    assert told[1] == ".".join(map(str, version))


# Where each shell looks below a prefix, and what it knows of komparu then.
COMPLETED = {
    "bash": (
        "bash-completion/completions/komparu",
        ["bash", "--norc", "-c", "source {bash_completion} && _completion_loader komparu; "
         "complete -p komparu"],
        "complete -o bashdefault -o default -F _komparu komparu\n",
    ),
    "zsh": (
        "zsh/site-functions/_komparu",
        ["zsh", "-f", "-c", "fpath=({share}/zsh/site-functions $fpath); autoload -Uz compinit; "
         "compinit -u -D; print $_comps[komparu]"],
        "_komparu\n",
    ),
    "fish": (
        "fish/vendor_completions.d/komparu.fish",
        ["fish", "-c", "complete -C 'komparu --report-id'"],
        "--report-identical-files\talso report what is the same\n",
    ),
}
BASH_COMPLETION = "/usr/share/bash-completion/bash_completion"


@pytest.mark.parametrize("shell", COMPLETED)
def test_the_shells_find_the_installed_completions(installed, tmp_path, shell):
    place, command, answer = COMPLETED[shell]
    script = installed / "share" / place
    printed = run(installed / "bin" / "komparu", f"--completions={shell}")
    assert script.read_text() == printed
    if shutil.which(shell) is None or (shell == "bash" and not os.path.exists(BASH_COMPLETION)):
        pytest.skip(f"no completions for {shell} here")
    share = installed / "share"
    environment = {
        "PATH": f"{installed / 'bin'}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "XDG_DATA_DIRS": str(share),
        "LC_ALL": "C.UTF-8",
    }
    words = [word.format(share=share, bash_completion=BASH_COMPLETION) for word in command]
    assert run(*words, env=environment) == answer


@pytest.mark.parametrize("page", ["man1/komparu.1", "man3/komparu.3"])
@pytest.mark.skipif(shutil.which("man") is None, reason="no man")
def test_man_finds_no_fault_with_the_pages(installed, page):
    done = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", "share/man/" + page],
        cwd=installed,
        env={**os.environ, "LC_ALL": "C.UTF-8", "MANROFFSEQ": "", "MANWIDTH": "80"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
