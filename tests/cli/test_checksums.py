# SPDX-License-Identifier: MIT
"""--checksums and --write-checksums: lists as sha256sum and its kin write and read them."""

import hashlib
import os
import resource
import shutil
import signal
import subprocess
import threading

import pytest

import ndjson
from command import wait_until
from planting import plant

A = b"abc\ndef\n"
B = b"abc\ndeX\n"
TREE = {"a": A, "empty": b"", "sub": {"b": B, "deep": {"c": b"c" * 100_000}}, "with space": A}
FILES = ["a", "empty", "sub/b", "sub/deep/c", "with space"]
ODD = ["new\nline", "back\\slash", "return\r", "\\", "a  b", "*star", "(x) = 00", "\udcff"]


def tool(name):
    found = shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def value(content, algorithm="sha256"):
    return hashlib.new(algorithm, content).hexdigest()


@pytest.fixture
def where(tmp_path):
    plant(tmp_path / "T", TREE)
    return tmp_path


def sums(where, *lines, end="\n", name="SUMS"):
    (where / name).write_bytes("".join(line + end for line in lines).encode("utf-8", "surrogateescape"))
    return f"--checksums={name}"


def good_lines():
    return [f"{value(A)}  a", f"{value(b'')}  empty", f"{value(B)}  sub/b",
            f"{value(b'c' * 100_000)}  sub/deep/c", f"{value(A)}  with space"]


def by_sha256sum(where, command=("sha256sum",), out="SUMS"):
    with open(where / out, "wb") as file:
        subprocess.run([*command, *FILES], cwd=where / "T", stdout=file, check=True)


# Reading: the forms of lines (D2).

@pytest.mark.parametrize("form", [
    "{hash}  {path}", "{hash} *{path}", "SHA256 ({path}) = {hash}", "{upper}  {path}",
    "{hash}  ./{path}", "{hash}  .//{path}", "\\{hash}  {path}", "\\SHA256 ({path}) = {hash}",
    "{hash}  {path}\r",
], ids=["gnu", "gnu_binary", "bsd", "upper", "dot_slash", "doubled", "escaped", "bsd_escaped", "crlf"])
def test_d2_every_form_of_a_line_is_read(komparu, where, form):
    paths = [line.split("  ", 1) for line in good_lines()]
    option = sums(where, *(form.format(hash=h, path=p, upper=h.upper()) for h, p in paths))
    assert komparu.run(option, "T", cwd=where).status == 0
    (where / "T/a").write_bytes(B)
    result = komparu.run(option, "T", cwd=where)
    assert (result.status, result.out) == (1, b"Files SUMS/a and T/a differ\n")


def test_d2_a_byte_order_mark_is_accepted(komparu, where):
    sums(where, *good_lines())
    (where / "SUMS").write_bytes(b"\xef\xbb\xbf" + (where / "SUMS").read_bytes())
    assert komparu.run("--checksums=SUMS", "T", cwd=where).status == 0


def test_d2_the_last_line_needs_no_end(komparu, where):
    sums(where, *good_lines())
    (where / "SUMS").write_bytes((where / "SUMS").read_bytes()[:-1])
    assert komparu.run("--checksums=SUMS", "T", cwd=where).status == 0


@pytest.mark.parametrize("line", [
    "", "#", value(A), f"{value(A)} a", f"{value(A)}a", f"{value(A)}  ",
    f"{value(A)[:-1]}  a", f"{value(A)[:-2]}  a", f"{value(A)}0  a", f"x{value(A)}  a",
    f"SHA256(a)= {value(A)}", f"SHA256 (a) = {value(A)[:-2]}", f"SHA256 (a) = {value(A, 'md5')}",
    f"SHA256 (a) = {value(A)} ", f"SHA257 (a) = {value(A)}", f"SHA256 () = {value(A)}",
    f"\\{value(A)}  a\\x", f"\\{value(A)}  a\\", f"{value(A)}  sub/", f"{value(A)}  .",
    f"{value(A)}  sub/..", f"{value(A)}  a\0b", "a",
])
def test_d2_any_other_line_is_trouble_with_its_number(komparu, where, line):
    option = sums(where, good_lines()[0], line, good_lines()[2])
    result = komparu.run(option, "T", cwd=where)
    assert (result.status, result.out) == (2, b"")
    assert result.err.startswith(b"komparu: SUMS: line 2 "), result.err


