# SPDX-License-Identifier: MIT
"""What a run with URLs says, reduced to what a test is about."""

import re

import ndjson


def judged(komparu, *args, **how):
    """(status, word) of two streams by their JSON: same, or the reason of difference or trouble.

    Holds the lines to their schema, and stderr to silence, but for the line that says that a time
    limit cut the run short (G6).
    """
    result = komparu.run("--json", *args, **how)
    assert re.fullmatch(rb"(komparu: stopped by a time limit: .* incomplete\n)?", result.err), result
    return word_of(result)


def word_of(result):
    """The same of a run that has ended."""
    lines, summary = ndjson.read(result)
    assert len(lines) <= 1, result
    if not lines:
        assert (result.status, summary["same"]) == (0, 1), result
        return 0, "same"
    status = {"same": 0, "differ": 1, "error": 2}[lines[0]["status"]]
    assert result.status == status, result
    return status, lines[0]["reason"] if status else "same"


def message_of(result):
    """The message of the one trouble that a run with --json tells."""
    lines, _ = ndjson.read(result)
    (line,) = [line for line in lines if line["status"] == "error"]
    return line["message"]


def trouble_line(result):
    """The one line on stderr of a run that has nothing else to say than trouble."""
    assert (result.status, result.out) == (2, b""), result
    assert re.fullmatch(rb"komparu: [^\n]+\n", result.err), result
    return result.err


def hides(result, *secrets):
    """V6: none of the secrets stands in what a run wrote."""
    for secret in secrets:
        secret = secret if isinstance(secret, bytes) else secret.encode()
        assert secret not in result.out and secret not in result.err, (secret, result)
