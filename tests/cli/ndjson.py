# SPDX-License-Identifier: MIT
"""Reads JSON output and holds every line to docs/komparu.schema.json."""

import base64
import json
import os
from pathlib import Path

import jsonschema

_SCHEMA = json.loads(
    (Path(os.environ["KOMPARU_SOURCE_DIR"]) / "docs" / "komparu.schema.json").read_text("utf-8")
)
VALIDATOR = jsonschema.Draft201909Validator(_SCHEMA)
DIFFERENCES = {"content", "size", "kind", "link"}
TROUBLES = set(_SCHEMA["$defs"]["entry"]["properties"]["reason"]["enum"]) - DIFFERENCES
COUNTS = {"same": "same", "differ": "differ", "only_left": "only_left", "only_right": "only_right",
          "error": "errors"}


def lines_of(result):
    """All lines, the summary last."""
    assert result.out.endswith(b"\n"), result
    lines = [json.loads(line) for line in result.out.splitlines()]
    for line in lines:
        VALIDATOR.validate(line)
    assert [line["type"] for line in lines].index("summary") == len(lines) - 1
    return lines


def read(result):
    """All lines but the summary, and the summary."""
    *lines, summary = lines_of(result)
    if result.status >= 0:
        assert summary["exit"] == result.status
    return lines, summary


def path_of(line):
    """The path of an entry in the system's own bytes."""
    if "path_b64" in line:
        raw = base64.b64decode(line["path_b64"], validate=True)
        try:
            raw.decode()
        except UnicodeDecodeError:
            return raw
        raise AssertionError(f"a lossless form of what is UTF-8 already: {line}")
    return line["path"].encode()


def entries(result):
    """{path: status or reason of the difference or trouble}, and the summary, which must count
    what was reported; no path comes twice."""
    lines, summary = read(result)
    found = {}
    for line in lines:
        path = path_of(line)
        assert line["type"] == "entry" and path not in found, line
        found[path] = line.get("reason") or line["status"]
    for status, name in COUNTS.items():
        reported = sum(line["status"] == status for line in lines)
        if reported or status != "same":
            assert summary[name] == reported, (name, summary)
    return found, summary
