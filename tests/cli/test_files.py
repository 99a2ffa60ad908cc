# SPDX-License-Identifier: MIT
"""F1 to F6: regular files that shrink, change, share inodes, lie about their size, have holes."""

import os
import stat
import subprocess
import time

import pytest

from command import descriptor_of, finish, wait_until

MEBIBYTE = 1 << 20
GIBIBYTE = 1 << 30
CONTENT = bytes(range(251)) * (4 * MEBIBYTE // 251)
FUSE_MAGIC = 0x65735546
CLOCK_REALTIME_COARSE = 5


@pytest.fixture
def pair(files):
    return files("left", CONTENT), files("right", CONTENT)


def assert_changed(result):
    """The answer of a --json run on files of which one changed: trouble, and why."""
    assert result.status == 2, result
    assert b'"status":"error","reason":"changed"' in result.out, result
    assert b'"exit":2' in result.out, result


# ---- F1: a mapped file is cut -------------------------------------------------------------------

@pytest.mark.parametrize("size", [0, 100, 4096, 2 * MEBIBYTE, 2 * MEBIBYTE + 100, len(CONTENT) - 1])
@pytest.mark.parametrize("side", ["left", "right"])
def test_f1_a_mapped_file_that_is_cut_is_trouble(komparu, faults, pair, size, side):
    """Also where the cut lies inside the last page, which raises no signal."""
    env = faults.env(f"truncate path=/{side} size={size} call=mmap")
    result = komparu.run("--io=mmap", *pair, env=env)
    assert faults.acted() == ["truncate mmap 0"]
    assert (result.status, result.out) == (2, b""), result


@pytest.mark.parametrize("options", [(), ("-s",), ("-q",), ("--jobs=1",)])
def test_f1_zeros_in_place_of_lost_pages_are_not_compared(komparu, faults, files, options):
    """Both files hold zeros only, as the pages do that stand in for the lost ones."""
    left, right = files("left", bytes(32 * MEBIBYTE)), files("right", bytes(32 * MEBIBYTE))
    env = faults.env(f"truncate path=/left size={5 * MEBIBYTE} call=mmap")
    result = komparu.run("--io=mmap", *options, left, right, env=env)
    assert faults.acted()
    assert (result.status, result.out) == (2, b""), result


def test_f1_a_mapped_file_that_is_cut_has_a_reason(komparu, faults, pair):
    env = faults.env("truncate path=/left size=4096 call=mmap")
    result = komparu.run("--json", "--io=mmap", *pair, env=env)
    assert faults.acted()
    assert b'"reason":"changed"' in result.out


def test_f1_a_mapping_that_is_refused_is_no_trouble(komparu, faults, pair, files):
    env = faults.env("enodev path=/left call=mmap")
    assert komparu.run("--io=mmap", *pair, env=env).status == 0
    assert faults.acted()
    other = files("other", CONTENT[:-1] + b"\0")
    assert komparu.run("--io=mmap", pair[0], other, env=env).status == 1


@pytest.mark.parametrize("io", ["auto", "read"])
def test_f1_reading_survives_a_cut(komparu, faults, pair, io):
    env = faults.env(f"truncate path=/right at={MEBIBYTE} size=10")
    result = komparu.run(f"--io={io}", *pair, env=env)
    assert faults.acted()
    assert (result.status, result.out) == (2, b"")


# ---- F2, F3: a file that shrinks or changes while it is read ------------------------------------

@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("size", [0, 1, 4096, 3 * MEBIBYTE, len(CONTENT) - 1])
def test_f2_a_file_that_shrinks_is_trouble(komparu, faults, pair, side, size):
    env = faults.env(f"truncate path=/{side} at=65536 size={size}")
    assert_changed(komparu.run("--json", "--io=read", *pair, env=env))
    assert faults.acted()


def test_f2_a_file_that_shrinks_to_the_size_of_the_other_is_not_the_same(komparu, faults, files):
    """They did differ when they were opened, so 1 is as true as 2."""
    left, right = files("left", CONTENT), files("right", CONTENT[:MEBIBYTE])
    env = faults.env(f"truncate path=/left at=65536 size={MEBIBYTE}")
    assert komparu.run("--io=read", left, right, env=env).status in (1, 2)
    assert faults.acted()


@pytest.mark.parametrize("io", ["auto", "read", "mmap"])
@pytest.mark.parametrize("change", ["touch", "rewrite pos=0", "rewrite pos=4000000", "append"])
def test_f3_a_file_that_changes_is_not_the_same(komparu, faults, pair, io, change):
    """The new bytes may be met, and then 1 is true; without them it is trouble."""
    kind, _, settings = change.partition(" ")
    env = faults.env(f"{kind} path=/right at=100000 {settings}")
    result = komparu.run("--json", f"--io={io}", *pair, env=env)
    assert faults.acted()
    if kind == "touch" or result.status != 1:
        assert_changed(result)


# Read by one thread, byte 0 has been read when byte 100000 is reached.
IN_ORDER = ("--json", "--io=read", "--jobs=1")


def test_f3_a_change_behind_the_reader_is_seen(komparu, faults, pair):
    env = faults.env("rewrite path=/right at=100000 pos=0")
    assert_changed(komparu.run(*IN_ORDER, *pair, env=env))
    assert faults.acted()


def test_f3_the_old_mtime_does_not_hide_a_change(komparu, faults, pair):
    """Only ctime tells, once its clock has moved on."""
    changed_at = max(os.stat(path).st_ctime_ns for path in pair)
    wait_until(lambda: time.clock_gettime_ns(CLOCK_REALTIME_COARSE) > changed_at, "time goes on")
    env = faults.env("rewrite path=/left at=100000 pos=0 keep_mtime=1")
    assert_changed(komparu.run(*IN_ORDER, *pair, env=env))
    assert faults.acted()
    assert os.stat(pair[0]).st_mtime == 1_000_000_000


@pytest.mark.parametrize("options", [(), ("-s",), ("-q",), ("-l",), ("-b",), ("-n", "4M"),
                                     ("-i", "1:1"), ("--report-identical-files",)])
def test_f3_holds_in_every_mode(komparu, faults, pair, options):
    env = faults.env("touch path=/left at=100000")
    result = komparu.run("--io=read", *options, *pair, env=env)
    assert faults.acted()
    assert (result.status, result.out) == (2, b""), result
    assert result.err.startswith(b"komparu: " + os.fsencode(pair[0]) + b": "), result


def truncate(path):
    os.truncate(path, 1000)


def truncate_to_what_was_read(path):
    os.truncate(path, len(CONTENT) // 2)


def touch(path):
    os.utime(path)


def rewrite_what_was_read(path):
    with open(path, "r+b") as file:
        file.write(b"!")


def rewrite_with_the_same_bytes(path):
    with open(path, "r+b") as file:
        file.seek(len(CONTENT) - 100)
        file.write(CONTENT[-100:])


@pytest.mark.parametrize("io", ["auto", "read"])
@pytest.mark.parametrize("change", [truncate, truncate_to_what_was_read, touch,
                                    rewrite_what_was_read, rewrite_with_the_same_bytes])
def test_f3_a_file_that_changes_while_the_other_side_is_slow(komparu, files, io, change):
    """No fault library: the other side is a pipe, and the change comes when half has gone by."""
    file = files("file", CONTENT)
    half = len(CONTENT) // 2
    args = ("--json", f"--io={io}", "-", file)
    with komparu.running(*args, stdin=subprocess.PIPE) as process:
        # The pipe holds less than what is written, so that most of it has been read by then.
        process.stdin.write(CONTENT[:half])
        process.stdin.flush()
        wait_until(lambda: descriptor_of(process, file) is not None, "the file is open")
        change(file)
        assert_changed(finish(process, CONTENT[half:]))


# ---- F4: one file under two names ---------------------------------------------------------------

@pytest.fixture
def links(files):
    file = files("file", CONTENT)
    hard, soft = file.with_name("hard"), file.with_name("soft")
    hard.hardlink_to(file)
    soft.symlink_to(file)
    return file, hard, soft


@pytest.mark.parametrize("options", [(), ("-s",), ("-l",), ("-i", "5"), ("-n", "100")])
def test_f4_one_file_is_the_same_without_being_read(komparu, faults, links, options):
    file, hard, soft = links
    for right in (file, hard, soft):
        env = faults.env("watch path=/file; watch path=/hard")
        assert komparu.run(*options, file, right, env=env).status == 0
        assert faults.acted() == []


def test_f4_a_copy_is_read(komparu, faults, links, files):
    env = faults.env("watch path=/file")
    assert komparu.run(links[0], files("copy", CONTENT), env=env).status == 0
    assert faults.acted()


def test_f4_other_skips_make_other_bytes(komparu, links):
    file, hard, _ = links
    assert komparu.run("-i", "1:2", file, hard).status == 1
    assert komparu.run("-i", "251:0", "-n", "251", file, hard).status == 0


def test_f4_an_inode_proves_nothing_on_fuse(komparu, faults, links):
    file, hard, _ = links
    env = faults.env(f"fstype path=/links size={FUSE_MAGIC}; fstype path=/file size={FUSE_MAGIC}; "
                     f"fstype path=/hard size={FUSE_MAGIC}; eio path=/file; eio path=/hard")
    assert komparu.run("--io=read", file, hard, env=env).status == 2
    assert any(line.startswith("fstype") for line in faults.acted())
    assert any(line.startswith("eio") for line in faults.acted())


def test_f4_a_file_that_cannot_be_opened_is_never_the_same(komparu, open_dir):
    (open_dir / "closed").write_bytes(b"abc")
    (open_dir / "closed").chmod(0)
    assert komparu.run("closed", "closed", cwd=open_dir, nobody=True).status == 2


# ---- F5: sizes that lie -------------------------------------------------------------------------

@pytest.mark.parametrize("options", [(), ("-s",), ("-q",), ("-l",), ("--json",), ("--io=mmap",)])
@pytest.mark.parametrize("source", ["/proc/version", "/proc/filesystems",
                                    "/sys/kernel/mm/transparent_hugepage/enabled",
                                    "/sys/devices/system/cpu/online"])
def test_f5_a_file_without_an_honest_size_equals_its_copy(komparu, files, source, options):
    if not os.path.exists(source):
        pytest.skip(f"{source} is not there")
    with open(source, "rb") as original:
        content = original.read()
    copy = files("copy", content)
    assert komparu.run(*options, source, copy).status == 0
    assert komparu.run(*options, copy, source).status == 0
    assert komparu.run(*options, source, source).status == 0
    for other in (b"", content[:-1], content + b"x", content[:-1] + b"x"):
        wrong = files("wrong", other)
        assert komparu.run(*options, source, wrong).status == 1
        assert komparu.run(*options, wrong, source).status == 1


@pytest.mark.parametrize("options", [("-s",), ("-q",)])
def test_f5_sizes_on_fuse_prove_nothing(komparu, faults, files, options):
    """The bytes are read although the sizes differ."""
    left, right = files("left", CONTENT), files("right", CONTENT[:-1])
    env = faults.env(f"fstype path=/left size={FUSE_MAGIC}; watch path=/left; watch path=/right")
    assert komparu.run(*options, left, right, env=env).status == 1
    acted = faults.acted()
    assert any(line.startswith("fstype") for line in acted)
    assert any(line.startswith("watch") for line in acted)


def test_f5_honest_sizes_prove_a_difference_without_reading(komparu, faults, files):
    left, right = files("left", CONTENT), files("right", CONTENT[:-1])
    env = faults.env("watch path=/left; watch path=/right")
    assert komparu.run("-s", left, right, env=env).status == 1
    assert faults.acted() == []
    assert komparu.run("-s", "--no-size-check", left, right, env=env).status == 1
    assert faults.acted()


# ---- F6: holes ----------------------------------------------------------------------------------

@pytest.fixture
def sparse(tmp_path):
    """Makes sparse files; only where holes are skipped do gigabytes of them cost nothing."""
    kind = subprocess.run(["stat", "-f", "-c", "%T", tmp_path], capture_output=True, check=True)
    if kind.stdout.strip() not in (b"ext2/ext3", b"xfs", b"tmpfs"):
        pytest.skip(f"holes are not skipped on {kind.stdout.strip().decode()}")

    def make(name, size, *pieces):
        path = tmp_path / name
        with open(path, "wb") as file:
            file.truncate(size)
            for offset, content in pieces:
                file.seek(offset)
                file.write(content)
        return path

    return make


@pytest.mark.parametrize("options", [(), ("-s",), ("-q",), ("-l",), ("-b",), ("--io=mmap",),
                                     ("--io=read",), ("--json",), ("-n", "40G"), ("-i", "3G")])
def test_f6_huge_holes_cost_nothing(komparu, sparse, options):
    left, right = sparse("left", 64 * GIBIBYTE), sparse("right", 64 * GIBIBYTE)
    assert komparu.run(*options, left, right).status == 0


@pytest.mark.parametrize("options", [(), ("-l",), ("--io=mmap",), ("--io=read",)])
def test_f6_a_difference_behind_huge_holes_is_found(komparu, sparse, options):
    place = 63 * GIBIBYTE + 12345
    left = sparse("left", 64 * GIBIBYTE, (4096, b"a\nb\n"), (place, b"x"))
    right = sparse("right", 64 * GIBIBYTE, (4096, b"a\nb\n"), (place, b"y"))
    result = komparu.run(*options, left, right)
    assert result.status == 1
    if options == ("-l",):
        assert result.out == b"%d 170 171\n" % (place + 1)
    else:
        assert result.out.endswith(b" differ: char %d, line 3\n" % (place + 1))
    assert komparu.run("-s", left, right).status == 1
    assert komparu.run("-n", str(place), left, right).status == 0
    assert komparu.run("-n", str(place + 1), left, right).status == 1
    assert komparu.run("-i", str(place + 1), left, right).status == 0


@pytest.mark.parametrize("place", [0, 4095, 4096, MEBIBYTE, 8 * MEBIBYTE - 1])
def test_f6_a_hole_against_data_is_read(komparu, sparse, files, place):
    size = 8 * MEBIBYTE
    hole, zeros = sparse("hole", size), files("zeros", bytes(size))
    other = sparse("other", size, (place, b"x"))
    assert os.stat(hole).st_blocks < os.stat(zeros).st_blocks
    for options in ((), ("-s",), ("-l",), ("--io=mmap",), ("--io=read",)):
        assert komparu.run(*options, hole, zeros).status == 0
        assert komparu.run(*options, zeros, hole).status == 0
        for pair in ((hole, other), (other, hole), (zeros, other)):
            result = komparu.run(*options, *pair)
            assert result.status == 1, (options, pair)
            if not options:
                assert result.out.endswith(b" differ: char %d, line 1\n" % (place + 1))


def test_f6_holes_end_where_a_file_ends(komparu, sparse):
    left, right = sparse("left", 64 * GIBIBYTE), sparse("right", 64 * GIBIBYTE + 1)
    result = komparu.run(left, right)
    assert (result.status, result.out) == (1, b"")
    assert result.err.endswith(b"EOF on %s after byte %d, in line 1\n" % (
        os.fsencode(left), 64 * GIBIBYTE))
    assert komparu.run("-n", "64G", left, right).status == 0


@pytest.mark.parametrize("error", ["einval", "enotsup", "eio"])
def test_f6_a_system_that_cannot_tell_holes_makes_no_difference(komparu, faults, sparse, error):
    left = sparse("left", 8 * MEBIBYTE, (5 * MEBIBYTE, b"x"))
    right = sparse("right", 8 * MEBIBYTE, (5 * MEBIBYTE, b"y"))
    same = sparse("same", 8 * MEBIBYTE, (5 * MEBIBYTE, b"x"))
    env = faults.env(f"{error} path=/left call=seek; {error} path=/right call=seek")
    for options in ((), ("-s",)):
        expected = (1,) if error != "eio" else (1, 2)
        assert komparu.run(*options, left, right, env=env).status in expected
        expected = (0,) if error != "eio" else (0, 2)
        assert komparu.run(*options, left, same, env=env).status in expected


def test_f6_holes_are_read_where_they_may_be_untrue(komparu, faults, sparse):
    """On a file system that is not known to tell the truth about holes."""
    left, right = sparse("left", 8 * MEBIBYTE), sparse("right", 8 * MEBIBYTE)
    env = faults.env(f"fstype path=/left size={FUSE_MAGIC}; fstype path=/right size={FUSE_MAGIC}; "
                     f"eio path=/left at={4 * MEBIBYTE}")
    assert komparu.run("--io=read", left, right, env=env).status == 2
    assert any(line.startswith("eio") for line in faults.acted())


def test_files_are_left_as_they_were(komparu, pair):
    before = [os.stat(path) for path in pair]
    assert komparu.run(*pair).status == 0
    after = [os.stat(path) for path in pair]
    for old, new in zip(before, after):
        assert (old.st_mtime_ns, old.st_ctime_ns, old.st_size) == (
            new.st_mtime_ns, new.st_ctime_ns, new.st_size)
        assert stat.S_ISREG(new.st_mode)