def test_d2_names_of_any_kind_are_escaped_as_gnu_does(komparu, where):
    tree = {name: A for name in ODD}
    plant(where / "O", tree)
    with open(where / "SUMS", "wb") as file:
        subprocess.run(["sha256sum", "--", *ODD], cwd=where / "O", stdout=file, check=True)
    result = komparu.run("--checksums=SUMS", "O", cwd=where)
    assert (result.status, result.out, result.err) == (0, b"", b"")
    with open(where / "SUMS0", "wb") as file:
        subprocess.run(["sha256sum", "-z", "--", *ODD], cwd=where / "O", stdout=file, check=True)
    assert komparu.run("-0", "--checksums=SUMS0", "O", cwd=where).status == 0


@pytest.mark.parametrize("command, options", [
    (["sha256sum"], []), (["sha256sum", "--tag"], []), (["sha256sum", "-b"], []),
    (["sha384sum"], []), (["sha512sum"], []), (["sha512sum", "--tag"], []),
    (["b2sum"], ["--hash=blake2b"]), (["b2sum", "--tag"], []), (["sha256sum", "-z"], ["-0"]),
    (["sha256sum", "-z", "--tag"], ["-0"]),
], ids=" ".join)
def test_what_coreutils_write_is_read(komparu, where, command, options):
    by_sha256sum(where, command)
    assert komparu.run("--checksums=SUMS", *options, "T", cwd=where).status == 0
    (where / "T/sub/b").write_bytes(A)
    result = komparu.run("--checksums=SUMS", *options, "T", cwd=where)
    assert (result.status, result.out) == (1, b"Files SUMS/sub/b and T/sub/b differ\n")


def test_what_sha256deep_and_rclone_write_is_read(komparu, where):
    with open(where / "SUMS", "wb") as file:
        subprocess.run([tool("sha256deep"), "-r", "-l", "."], cwd=where / "T", stdout=file, check=True)
    assert komparu.run("--checksums=SUMS", "T", cwd=where).status == 0
    with open(where / "SUMS", "wb") as file:
        subprocess.run([tool("rclone"), "hashsum", "sha256", "T"], cwd=where, stdout=file, check=True,
                       stderr=subprocess.DEVNULL)
    assert komparu.run("--checksums=SUMS", "T", cwd=where).status == 0


def test_d2_the_algorithm_of_untagged_lines_is_that_of_hash(komparu, where):
    option = sums(where, f"{value(A, 'sha3_256')}  a")
    assert komparu.run(option, "T/a", cwd=where).status == 1
    assert komparu.run(option, "--hash=sha3-256", "T/a", cwd=where).status == 0
    option = sums(where, f"{value(A, 'sha512_256')}  a")
    assert komparu.run(option, "--hash=SHA512/256", "T/a", cwd=where).status == 0
    assert komparu.run(option, "--hash=sha512", "T/a", cwd=where).status == 2


def test_d2_a_path_with_two_values_is_duplicate(komparu, where):
    twice = [*good_lines(), f"{value(B)}  ./a", good_lines()[1]]
    found, summary = ndjson.entries(komparu.run("--json", sums(where, *twice), "T", cwd=where))
    assert found == {b"a": "duplicate"}
    assert (summary["exit"], summary["same"]) == (2, 4)


def test_d2_absolute_and_parent_paths_are_names_and_never_opened(komparu, where):
    outside = where / "outside"
    outside.write_bytes(A)
    option = sums(where, *good_lines(), f"{value(A)}  {outside}", f"{value(A)}  ../outside",
                  f"{value(A)}  sub/../a")
    result = komparu.run(option, "T", cwd=where)
    assert result.status == 1
    assert sorted(result.out.splitlines()) == sorted(
        b"Only in SUMS: " + os.fsencode(name) for name in [str(outside), "../outside", "sub/../a"])


# What digests prove (D1).

