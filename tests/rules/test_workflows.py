# SPDX-License-Identifier: MIT
"""The workflows do what ./dev does, with no more permissions than they need."""

import re

import pytest
import source_tree
import yaml

WORKFLOWS = ".github/workflows"

# Jobs that may do more than read, and what.
MAY = {"publish": {"id-token": "write"}, "release": {"contents": "write"},
       "attest": {"contents": "read", "id-token": "write", "attestations": "write"}}


def workflows(root):
    """(path, parsed) of each."""
    directory = root / WORKFLOWS
    paths = sorted(path.relative_to(root) for path in directory.glob("*.yml"))
    return [(path, yaml.safe_load(source_tree.text(root, path))) for path in paths]


def dev_commands(root):
    return set(re.findall(r"^  (\w+)\) \w+", source_tree.text(root, "dev"), re.MULTILINE))


def steps(workflow):
    for name, job in workflow["jobs"].items():
        for step in job.get("steps", []):
            yield name, step


def unknown_commands(root):
    """What the steps run of this source tree is there, and ./dev knows its commands."""
    found = []
    known = dev_commands(root)
    for path, workflow in workflows(root):
        for job, step in steps(workflow):
            line = step.get("run", "")
            for command in re.findall(r"(?<!\S)\./dev(?: (\w+))?", line):
                if command not in known:
                    found.append(f"{path}: {job}: ./dev {command} is no command")
            for script in re.findall(r"(?<!\S)(?!\./dev\b)((?:\./|\.ci/|tests/)\S+)", line):
                if not (root / script).is_file():
                    found.append(f"{path}: {job}: there is no {script}")
    return found


def too_much_allowed(root):
    found = []
    for path, workflow in workflows(root):
        if workflow.get("permissions") != {"contents": "read"}:
            found.append(f"{path}: permissions are not those to read, and no others")
        for name, job in workflow["jobs"].items():
            if job.get("permissions", MAY.get(name)) != MAY.get(name):
                found.append(f"{path}: {name}: may more than it needs")
        for name, step in steps(workflow):
            uses = step.get("uses", "")
            if uses.startswith("actions/checkout@"):
                if step.get("with", {}).get("persist-credentials") is not False:
                    found.append(f"{path}: {name}: leaves its credentials in the checkout")
                if name in MAY:
                    found.append(f"{path}: {name}: may write and has the sources")
            if uses and not re.search(r"@(v\d+|release/v\d+|[0-9a-f]{40})$", uses):
                found.append(f"{path}: {name}: {uses} names no version")
            if "secrets." in str(step):
                found.append(f"{path}: {name}: uses a secret")
    return found


def loose_ends(root):
    """Jobs wait for jobs that exist, call workflows that can be called, and end some time."""
    found = []
    parsed = dict(workflows(root))
    for path, workflow in parsed.items():
        for name, job in workflow["jobs"].items():
            needs = job.get("needs", [])
            for other in [needs] if isinstance(needs, str) else needs:
                if other not in workflow["jobs"]:
                    found.append(f"{path}: {name}: needs {other}, which is no job")
            if "uses" in job:
                called = next(
                    (other for place, other in parsed.items() if job["uses"] == f"./{place}"), {}
                )
                # YAML 1.1 reads the key `on` as true.
                if "workflow_call" not in called.get(True, {}):
                    found.append(f"{path}: {name}: {job['uses']} cannot be called")
            elif "timeout-minutes" not in job:
                found.append(f"{path}: {name}: has no time limit")
    return found


def test_steps_run_what_is_there(source_root):
    source_tree.expect_none(unknown_commands(source_root))


def test_jobs_may_read_and_no_more(source_root):
    source_tree.expect_none(too_much_allowed(source_root))


def test_jobs_hang_together(source_root):
    source_tree.expect_none(loose_ends(source_root))


def test_a_release_is_published_by_a_job_of_its_own(source_root):
    """It waits for all that is published, and runs nothing of the source tree."""
    release = dict((path.stem, parsed) for path, parsed in workflows(source_root))["release"]
    jobs = release["jobs"]
    assert set(jobs["publish"]["needs"]) == set(jobs) - {"version", "publish", "release"}
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert not any("run" in step for step in jobs["publish"]["steps"])


GOOD = """\
on: {push: {}, workflow_call: {}}
permissions: {contents: read}
jobs:
  test:
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@v4
        with: {persist-credentials: false}
      - run: ./dev test -L unit
      - run: .ci/run
  publish:
    needs: test
    timeout-minutes: 5
    permissions: {id-token: write}
    steps:
      - uses: a/b@release/v1
  all:
    needs: [test, publish]
    uses: ./.github/workflows/x.yml
"""


@pytest.fixture
def made(bad_tree):
    def make(*changes):
        text = GOOD
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return bad_tree(
            {
                f"{WORKFLOWS}/x.yml": text,
                "dev": "case $1 in\n  test) run_tests ;;\nesac\n",
                ".ci/run": "",
            }
        )

    return make


def findings(root):
    return [
        line.split(": ", 1)[1]
        for rule in (unknown_commands, too_much_allowed, loose_ends)
        for line in rule(root)
    ]


def test_selftest_a_good_workflow_passes(made):
    assert findings(made()) == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("./dev test", "./dev fly", "test: ./dev fly is no command"),
        (".ci/run", ".ci/walk", "test: there is no .ci/walk"),
        (
            "permissions: {contents: read}",
            "permissions: {contents: write}",
            "permissions are not those to read, and no others",
        ),
        (
            "{id-token: write}",
            "{id-token: write, packages: write}",
            "publish: may more than it needs",
        ),
        (
            "  test:\n",
            "  test:\n    permissions: {id-token: write}\n",
            "test: may more than it needs",
        ),
        (
            "{persist-credentials: false}",
            "{fetch-depth: 0}",
            "test: leaves its credentials in the checkout",
        ),
        ("a/b@release/v1", "a/b@main", "publish: a/b@main names no version"),
        (".ci/run", "echo ${{ secrets.KEY }}", "test: uses a secret"),
        ("needs: test", "needs: rest", "publish: needs rest, which is no job"),
        ("workflow_call", "push_call", "all: ./.github/workflows/x.yml cannot be called"),
        (
            "  publish:\n    needs: test\n    timeout-minutes: 5\n",
            "  publish:\n    needs: test\n",
            "publish: has no time limit",
        ),
    ],
)
def test_selftest_a_bad_workflow_is_found(made, old, new, finding):
    assert findings(made((old, new))) == [finding]
