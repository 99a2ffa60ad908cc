# SPDX-License-Identifier: MIT
"""The schema of JSON output: it says no to what is no line of komparu's, and its words are those of
the library."""

import os
import re
from pathlib import Path

import jsonschema
import pytest
from ndjson import VALIDATOR

_SIDES = {"left": {"kind": "file", "size": 1}, "right": {"kind": "file", "size": None}}
_DIFFER = {
    **{"v": 1, "type": "entry", "path": "a", "status": "differ", "reason": "content", "offset": 0},
    **_SIDES,
}
_ERROR = {
    **{"v": 1, "type": "entry", "path": "a", "status": "error", "reason": "unreadable"},
    **{"message": "why", "errno": 13},
}
_LEFT = {"v": 1, "type": "entry", "path": "a", "status": "only_left", "left": _SIDES["left"]}
_GROUP = {"v": 1, "type": "group", "members": ["a", "b"]}
_PAIR = {"v": 1, "type": "pair", "pair": 0, "left": "a", "right": "b", "exit": 1}
_COUNTS = ("same", "differ", "only_left", "only_right", "errors", "excluded", "bytes_read")
_SUMMARY = {
    **{"v": 1, "type": "summary", "exit": 0, "seconds": 0.25, "complete": True},
    **dict.fromkeys(_COUNTS, 0),
}
_LINES = [_DIFFER, _ERROR, _LEFT, _GROUP, _PAIR, _SUMMARY]


def _without(line, name):
    return {key: value for key, value in line.items() if key != name}


@pytest.mark.parametrize("line", _LINES, ids=lambda line: line.get("status", line["type"]))
def test_a_line_needs_each_of_its_members_and_no_other(line):
    VALIDATOR.validate(line)
    optional = {"left"} if line is _LEFT else set()
    for name in line.keys() - optional:
        assert not VALIDATOR.is_valid(_without(line, name)), name
    assert not VALIDATOR.is_valid({**line, "unheard_of": 1})
    assert not VALIDATOR.is_valid({**line, "v": 2})
    assert not VALIDATOR.is_valid({**line, "type": "tale"})


@pytest.mark.parametrize(
    "line",
    [
        {**_DIFFER, "reason": "unreadable"},
        {**_DIFFER, "reason": "size", "offset": 4},
        {**_DIFFER, "offset": -1},
        {**_DIFFER, "left": {"kind": "regular", "size": 1}},
        {**_DIFFER, "left": {"kind": "file"}},
        {**_DIFFER, "message": "why"},
        {**_DIFFER, "path_b64": "?"},
        {**_ERROR, "reason": "content"},
        {**_ERROR, "errno": 0},
        {**_ERROR, "message": ""},
        {**_LEFT, "reason": "content"},
        {**_LEFT, "right": _SIDES["right"]},
        {**_LEFT, "status": "only_right"},
        {**_GROUP, "members": []},
        {**_PAIR, "exit": 3},
        {**_SUMMARY, "same": -1},
        {**_SUMMARY, "seconds": "0.25"},
    ],
)
def test_a_line_that_cannot_be_is_refused(line):
    assert not VALIDATOR.is_valid(line)


def _enumerators(header, name):
    include = Path(os.environ["KOMPARU_SOURCE_DIR"]) / "libkomparu" / "include" / "komparu"
    body = re.search(rf"enum class {name} \{{(.*?)\}};", (include / header).read_text(), re.DOTALL)
    return set(re.findall(r"^\s*(\w+),", re.sub(r"//.*", "", body[1]), re.MULTILINE))


def test_the_reasons_are_those_of_the_library():
    jsonschema.Draft201909Validator.check_schema(VALIDATOR.schema)
    properties = VALIDATOR.schema["$defs"]["entry"]["properties"]
    # bad_option never reaches a report.
    codes = _enumerators("error.h", "ErrorCode") - {"bad_option"}
    assert len(codes) > 10
    assert set(properties["reason"]["enum"]) == codes | _enumerators("result.h", "Reason")
