# SPDX-License-Identifier: MIT
"""What others build on: the Dockerfile, the hooks for pre-commit, the examples of docs/ci.md."""

import json
import re
import shlex
import subprocess

import pytest
import source_tree
import yaml


def dockerfile(root):
    """(instruction, rest) of each instruction, continued lines joined."""
    lines = source_tree.text(root, "Dockerfile").replace("\\\n", " ").splitlines()
    return [tuple(line.split(None, 1)) for line in lines if line and not line.startswith("#")]


def installed_packages(instructions):
    """What apt-get is told to install, each stage for itself, without options and local files."""
    stages = []
    for instruction, rest in instructions:
        if instruction == "FROM":
            stages.append(set())
        for words in re.findall(r"apt-get install ([^&|;]*)", rest):
            stages[-1] |= {word for word in words.split() if not re.match(r"-|/", word)}
    return stages


def listed_packages(root):
    """All that ./dev installs for one thing or another."""
    lists = re.findall(r"^\w+_packages=\(([^)]*)\)", source_tree.text(root, "dev"), re.MULTILINE)
    return {word for words in lists for word in words.split()}


def broken_image(root):
    instructions = dockerfile(root)
    found = []
    for packages in installed_packages(instructions):
        for package in sorted(packages - listed_packages(root)):
            found.append(f"Dockerfile: {package} is no package that ./dev installs")
    shown = source_tree.text(root, ".dockerignore").splitlines()
    if "*" not in shown:
        found.append(".dockerignore: shows more than what is named")
    for instruction, rest in instructions:
        words = rest.split()
        if instruction != "COPY" or words[0].startswith("--"):
            continue
        for source in words[:-1]:
            if not (root / source).exists():
                found.append(f"Dockerfile: COPY {source}: is not there")
            if f"!{source}" not in shown:
                found.append(f".dockerignore: hides {source}")
    presets = json.loads(source_tree.text(root, "CMakePresets.json"))["configurePresets"]
    for preset in set(re.findall(r"--preset (\w+)", " ".join(rest for _, rest in instructions))):
        if preset not in {known["name"] for known in presets}:
            found.append(f"Dockerfile: {preset} is no preset")
    last_stage = max(i for i, (instruction, _) in enumerate(instructions) if instruction == "FROM")
    users = [rest for instruction, rest in instructions[last_stage:] if instruction == "USER"]
    if not users or users[-1] in ("root", "0"):
        found.append("Dockerfile: runs as root")
    return found


def test_the_image_is_made_of_what_is_there(source_root):
    source_tree.expect_none(broken_image(source_root))


def test_the_build_of_the_image_finds_every_file_it_reads(source_root):
    """What the build without tests takes from the source tree is copied."""
    copied = set()
    for instruction, rest in dockerfile(source_root):
        if instruction == "COPY":
            copied |= set(rest.split()[:-1])
    read = set()
    for path in source_tree.files(source_root, {".cmake", ".in", ".txt"}):
        if path.parts[0] in ("tests", "docs", "benchmarks", "bindings"):
            continue
        content = re.sub(r"#[^\n]*", "", source_tree.text(source_root, path))
        read |= set(re.findall(r"PROJECT_SOURCE_DIR[}@]/([\w.-]+)", content))
        if path.parts[0] == "cmake":
            named = re.findall(r"\b(?:man|cmake)/[\w.]+", content)
            read |= {word.split("/")[0] for word in named}
    assert {"LICENSE", "CHANGELOG.md", "man", "cmake"} <= read
    assert read - copied - {"docs", "benchmarks", "tests", "bindings"} == set()


def examples(root):
    """The YAML of docs/ci.md."""
    content = source_tree.text(root, "docs/ci.md")
    blocks = re.findall(r"^```yaml\n(.*?)^```", content, re.MULTILINE | re.DOTALL)
    return [yaml.safe_load(block) for block in blocks]


def test_the_hook_runs_the_command(source_root):
    hooks = yaml.safe_load(source_tree.text(source_root, ".pre-commit-hooks.yaml"))
    assert [(hook["id"], hook["entry"], hook["language"]) for hook in hooks] == [
        ("komparu", "komparu", "system")
    ]
    assert hooks[0]["pass_filenames"] is False


def test_the_examples_name_hooks_that_exist(source_root):
    hooks = yaml.safe_load(source_tree.text(source_root, ".pre-commit-hooks.yaml"))
    repos = [repo for example in examples(source_root) for repo in example.get("repos", [])]
    used = [hook for repo in repos for hook in repo["hooks"]]
    assert used
    assert {hook["id"] for hook in used} <= {hook["id"] for hook in hooks}


def test_the_workflow_of_the_examples_may_only_read(source_root):
    workflows = [example for example in examples(source_root) if "permissions" in example]
    assert [workflow["permissions"] for workflow in workflows] == [{"contents": "read"}]


def example_commands(root):
    """The words of every komparu command in docs/ci.md, without what the shell takes."""
    lines = re.findall(
        r"^(?:\$ |\s*- |\s*- run: |\s*run: )(komparu .*)$",
        source_tree.text(root, "docs/ci.md"),
        re.MULTILINE,
    )
    for line in lines:
        yield [word for word in shlex.split(line, comments=True)[1:] if word[0] not in "<>"]


def test_the_examples_use_options_that_exist(source_root, komparu, tmp_path):
    """Trouble with operands that are not there, never with an option."""
    commands = list(example_commands(source_root))
    assert len(commands) > 6
    for words in commands:
        operands = [word if "://" not in word else "missing" for word in words]
        done = subprocess.run(
            [komparu, *operands], cwd=tmp_path, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 2
        assert "missing operand" not in done.stderr
        assert "--help" not in done.stderr, done.stderr


DOCKERFILE = """\
FROM debian:12-slim AS build
RUN apt-get update && apt-get install -y \\
    cmake
COPY CMakeLists.txt /komparu/
RUN cmake --preset package
FROM debian:12-slim
RUN apt-get install -y cmake /package/komparu.deb && true
USER komparu
"""


@pytest.fixture
def image(bad_tree):
    def make(old="", new="", shown="*\n!CMakeLists.txt\n"):
        return bad_tree(
            {
                "Dockerfile": DOCKERFILE.replace(old, new) if old else DOCKERFILE,
                ".dockerignore": shown,
                "CMakeLists.txt": "",
                "CMakePresets.json": '{"configurePresets": [{"name": "package"}]}',
                "dev": "build_packages=(cmake\n  ninja-build)\n",
            }
        )

    return make


def test_selftest_a_good_image_passes(image):
    assert broken_image(image()) == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("    cmake\n", "    cmoke\n", "Dockerfile: cmoke is no package that ./dev installs"),
        ("--preset package", "--preset fast", "Dockerfile: fast is no preset"),
        ("USER komparu\n", "", "Dockerfile: runs as root"),
        ("USER komparu", "USER root", "Dockerfile: runs as root"),
    ],
)
def test_selftest_a_bad_image_is_found(image, old, new, finding):
    assert broken_image(image(old, new)) == [finding]


def test_selftest_a_source_that_cannot_be_copied_is_found(image):
    assert broken_image(image("COPY CMakeLists.txt", "COPY missing.txt")) == [
        "Dockerfile: COPY missing.txt: is not there",
        ".dockerignore: hides missing.txt",
    ]
    assert broken_image(image(shown="")) == [
        ".dockerignore: shows more than what is named",
        ".dockerignore: hides CMakeLists.txt",
    ]