@pytest.mark.parametrize("algorithm", ["md5", "sha1"])
def test_d1_equal_weak_checksums_are_trouble_and_unequal_ones_differ(komparu, where, algorithm):
    option = sums(where, *(f"{value((where / 'T' / path).read_bytes(), algorithm)}  {path}"
                           for path in FILES))
    (where / "T/a").write_bytes(B)
    found, summary = ndjson.entries(komparu.run("--json", option, "T", cwd=where))
    assert found == {b"a": "content", **{os.fsencode(p): "weak_digest" for p in FILES[1:]}}
    assert summary["exit"] == 2
    result = komparu.run("--json", "--allow-weak-checksums", option, "T", cwd=where)
    found, summary = ndjson.entries(result)
    assert (found, summary["exit"], summary["same"]) == ({b"a": "content"}, 1, 4)
    assert summary["weak_checksums"] == 5
    assert b"5 checksums in SUMS are md5 or sha1" in result.err


def test_d1_blake3_and_short_blake2b_are_never_the_same_by_mistake(komparu, where):
    short = hashlib.blake2b(A, digest_size=32).hexdigest()
    for line in [f"BLAKE3 (a) = {'0' * 64}", f"BLAKE2b-256 (a) = {short}"]:
        found, summary = ndjson.entries(komparu.run("--json", sums(where, line), "T/a", cwd=where))
        assert (found, summary["exit"]) == ({b"a": "unsupported"}, 2)


# What is missing, and what is not listed (D3).

def test_d3_missing_and_unlisted_files_are_differences(komparu, where):
    option = sums(where, *good_lines()[1:], f"{value(A)}  gone", f"{value(A)}  no/where")
    result = komparu.run(option, "T", cwd=where)
    assert (result.status, result.out) == (
        1, b"Only in T: a\nOnly in SUMS: gone\nOnly in SUMS: no/where\n")
    result = komparu.run(option, "--ignore-missing", "T", cwd=where)
    assert (result.status, result.out) == (1, b"Only in T: a\n")
    assert komparu.run(option, "--ignore-missing", "--one-way", "T", cwd=where).status == 0


def test_d3_with_ignore_missing_something_must_be_there(komparu, where):
    option = sums(where, f"{value(A)}  gone")
    result = komparu.run(option, "--ignore-missing", "--one-way", "T", cwd=where)
    assert result.status == 2 and b"nothing was compared" in result.err
    result = komparu.run(option, "--ignore-missing", "--one-way", "--allow-empty", "T", cwd=where)
    assert result.status == 0


def test_g4_a_list_without_a_line_is_trouble(komparu, where):
    result = komparu.run(sums(where), "T", cwd=where)
    assert result.status == 2 and b"the list is empty" in result.err


def test_d3_the_list_itself_is_left_out_by_identity(komparu, where):
    sums(where, *good_lines(), f"{'0' * 64}  SUMS", name="T/SUMS")
    os.link(where / "T/SUMS", where / "T/sub/again")
    os.symlink("../SUMS", where / "T/sub/link")
    result = komparu.run("--json", "--checksums=T/SUMS", "T", cwd=where)
    found, summary = ndjson.entries(result)
    assert (found, summary["exit"], summary["excluded"]) == ({}, 0, 3)
    shutil.copy(where / "T/SUMS", where / "T/copy")
    assert komparu.run("--checksums=T/SUMS", "T", cwd=where).out == b"Only in T: copy\n"


def test_a_list_has_files_only(komparu, where):
    os.mkdir(where / "T/empty directory")
    os.mkfifo(where / "T/fifo")
    os.symlink("sub", where / "T/link to a directory")
    result = komparu.run(sums(where, *good_lines()), "T", cwd=where)
    assert (result.status, result.out, result.err) == (0, b"", b"")
    os.symlink("nowhere", where / "T/dangling")
    assert komparu.run("--checksums=SUMS", "T", cwd=where).status == 1
    os.unlink(where / "T/dangling")
    os.unlink(where / "T/a")
    os.mkdir(where / "T/a")
    result = komparu.run("--checksums=SUMS", "T", cwd=where)
    assert (result.status, result.out) == (
        1, b"File SUMS/a is a regular file while file T/a is a directory\n")


def test_a_link_has_the_content_that_it_leads_to(komparu, where):
    os.rename(where / "T/a", where / "outside")
    os.symlink("../outside", where / "T/a")
    assert komparu.run(sums(where, *good_lines()), "T", cwd=where).status == 0
    assert komparu.run("--no-dereference", "--checksums=SUMS", "T", cwd=where).status == 1


# One file.

