# SPDX-License-Identifier: MIT
"""What a run with --json says, reduced to what a test is about."""

import ndjson


def status_and_reasons(komparu, *args, **how):
    """The status, and {path: reason or status}; an archive as a whole has the path b""."""
    result = komparu.run("--json", *args, **how)
    assert result.err == b"", result
    found, _ = ndjson.entries(result)
    return result.status, found


def is_trouble(komparu, reason, *args, **how):
    """Whether the run ends in trouble, for this reason and no other."""
    status, found = status_and_reasons(komparu, *args, **how)
    assert status == 2 and set(found.values()) & ndjson.TROUBLES == {reason}, (args, found)
