# SPDX-License-Identifier: MIT
"""X6: a mistyped URL with a user part shows none of it."""

import pytest

TYPED = [
    "http:/u:s3cr3t@h/x", "http:u:s3cr3t@h", " http://u:s3cr3t@h/", "u:s3cr3t@h/", "//u:s3cr3t@h/x",
    "htp://u:s3cr3t@h", "http//u:s3cr3t@h/", "'http://u:s3cr3t@h'", "http://u?s3cr3t@h/",
    "http://u#s3cr3t@h/", "https://u:s3cr3t/x@h/", "http://s3cr3t/@h:1/"]


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("options", [(), ("--json",), ("-z",), ("-s",)])
def test_x6_a_mistyped_url_shows_no_secret(komparu, files, typed, options):
    known = files("a", b"abc")
    for operands in ((typed, known), (known, typed), (typed, typed, known), (typed,)):
        result = komparu.run(*options, "--connect-timeout=5", "--retry=0", *operands)
        # -s: a base URL, a tree, is known to differ from a file before anything is fetched.
        assert result.status in ((1, 2) if options == ("-s",) else (2,))
        assert b"s3cr3t" not in result.out + result.err, (operands, result)


def test_x7_a_long_url_is_cut_where_it_is_shown(komparu, files):
    url = "http://127.0.0.1:1/" + "x" * 90_000
    result = komparu.run("--retry=0", files("a", b"abc"), url)
    assert result.status == 2
    assert len(result.err) < 2400 and b"xxx...: " in result.err