@pytest.mark.parametrize("typed", ["T/a", "./T//a", "T/../T/a"])
def test_d3_one_file_needs_the_line_of_its_name(komparu, where, typed):
    option = sums(where, *good_lines())
    assert komparu.run(option, typed, cwd=where).status == 0
    (where / "T/a").write_bytes(B)
    result = komparu.run(option, typed, cwd=where)
    assert (result.status, result.out) == (1, f"Files SUMS/a and {typed} differ\n".encode())
    result = komparu.run(option, "SUMS", cwd=where)
    assert result.status == 2 and b"SUMS: has no line in SUMS" in result.err
    assert komparu.run(option, "T/none", cwd=where).status == 2


def test_one_file_is_found_by_the_path_that_was_typed(komparu, where):
    option = sums(where, f"{value(A)}  T/sub/b", f"{value(B)}  b")
    assert komparu.run(option, "T/sub/b", cwd=where).status == 1
    assert komparu.run(option, "./sub/b", cwd=where / "T").status == 2
    assert komparu.run("--checksums=../SUMS", "sub/b", cwd=where / "T").status == 0


def test_standard_input_is_the_list_or_the_file(komparu, where):
    text = "".join(line + "\n" for line in good_lines()).encode()
    assert komparu.run("--checksums=-", "T", stdin=text, cwd=where).status == 0
    assert komparu.run(sums(where, f"{value(A)}  -"), "-", stdin=A, cwd=where).status == 0
    assert komparu.run("--checksums=-", "-", stdin=text, cwd=where).status == 2


# Archives.

@pytest.mark.parametrize("kind", ["tar", "tar.gz", "zip"])
def test_a_list_is_held_against_archives(komparu, where, kind):
    name = f"T.{kind}"
    if kind == "zip":
        subprocess.run(["zip", "-qr", "../T.zip", "."], cwd=where / "T", check=True)
    else:
        subprocess.run(["tar", "caf", f"../{name}", "."], cwd=where / "T", check=True)
    option = sums(where, *good_lines())
    result = komparu.run(option, name, cwd=where)
    assert (result.status, result.out, result.err) == (0, b"", b"")
    option = sums(where, f"{value(B)}  a", *good_lines()[1:-1], f"{value(A)}  gone")
    result = komparu.run(option, name, cwd=where)
    assert (result.status, result.out.splitlines()) == (
        1, [f"Files SUMS/a and {name}/a differ".encode(), b"Only in SUMS: gone",
            f"Only in {name}: with space".encode()])
    # The archive itself, if it is the archive that is listed.
    option = sums(where, f"{value((where / name).read_bytes())}  {name}")
    assert komparu.run(option, name, cwd=where).status == 0
    assert komparu.run("-a", option, name, cwd=where).status == 1


def test_hard_links_in_a_tar_are_judged_by_what_they_lead_to(komparu, where):
    os.link(where / "T/a", where / "T/z")
    subprocess.run(["tar", "cf", "../T.tar", "--sort=name", "."], cwd=where / "T", check=True)
    option = sums(where, *good_lines(), f"{value(A)}  z")
    assert komparu.run(option, "T.tar", cwd=where).status == 0
    option = sums(where, *good_lines(), f"{value(B)}  z")
    assert komparu.run(option, "T.tar", cwd=where).status == 1


# Writing (D4).

def written(where, name="SUMS"):
    return (where / name).read_bytes()


@pytest.mark.parametrize("command, options", [
    (["sha256sum"], []), (["sha384sum"], ["--hash=sha384"]), (["sha512sum"], ["--hash=sha512"]),
    (["b2sum", "--tag"], ["--hash=blake2b"]), (["sha256sum", "-z"], ["-0"]),
    (["md5sum"], ["--hash=md5", "--allow-weak-checksums"]),
], ids=" ".join)
def test_d4_what_is_written_is_what_coreutils_write(komparu, where, command, options):
    by_sha256sum(where, command, "THEIRS")
    result = komparu.run("--write-checksums=SUMS", *options, "T", cwd=where)
    assert (result.status, result.out, result.err) == (0, b"", b"")
    assert written(where) == written(where, "THEIRS")
    zeros = [] if "-z" in command else ["-c", "../SUMS"]
    if zeros:
        subprocess.run([command[0], "--quiet", *zeros], cwd=where / "T", check=True)
    assert komparu.run("--checksums=SUMS", *options, "T", cwd=where).status == 0


