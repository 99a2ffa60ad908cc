# SPDX-License-Identifier: MIT
"""What README promises can be done, and every source takes part in the build."""

import os
import re

import source_tree


def broken_promises(root):
    """README names ./dev run and ./dev test, on lines of their own, and ./dev knows both."""
    found = []
    readme = source_tree.text(root, "README.md")
    if not os.access(root / "dev", os.X_OK):
        return ["dev cannot be executed"]
    known = set(re.findall(r"^  (\w+)\) \w+", source_tree.text(root, "dev"), re.MULTILINE))
    for command in ("run", "test"):
        if not re.search(rf"^(\$ )?\./dev {command}( |$)", readme, re.MULTILINE):
            found.append(f"README.md has no line that begins with ./dev {command}")
    for command in sorted(set(re.findall(r"\./dev (\w+)", readme)) | {"run", "test"}):
        if command not in known:
            found.append(f"README.md names ./dev {command}, which dev does not know")
    if not re.search(r"^(\$ )?\./dev test( .*)?$", readme, re.MULTILINE):
        found.append("README.md has no ./dev test for .ci/run to run")
    if "README.md" not in source_tree.text(root, ".ci/run"):
        found.append(".ci/run does not take the test command from README.md")
    return found


def not_in_the_build(root):
    """The build lists every source by name: none is forgotten, none is picked up by a glob."""
    found = []
    named = set()
    for path in source_tree.files(root, {".txt", ".cmake"}):
        content = re.sub(r"#[^\n]*", "", source_tree.text(root, path))
        if re.search(r"file\s*\(\s*GLOB", content, re.IGNORECASE):
            found.append(f"{path}: finds sources by a glob")
        for top, name in re.findall(
            r"(\$\{PROJECT_SOURCE_DIR\}/)?([\w./-]+\.(?:cc|h|c))\b", content
        ):
            named.add(os.path.normpath(name if top else path.parent / name))
    for path in source_tree.files(root, {".cc", ".c"}):
        if str(path) not in named:
            found.append(f"{path}: no CMakeLists.txt names it")
    for path in source_tree.files(root, {".h"}):
        if path.parts[:2] == ("libkomparu", "include") and str(path) not in named:
            found.append(f"{path}: no CMakeLists.txt names it")
    return found


def test_readme_commands_exist(source_root):
    source_tree.expect_none(broken_promises(source_root))


def test_every_source_is_built(source_root):
    source_tree.expect_none(not_in_the_build(source_root))


def ground(readme, dev="case $1 in\n  run) run ;;\n  test) run_tests ;;\nesac\n", mode=0o755):
    def build(bad_tree):
        root = bad_tree({"README.md": readme, "dev": dev, ".ci/run": "grep x README.md\n"})
        (root / "dev").chmod(mode)
        return root

    return build


README = "# x\n```sh\n./dev run a b\n./dev test\n```\n"


def test_selftest_kept_promises_pass(bad_tree):
    assert broken_promises(ground(README)(bad_tree)) == []


def test_selftest_missing_readme_command_is_found(bad_tree):
    root = ground(README.replace("./dev test\n", ""))(bad_tree)
    assert "README.md has no line that begins with ./dev test" in broken_promises(root)


def test_selftest_unknown_command_is_found(bad_tree):
    root = ground(README + "./dev fly\n")(bad_tree)
    assert broken_promises(root) == ["README.md names ./dev fly, which dev does not know"]


def test_selftest_script_without_permission_is_found(bad_tree):
    assert broken_promises(ground(README, mode=0o644)(bad_tree)) == ["dev cannot be executed"]


def test_selftest_forgotten_source_is_found(bad_tree):
    root = bad_tree(
        {
            "libkomparu/CMakeLists.txt": "add_library(x\n  include/komparu/a.h\n"
            "  src/base/a.cc)\n# src/base/b.cc\n",
            "libkomparu/include/komparu/a.h": "",
            "libkomparu/include/komparu/b.h": "",
            "libkomparu/src/base/a.cc": "",
            "libkomparu/src/base/b.cc": "",
            "tests/CMakeLists.txt": "file(GLOB sources *.cc)\n",
        }
    )
    assert not_in_the_build(root) == [
        "tests/CMakeLists.txt: finds sources by a glob",
        "libkomparu/src/base/b.cc: no CMakeLists.txt names it",
        "libkomparu/include/komparu/b.h: no CMakeLists.txt names it",
    ]
