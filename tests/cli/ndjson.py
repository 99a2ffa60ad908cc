# SPDX-License-Identifier: MIT
"""Reads JSON output and holds every line to the schema."""

import base64
import json

DIFFERENCES = {"content", "size", "kind", "link"}
TROUBLES = {
    "not_found", "unreadable", "changed", "vanished", "wrong_kind", "loop", "http", "tls",
    "blocked_address", "bad_archive", "duplicate", "encrypted", "unsupported", "limit_exceeded",
    "timed_out", "cancelled", "output",
}
KINDS = {"file", "directory", "symbolic_link", "fifo", "socket", "character_device",
         "block_device", "unknown"}
COUNTS = {"same": "same", "differ": "differ", "only_left": "only_left", "only_right": "only_right",
          "error": "errors"}


def _check_side(side):
    assert side["kind"] in KINDS, side
    assert side["size"] is None or (isinstance(side["size"], int) and side["size"] >= 0), side


def _check_entry(line):
    assert line["status"] in COUNTS, line
    assert isinstance(line["path"], str), line
    for name in ("left", "right"):
        if line.get(name) is not None:
            _check_side(line[name])
    if line["status"] == "differ":
        assert line["reason"] in DIFFERENCES, line
        offset = line["offset"]
        assert offset is None or (isinstance(offset, int) and offset >= 0), line
        assert line["left"] and line["right"], line
    elif line["status"] == "error":
        assert line["reason"] in TROUBLES, line
        assert isinstance(line["message"], str) and line["message"], line
        assert line.get("errno") is None or line["errno"] > 0, line
    elif line["status"] == "only_left":
        assert line.get("right") is None, line
    elif line["status"] == "only_right":
        assert line.get("left") is None, line


def read(result):
    """All lines but the summary, and the summary."""
    assert result.out.endswith(b"\n"), result
    lines = [json.loads(line) for line in result.out.splitlines()]
    assert all(line["v"] == 1 for line in lines)
    assert [line["type"] for line in lines].count("summary") == 1
    summary = lines.pop()
    assert summary["type"] == "summary"
    for line in lines:
        assert line["type"] in ("entry", "group", "pair"), line
        if line["type"] == "entry":
            _check_entry(line)
    for name in (*COUNTS.values(), "excluded", "bytes_read"):
        assert isinstance(summary[name], int) and summary[name] >= 0, summary
    assert summary["seconds"] >= 0
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