@pytest.mark.parametrize("algorithm", ["sha512/256", "sha3-256", "sha3-384", "sha3-512"])
def test_d4_a_list_says_which_algorithm_it_is_of(komparu, where, algorithm):
    assert komparu.run("--write-checksums=SUMS", f"--hash={algorithm}", "T", cwd=where).status == 0
    name = algorithm.replace("-", "_").replace("/", "_")
    assert written(where).startswith(
        f"{algorithm.upper()} (a) = {value(A, name)}\n".encode())
    assert komparu.run("--checksums=SUMS", "T", cwd=where).status == 0
    (where / "T/a").write_bytes(B)
    assert komparu.run("--checksums=SUMS", "T", cwd=where).status == 1


def test_others_read_what_is_written(komparu, where):
    assert komparu.run("--write-checksums=SUMS", "T", cwd=where).status == 0
    result = subprocess.run([tool("sha256deep"), "-r", "-l", "-x", "../SUMS", "."], cwd=where / "T",
                            capture_output=True, check=False)
    assert result.stdout == b""
    subprocess.run([tool("rclone"), "checksum", "sha256", "SUMS", "T"], cwd=where, check=True,
                   stderr=subprocess.DEVNULL)
    (where / "T/a").write_bytes(B)
    result = subprocess.run([tool("rclone"), "checksum", "sha256", "SUMS", "T"], cwd=where,
                            check=False, stderr=subprocess.DEVNULL)
    assert result.returncode != 0


def test_d4_odd_names_go_both_ways(komparu, where):
    plant(where / "O", {name: A for name in ODD})
    assert komparu.run("--write-checksums=SUMS", "O", cwd=where).status == 0
    subprocess.run(["sha256sum", "--quiet", "-c", "../SUMS"], cwd=where / "O", check=True)
    assert komparu.run("--checksums=SUMS", "O", cwd=where).status == 0
    assert komparu.run("-0", "--write-checksums=SUMS", "O", cwd=where).status == 0
    assert komparu.run("-0", "--checksums=SUMS", "O", cwd=where).status == 0
    assert written(where).count(b"\0") == len(ODD)


def test_d4_a_list_is_written_beside_a_comparison(komparu, where):
    plant(where / "R", {**TREE, "a": B, "more": A})
    os.unlink(where / "R/empty")
    by_sha256sum(where, out="THEIRS")
    plain = komparu.run("T", "R", cwd=where)
    result = komparu.run("--write-checksums=SUMS", "T", "R", cwd=where)
    assert (result.status, result.out, result.err) == (1, plain.out, plain.err)
    assert written(where) == written(where, "THEIRS")


@pytest.mark.parametrize("right", [A * 50_000, B + A * 50_000, A, b""])
def test_d4_a_file_is_hashed_to_its_end_whatever_the_other_holds(komparu, where, right):
    (where / "left").write_bytes(A * 50_000)
    (where / "right").write_bytes(right)
    plain = komparu.run("left", "right", cwd=where)
    result = komparu.run("--write-checksums=SUMS", "left", "right", cwd=where)
    assert (result.status, result.out, result.err) == (plain.status, plain.out, plain.err)
    assert written(where) == f"{value(A * 50_000)}  left\n".encode()
    assert komparu.run("-s", "--write-checksums=SUMS", "left", "right", cwd=where).status == plain.status
    assert written(where) == f"{value(A * 50_000)}  left\n".encode()


def test_one_file_or_stream_is_hashed_as_sha256sum_does(komparu, where):
    assert komparu.run("--write-checksums=SUMS", "T/a", cwd=where).status == 0
    assert written(where) == subprocess.run(["sha256sum", "T/a"], cwd=where, check=True,
                                            capture_output=True).stdout
    assert komparu.run("--checksums=SUMS", "T/a", cwd=where).status == 0
    assert komparu.run("--write-checksums=SUMS", "-", stdin=A, cwd=where).status == 0
    assert written(where) == f"{value(A)}  -\n".encode()


