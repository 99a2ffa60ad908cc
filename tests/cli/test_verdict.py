# SPDX-License-Identifier: MIT
"""V1, V2: the exit status says same, differ or trouble, and says it every time."""

import pytest

MEBIBYTE = 1 << 20
CONTENT = bytes(range(251)) * (4 * MEBIBYTE // 251)


@pytest.fixture
def pair(files):
    return files("left", CONTENT), files("right", CONTENT)


@pytest.mark.parametrize("options", [(), ("-s",), ("-q",)])
def test_v1_the_status_is_the_same_200_times(komparu, files, pair, options):
    last = files("last", CONTENT[:-1] + b"\0")
    two = files("two", CONTENT[:MEBIBYTE] + b"!" + CONTENT[MEBIBYTE + 1:-1] + b"\0")
    missing = pair[0].with_name("missing")
    expected = {pair[1]: 0, last: 1, two: 1, missing: 2}
    first = {right: komparu.run(*options, pair[0], right) for right in expected}
    for right, status in expected.items():
        assert first[right].status == status, first[right]
    for _ in range(50):
        for right in expected:
            assert komparu.run(*options, pair[0], right) == first[right]


@pytest.mark.parametrize("jobs", ["0", "1", "2", "8"])
@pytest.mark.parametrize("io", ["auto", "read", "mmap"])
def test_v1_neither_threads_nor_the_way_of_reading_change_the_answer(komparu, files, jobs, io):
    content = bytes(range(251)) * (33 * MEBIBYTE // 251)
    left = files("left", content)
    places = [0, 1, 4095, MEBIBYTE, 8 * MEBIBYTE - 1, 17 * MEBIBYTE + 5, len(content) - 1]
    how = (f"--jobs={jobs}", f"--io={io}")
    equal = files("equal", content)
    assert komparu.run(*how, left, equal).status == 0
    for place in places:
        # A second, later difference must never be the one that is reported.
        changed = bytearray(content)
        changed[place] ^= 1
        changed[-1] = 0xFF
        right = files("right", changed)
        plain = komparu.run(left, right)
        line = content[:place].count(b"\n") + 1
        assert plain.out.endswith(b" differ: char %d, line %d\n" % (place + 1, line))
        assert komparu.run(*how, left, right) == plain
        assert komparu.run(*how, "-s", left, right).status == 1


@pytest.mark.parametrize("size", ["1", "7", "4096", "65536", "1000003"])
def test_v1_the_chunk_size_changes_nothing(komparu, files, size):
    content = CONTENT[:20_011]
    left, equal = files("left", content), files("equal", content)
    first, last = files("first", b"\xff" + content[1:]), files("last", content[:-1] + b"\xff")
    shorter, longer = files("shorter", content[:4096]), files("longer", content + b"\n")
    for right in (equal, first, last, shorter, longer):
        for options in ((), ("-l",), ("-i", "4090:4090"), ("-n", "4097"), ("-q",)):
            plain = komparu.run(*options, left, right)
            assert komparu.run(*options, f"--chunk-size={size}", left, right) == plain


def test_v1_shortcuts_change_nothing_but_the_work(komparu, files, pair):
    others = [files("last", CONTENT[:-1] + b"\0"), files("longer", CONTENT + b"x"),
              files("empty"), pair[1]]
    for right in others:
        for options in (("-s",), ("-q",)):
            plain = komparu.run(*options, pair[0], right)
            for switch in (("--no-quick-check",), ("--no-size-check",),
                           ("--no-quick-check", "--no-size-check")):
                assert komparu.run(*options, *switch, pair[0], right) == plain


def test_v2_a_difference_before_the_trouble_is_proven(komparu, faults, files):
    left = files("left", CONTENT)
    right = files("right", b"!" + CONTENT[1:])
    env = faults.env(f"eio path=/right at={3 * MEBIBYTE}")
    for options in ((), ("-s",)):
        assert komparu.run("--io=read", *options, left, right, env=env).status == 1


@pytest.mark.parametrize("jobs", ["1", "8"])
def test_v2_a_difference_behind_the_trouble_is_not(komparu, faults, files, jobs):
    content = bytes(range(251)) * (33 * MEBIBYTE // 251)
    left, right = files("left", content), files("right", content[:-1] + b"\0")
    env = faults.env(f"eio path=/right at={MEBIBYTE}")
    result = komparu.run("--io=read", f"--jobs={jobs}", left, right, env=env)
    assert faults.acted()
    assert (result.status, result.out) == (2, b"")


def test_v4_both_operands_are_always_opened(komparu, files):
    here, missing = files("here", b"x"), files("here", b"x").with_name("missing")
    for operands in ((missing, missing), (here, missing), (missing, here)):
        for options in ((), ("-s",), ("-q",), ("-n", "0"), ("-l",)):
            result = komparu.run(*options, *operands)
            assert (result.status, result.out) == (2, b""), (operands, options)


def test_v1_limits_and_skips_decide_what_counts(komparu, files):
    left, right = files("left", b"abcXdef"), files("right", b"abcYdef")
    for options, status in ((("-n", "3"), 0), (("-n", "4"), 1), (("-i", "4"), 0), (("-i", "3"), 1),
                            (("-i", "1", "-n", "2"), 0), (("-i", "1", "-n", "3"), 1),
                            (("-n", "0"), 0), (("-i", "100"), 0), (("-i", "7:0"), 1)):
        assert komparu.run(*options, left, right).status == status, options
        assert komparu.run("-s", *options, left, right).status == status, options
        assert komparu.run("-q", *options, left, right).status == status, options
