# SPDX-License-Identifier: MIT
"""Each promise of docs/threats.md is held by a test, and each rule of docs/hazards.md has one.

A test carries the name of its rule: `test_x1_...`, or TEST_CASE("X1: ...").
"""

import re

import pytest
from documents import ROOT, text

TESTS = [path for path in (ROOT / "tests").rglob("*") if path.suffix in (".py", ".cc")]
_NAMED = re.compile(r"`((?:tests/)?[\w/]*(?:test_\w+\.py|\w+_test\.cc)|tests/[\w/]+)`")
_RULE = re.compile(r"\b([A-Z])(\d+)(?:-[A-Z](\d+))?\b")


def _rows(document, heading):
    """The cells of the table below a heading, without its first two lines."""
    section = text(document).split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _rules(cell):
    """F1-F3 is F1, F2 and F3."""
    return [f"{letter}{number}" for letter, first, last in _RULE.findall(cell)
            for number in range(int(first), int(last or first) + 1)]


def _tests(cell):
    """The files that are named, or lie in a named directory."""
    found = []
    for name in _NAMED.findall(cell):
        matching = [path for path in TESTS
                    if f"/{path.relative_to(ROOT)}".endswith(f"/{name}")
                    or str(path.relative_to(ROOT)).startswith(f"{name}/")]
        assert matching, f"there is no {name}"
        found += matching
    return found


def _carries(path, rule):
    content = path.read_text(encoding="utf-8")
    python = rf"^(?:async )?def test_(?:\w+_)?{rule.lower()}_"
    return re.search(python if path.suffix == ".py" else rf'TEST_CASE\("[^"]*\b{rule}\b[^"]*"',
                     content, re.MULTILINE) is not None


PROMISES = _rows("docs/threats.md", "What is promised")


@pytest.mark.parametrize("promise, rules, held_by", PROMISES, ids=[row[1] for row in PROMISES])
def test_a_promise_names_tests_that_carry_its_rules(promise, rules, held_by):
    files = _tests(held_by)
    assert _rules(rules)
    for rule in _rules(rules):
        assert any(_carries(path, rule) for path in files), f"{promise}: no named test has {rule}"


def test_what_is_not_promised_but_tested_names_the_test():
    section = text("docs/threats.md").split("\n## What is not promised\n")[1]
    assert _tests(section)


def test_a_rule_has_a_test_and_names_only_such_that_exist():
    rows = [line for line in text("docs/hazards.md").splitlines() if re.match(r"\| [A-Z]\d", line)]
    assert len(rows) > 70
    for row in rows:
        rule = row.split("|")[1].strip()
        _tests(row)
        assert rule.startswith("P") or any(_carries(path, rule) for path in TESTS), rule