def test_members_of_a_zip_are_hashed_and_those_of_a_tar_are_refused(komparu, where):
    subprocess.run(["zip", "-qr", "../T.zip", "."], cwd=where / "T", check=True)
    by_sha256sum(where, out="THEIRS")
    assert komparu.run("-a", "--write-checksums=SUMS", "T.zip", cwd=where).status == 0
    assert written(where) == written(where, "THEIRS")
    subprocess.run(["tar", "cf", "../T.tar", "."], cwd=where / "T", check=True)
    result = komparu.run("-a", "--write-checksums=NONE", "T.tar", cwd=where)
    assert result.status == 2 and not (where / "NONE").exists()


def test_d3_the_list_that_is_written_is_left_out(komparu, where):
    (where / "T/SUMS").write_bytes(b"an older one")
    by_sha256sum(where, out="THEIRS")
    assert komparu.run("--write-checksums=T/SUMS", "T", cwd=where).status == 0
    assert written(where, "T/SUMS") == written(where, "THEIRS")
    assert sorted(os.listdir(where / "T")) == ["SUMS", "a", "empty", "sub", "with space"]
    assert komparu.run("--checksums=T/SUMS", "T", cwd=where).status == 0


def test_d4_what_cannot_be_read_is_trouble_and_has_no_line(komparu, where):
    os.symlink("nowhere", where / "T/dangling")
    result = komparu.run("--write-checksums=SUMS", "T", cwd=where)
    assert result.status == 2 and b"T/dangling: " in result.err
    assert [line.split(b"  ")[1] for line in written(where).splitlines()] == [
        os.fsencode(path) for path in FILES]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("before", [None, b"an older list\n"])
def test_d4_an_interrupted_run_leaves_no_list(komparu, where, number, before):
    if before:
        (where / "SUMS").write_bytes(before)
    names = set(os.listdir(where))
    reading, writing = os.pipe()
    with komparu.running("--write-checksums=SUMS", "-", stdin=reading, cwd=where) as process:
        os.close(reading)
        os.write(writing, A)
        wait_until(lambda: set(os.listdir(where)) != names, "the temporary file is there")
        process.send_signal(number)
        assert process.wait(10) in (128 + number, -number)
    os.close(writing)
    assert set(os.listdir(where)) == names
    assert before is None or written(where) == before


def test_d4_a_killed_run_leaves_no_list(komparu, where):
    names = set(os.listdir(where))
    reading, writing = os.pipe()
    with komparu.running("--write-checksums=SUMS", "-", stdin=reading, cwd=where) as process:
        os.close(reading)
        wait_until(lambda: set(os.listdir(where)) != names, "the temporary file is there")
        process.kill()
        process.wait(10)
    os.close(writing)
    assert not (where / "SUMS").exists()


def test_d4_a_full_disk_is_trouble_and_leaves_no_list(komparu, where, root):  # noqa: ARG001
    mounted = where / "small"
    mounted.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(mounted)], check=True)
    try:
        plant(where / "many", {f"{number:0200}": b"" for number in range(1000)})
        result = komparu.run("--write-checksums=small/SUMS", "many", cwd=where)
        assert result.status == 2 and b"small/SUMS: No space left on device" in result.err
        assert os.listdir(mounted) == []
    finally:
        subprocess.run(["umount", str(mounted)], check=True)


def test_d4_devices_and_directories_are_not_replaced(komparu, where):
    for target in ["/dev/full", "T/sub"]:
        result = komparu.run(f"--write-checksums={target}", "T/a", cwd=where)
        assert result.status == 2 and b"no regular file" in result.err
    result = komparu.run("--write-checksums=no/where", "T", cwd=where)
    assert result.status == 2 and b"No such file or directory" in result.err


def test_a_link_to_the_list_stays_a_link(komparu, where):
    os.mkdir(where / "lists")
    os.symlink("lists/SUMS", where / "SUMS")
    assert komparu.run("--write-checksums=SUMS", "T", cwd=where).status == 0
    assert os.readlink(where / "SUMS") == "lists/SUMS" and (where / "lists/SUMS").is_file()


@pytest.mark.parametrize("args", [
    ["--write-checksums=T/a", "T/a"], ["--write-checksums=T/a", "T/sub/b", "T/a"],
    ["--write-checksums=L", "--combined=L", "T", "T"], ["--write-checksums=L", "-X", "L", "T"],
])
def test_x7_what_is_read_is_not_written_over(komparu, where, args):
    (where / "L").write_bytes(b"")
    result = komparu.run(*args, cwd=where)
    assert result.status == 2 and b"would be written over" in result.err
    assert (where / "T/a").read_bytes() == A


