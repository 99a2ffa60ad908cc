# SPDX-License-Identifier: MIT
"""Every code block of a document is of a kind that is tested, here or where it says."""

import json
import re

import console
import documents
import yaml

# A program at the beginning of a line: something to be run, which belongs into a console block.
_RUNS = re.compile(
    r"^(\$ |\./|komparu (?!\[OPTION\])|docker |pip |apt|cmake |python)", re.MULTILINE
)


def _console(block):
    console.commands(block)
    assert console.is_console(block), "no command"


def _yaml(block):
    assert isinstance(yaml.safe_load(block.body), (dict, list))


def _json(block):
    assert isinstance(json.loads(block.body), dict)


def _python(block):
    listed = documents.text("tests/python/test_documents.py")
    assert f'"{block.document}"' in listed, "tests/python/test_documents.py does not try it"
    assert block.body.startswith(">>> ")


def _built(block):
    """test_programs.py builds them."""


def _shown(block):
    assert not _RUNS.search(block.body), "a command outside of a console block"


_CHECKS = {
    "sh": _console,
    "yaml": _yaml,
    "json": _json,
    "python": _python,
    "cpp": _built,
    "cmake": _built,
    "": _shown,
}


def bad_blocks(blocks):
    found = []
    for block in blocks:
        check = _CHECKS.get(block.language)
        try:
            assert check, f"{block.language!r} is no language that is tested"
            check(block)
        except (AssertionError, ValueError, yaml.YAMLError, console.NotAConsole) as problem:
            found.append(f"{block}: {problem}".splitlines()[0])
    return found


def test_every_block_is_of_a_kind_that_is_tested():
    blocks = [block for name in documents.names() for block in documents.blocks(name)]
    assert len(blocks) > 40
    assert {"sh", "yaml", "python", "cpp", "cmake"} < {block.language for block in blocks}
    found = bad_blocks(blocks)
    assert not found, "\n" + "\n".join(found)


def test_no_block_is_left_open():
    """Every fence belongs to a block that was found."""
    for name in documents.names():
        content = documents.without_blocks(documents.text(name))
        assert not re.search(r"^\s*(```|~~~)", content, re.MULTILINE), name


def test_selftest_bad_blocks_are_found():
    def found(language, body):
        return bad_blocks([documents.Block("x.md", 3, language, body)])

    assert found("sh", "komparu a b\n") == ["x.md:3: x.md:4: 'komparu a b' is no command ($ ...)"]
    assert found("yaml", "a: [\n") != []
    assert found("json", "{a}\n") != []
    assert found("python", ">>> 1\n") == [
        "x.md:3: tests/python/test_documents.py does not try it"
    ]
    assert found("", "./dev test\n") == ["x.md:3: a command outside of a console block"]
    assert found("ruby", "1\n") == ["x.md:3: 'ruby' is no language that is tested"]
    assert found("json", '{"a": 1}\n') == found("sh", "$ true\n") == found("", "a -> b\n") == []