@pytest.mark.parametrize("args", [
    ["--checksums=SUMS"], ["--checksums=SUMS", "T", "T"], ["--checksums=SUMS", "--pairs=P"],
    ["--checksums=SUMS", "--write-checksums=S2", "T"], ["--checksums=SUMS", "-l", "T"],
    ["--checksums=SUMS", "-n5", "T"], ["--checksums=SUMS", "--groups", "T"],
    ["--checksums=SUMS", "--hash=sha257", "T"], ["--hash=sha256", "T", "T"],
    ["--ignore-missing", "T", "T"], ["--allow-weak-checksums", "T", "T"],
    ["--write-checksums=-", "T"], ["--write-checksums=S", "T", "T", "T"],
    ["--write-checksums=S", "-m1", "T", "T"], ["--write-checksums=S", "--hash=md5", "T"],
    ["--write-checksums=S", "--hash=blake3", "T"], ["--write-checksums=S", "-i1", "T/a", "T/a"],
])
def test_v4_what_does_not_go_together_is_refused(komparu, where, args):
    sums(where, *good_lines())
    result = komparu.run(*args, cwd=where)
    assert (result.status, result.out) == (2, b"")
    assert b"Try 'komparu --help'" in result.err
    assert not (where / "S").exists()


def test_the_list_of_another_comparison_may_be_restricted(komparu, where):
    option = sums(where, f"{value(B)}  a", *good_lines()[1:])
    assert komparu.run(option, "-x", "a", "T", cwd=where).status == 0
    (where / "paths").write_bytes(b"sub/b\n")
    assert komparu.run(option, "--files-from=paths", "T", cwd=where).status == 0


# Untrusted lists.

def test_a14_the_memory_for_a_list_is_bounded(komparu, where):
    option = sums(where, *(f"{value(A)}  {'x' * 200}{number}" for number in range(20_000)))
    result = komparu.run(option, "--max-index-memory=1M", "T", cwd=where)
    assert result.status == 2 and b"--max-index-memory" in result.err
    (where / "SUMS").write_bytes(b"a" * 3_000_000)
    result = komparu.run(option, "T", cwd=where)
    assert result.status == 2 and b"a line is larger than 1 MiB" in result.err


def test_g1_a_list_of_100_000_lines_takes_little(komparu, where):
    lines = [f"{value(A)}  {number % 100}/{number}" for number in range(100_000)]
    option = sums(where, *lines)

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

    result = subprocess.run([komparu.executable, option, "--ignore-missing", "--one-way",
                             "--allow-empty", "T"], cwd=where, preexec_fn=limit,
                            capture_output=True, check=False, timeout=60)
    assert result.returncode == 0


def test_a_list_that_never_ends_is_stopped(komparu, where):
    reading, writing = os.pipe()
    with komparu.running("--checksums=-", "T", stdin=reading, cwd=where) as process:
        os.close(reading)
        os.write(writing, good_lines()[0].encode() + b"\n")
        process.send_signal(signal.SIGINT)
        assert process.wait(10) in (130, -2)
    os.close(writing)


def test_the_output_does_not_depend_on_jobs(komparu, where):
    plant(where / "many", {f"{number:04}": b"x" * number for number in range(500)})
    assert komparu.run("--write-checksums=one", "-j1", "many", cwd=where).status == 0
    assert komparu.run("--write-checksums=eight", "-j8", "many", cwd=where).status == 0
    assert written(where, "one") == written(where, "eight")
    assert written(where, "one").count(b"\n") == 500


def test_f3_a_file_that_changes_while_it_is_hashed_has_no_line(komparu, where):
    os.mkfifo(where / "slow")
    (where / "T/a").write_bytes(A * 100_000)
    with komparu.running("--write-checksums=SUMS", "T/a", "slow", cwd=where) as process:
        def feed():
            with open(where / "slow", "wb", buffering=0) as pipe:
                pipe.write(A)
                with open(where / "T/a", "r+b") as file:
                    file.write(B)
                pipe.write(A * 50_000)

        feeder = threading.Thread(target=feed)
        feeder.start()
        assert process.wait(20) == 2
        feeder.join(20)
    assert not (where / "SUMS").exists()
