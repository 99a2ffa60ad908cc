# SPDX-License-Identifier: MIT
"""Help, hints, and what is said of command lines that go wrong."""

import gzip
import os
import tarfile

import pytest

A = b"abc\ndef\n"


@pytest.fixture
def place(tmp_path):
    for side in ("L", "R"):
        (tmp_path / side).mkdir()
        (tmp_path / side / "f").write_bytes(A)
    (tmp_path / "a").write_bytes(A)
    (tmp_path / "b").write_bytes(A)
    return tmp_path


def test_the_summary_fits_a_small_window(komparu):
    result = komparu.run("-h")
    lines = result.out.decode("ascii").splitlines()
    assert (result.status, result.err) == (0, b"")
    assert len(lines) <= 20 and max(map(len, lines)) < 80, lines
    assert lines[0].startswith("Usage: komparu ") and "--help" in lines[-1]


def test_each_section_of_the_help_begins_with_two_examples(komparu):
    lines = komparu.run("--help").out.decode("ascii").splitlines()
    heads = [number for number, line in enumerate(lines)
             if line.endswith(":") and lines[number - 1] == "" and not line.startswith(" ")]
    assert len(heads) == 9
    for head in heads:
        for line in lines[head + 1:head + 3]:
            assert line.startswith("    komparu "), lines[head]


def test_the_version_has_a_capital_letter_too(komparu):
    assert komparu.run("-V") == komparu.run("--version")


@pytest.mark.parametrize("words, said", [
    (("--size-only", "L", "R"), b"contents are always compared"),
    (("--checksum", "L", "R"), b"contents are always compared"),
    (("-u", "a", "b"), b"diff -u"),
    (("-w", "a", "b"), b"diff -w"),
    (("--progress", "always", "a", "b"), b"--progress=always"),
    (("--color", "never", "a", "b"), b"--color=never"),
    (("s3:/bucket/key", "b"), b"s3://"),
    (("http:/host/x", "b"), b"http://"),
    (("L",), b"missing operand: compare L with what?"),
    (("-x", "L", "R"), b"missing operand: compare R with what? (-x took 'L' as its PAT)"),
    (("--exclude", "L"), b"(-x took 'L' as its PAT)"),
])
def test_v4_a_wrong_command_line_says_what_to_write(komparu, place, words, said):
    result = komparu.run(*words, cwd=place)
    assert (result.status, result.out) == (2, b"")
    assert said in result.err, result
    assert b"komparu --help" in result.err


@pytest.mark.parametrize("words", [("-H", "secret", "L"), ("--header", "X: secret")])
def test_v6_a_swallowed_secret_is_not_shown(komparu, place, words):
    assert b"secret" not in komparu.run(*words, cwd=place).err


@pytest.mark.parametrize("typed", [
    "http:/u:s3cr3t@h/x", "http:u:s3cr3t@h", " http://u:s3cr3t@h/", "u:s3cr3t@h/", "//u:s3cr3t@h/x",
    "htp://u:s3cr3t@h", "http//u:s3cr3t@h/", "'http://u:s3cr3t@h'", "http://u?s3cr3t@h/",
    "http://u#s3cr3t@h/", "https://u:s3cr3t/x@h/", "http://s3cr3t/@h:1/"])
@pytest.mark.parametrize("options", [(), ("--json",), ("-z",), ("-s",)])
def test_x6_a_mistyped_url_shows_no_secret(komparu, place, typed, options):
    for operands in ((typed, "a"), ("a", typed), (typed, typed, "a"), (typed,)):
        result = komparu.run(*options, "--connect-timeout=5", "--retry=0", *operands, cwd=place)
        assert result.status != 0
        assert b"s3cr3t" not in result.out + result.err, (operands, result)


KINDS = [
    (b"\x1f\x9d\x90abc", b"compress-made .Z file"), (b"LZIP\x01", b"lzip-made .lz file"),
    (b"\x5d\0\0\x80\0", b"lzma-made .lzma file"), (b"\xed\xab\xee\xdb\3", b"rpm-made package"),
    (b"\x02\x21\x4c\x18", b"lz4-made file in the legacy form"), (b"\x89LZO\0\r\n\x1a", b"lzop-made"),
    (b"LRZI", b"lrzip-made"), (b"hsqs", b"mksquashfs-made image"),
    (bytes(1080) + b"\x53\xef", b"ext2, ext3 or ext4 image"),
]


@pytest.mark.parametrize("head, said", [*KINDS, (b"!<arch>\n", b"ar-made archive: read on request")])
def test_a_file_beside_a_directory_is_blamed_by_its_kind(komparu, place, head, said):
    (place / "x").write_bytes(head + bytes(2000))
    for operands in (("x", "L"), ("L", "x")):
        result = komparu.run(*operands, cwd=place)
        assert (result.status, result.out) == (2, b"")
        assert result.err.startswith(b"komparu: x: is no archive that komparu reads (" + said), result
        assert result.err.endswith(b"), and L is a directory\n")
    piped = komparu.run("-", "L", cwd=place, stdin=(place / "x").read_bytes())
    assert piped.err == result.err.replace(b"x: is", b"-: is", 1)


@pytest.mark.parametrize("head, said", KINDS)
def test_what_is_no_archive_is_named_where_members_are_asked_for(komparu, place, head, said):
    (place / "x").write_bytes(head + bytes(2000))
    result = komparu.run("-a", "x", "L", cwd=place)
    assert result.status == 2
    assert result.err.startswith(b"komparu: x: it is no archive (" + said), result


def test_a_plain_file_beside_a_directory(komparu, place):
    result = komparu.run("a", "L", cwd=place)
    assert result.err == b"komparu: a: is no archive that komparu reads, and L is a directory\n"
    (place / "a.gz").write_bytes(gzip.compress(A))
    result = komparu.run("a.gz", "L", cwd=place)
    assert result.err == b"komparu: a.gz: is no archive that komparu reads (it is compressed, but " \
        b"what it holds is no archive), and L is a directory\n"
    os.mkfifo(place / "p")
    assert komparu.run("p", "L", cwd=place).status == 2


def test_max_diffs_count_bytes_where_they_are_listed(komparu, tmp_path):
    (tmp_path / "a").write_bytes(b"a" * 100_000)
    (tmp_path / "b").write_bytes(b"b" * 100_000)
    for count in (1, 3, 5000, 99_999):
        result = komparu.run("-l", "-m", f"{count}", "--stats", "a", "b", cwd=tmp_path)
        lines = result.out.splitlines()
        assert (result.status, len(lines)) == (1, count)
        assert [line.split()[0] for line in lines] == [b"%d" % (n + 1) for n in range(count)]
        note = f"komparu: stopped by --max-diffs={count}: the comparison is incomplete\n"
        assert result.err.startswith(note.encode()), result
        assert b"same 0, differ 1, " in result.err and b"; incomplete\n" in result.err
    result = komparu.run("-lm200000", "a", "b", cwd=tmp_path)
    assert (result.status, result.err, result.out.count(b"\n")) == (1, b"", 100_000)
    assert komparu.run("-lm3", "a", "a", cwd=tmp_path).status == 0


def archive(path, root):
    with tarfile.open(path, "w") as tar:
        for name in ("x", "y"):
            info = tarfile.TarInfo(f"{root}/{name}")
            tar.addfile(info)


def test_two_archives_with_one_root_each_get_a_hint(komparu, tmp_path):
    archive(tmp_path / "1.tar", "src-1.0")
    archive(tmp_path / "2.tar", "src-1.1")
    result = komparu.run("-a", "1.tar", "2.tar", cwd=tmp_path)
    assert result.status == 1
    assert b"--strip-components=1" in result.err
    assert komparu.run("-a", "--strip-components=1", "1.tar", "2.tar", cwd=tmp_path).status == 0
    assert b"strip" not in komparu.run("-a", "1.tar", "L", cwd=tmp_path).err


def test_crlf_and_byte_order_marks_are_no_part_of_a_line(komparu, place):
    (place / "pairs").write_bytes(b"\xef\xbb\xbfa\tb\r\nL\tR\r\n")
    assert komparu.run("--pairs=pairs", cwd=place).status == 0
    (place / "R" / "o.x").write_bytes(A)
    (place / "patterns").write_bytes(b"\xef\xbb\xbf*.x\r\n")
    assert komparu.run("-X", "patterns", "L", "R", cwd=place).status == 0


# ---- X7 ------------------------------------------------------------------------------------------

@pytest.mark.parametrize("options, operands", [
    (("--differ=a",), ("a", "b")), (("--differ=L/list",), ("L", "R")), (("--error=R/f",), ("L", "R")),
    (("--combined=./L/../a",), ("b", "a")), (("--match=link",), ("a", "b")),
    (("--differ=pairs", "--pairs=pairs"), ()), (("--differ=L/d/e/new",), ("L", "R"))])
def test_x7_a_list_never_overwrites_what_is_compared(komparu, place, options, operands):
    (place / "pairs").write_bytes(b"a\tb\n")
    (place / "L" / "d" / "e").mkdir(parents=True)
    os.symlink("a", place / "link")
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    result = komparu.run(*options, *operands, cwd=place)
    assert (result.status, result.out) == (2, b"")
    assert b"would be written" in result.err
    assert before == {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.mark.parametrize("line", ["old\tempty", "empty\told", "L/../old\tempty", "link\tempty",
                                  "new\tempty", "empty\t./new", "old\told"])
@pytest.mark.parametrize("options", [(), ("-0",)])
def test_x7_a_list_never_overwrites_what_a_pair_names(komparu, place, line, options):
    """It was emptied, and then the same as an empty file."""
    (place / "old").write_bytes(b"kept")
    (place / "empty").write_bytes(b"")
    os.symlink("old", place / "link")
    text = f"L\tR\n{line}\n"
    if options:
        text = text.replace("\t", "\0").replace("\n", "\0")
    (place / "pairs").write_text(text)
    name = "new" if "new" in line else "old"
    result = komparu.run(f"--differ={name}", "--pairs=pairs", *options, cwd=place)
    assert (result.status, result.out) == (2, b"")
    assert f"the list '{name}' would be written over".encode() in result.err
    assert (place / "old").read_bytes() == b"kept" and not (place / "new").exists()
    # What comes through a pipe is not known beforehand: that pair alone is trouble.
    result = komparu.run(f"--differ={name}", "--pairs=-", *options, cwd=place, stdin=text.encode())
    assert (result.status, result.out) == (2, b"")
    assert b"2: the list '" in result.err or b"4: the list '" in result.err, result


def test_x7_a_list_never_overwrites_what_a_map_names(komparu, place):
    (place / "old").write_bytes(b"kept")
    (place / "map").write_text(f"f\tfile://{place}/old\n")
    for name in ("old", "L/../old", "L/old"):
        result = komparu.run(f"--differ={name}", "--url-map=map", "L", cwd=place)
        assert (result.status, result.out) == (2, b"")
        assert b"would be written" in result.err
    assert (place / "old").read_bytes() == b"kept"


def test_x7_files_that_options_name_are_bounded(komparu, place):
    for options in (("-X", "/dev/zero"), ("--pairs=/dev/zero",), ("-X", "long")):
        (place / "long").write_bytes(b"x\n" * (1 << 20))
        operands = () if options[0].startswith("--pairs") else ("L", "R")
        result = komparu.run(*options, *operands, cwd=place)
        assert result.status == 2
        assert b"larger than 1 MiB" in result.err


# ---- G8 ------------------------------------------------------------------------------------------

def test_g8_operands_that_are_links_are_compared_by_their_texts(komparu, place):
    for name, target in (("l1", "L"), ("l2", "L"), ("l3", "R"), ("la", "a")):
        os.symlink(target, place / name)
    hint = b": is a symbolic link to a directory (add / to follow it)\n"
    result = komparu.run("--no-dereference", "l1", "l3", cwd=place)
    assert (result.status, result.out) == (1, b"Symbolic links l1 and l3 differ\n")
    assert result.err == b"komparu: l1" + hint + b"komparu: l3" + hint
    assert komparu.run("--no-dereference", "l1", "l2", cwd=place).status == 0
    result = komparu.run("--no-dereference", "la", "a", cwd=place)
    assert (result.status, result.err) == (1, b"")
    assert result.out == b"File la is a symbolic link while file a is a regular file\n"
    assert komparu.run("--no-dereference", "l1/", "l3/", cwd=place).status == 0
    assert komparu.run("--no-dereference", "l1", "missing", cwd=place).status == 2


# ---- X3, lists -----------------------------------------------------------------------------------

NAMES = [b"\xc2\x9b31m", b"\x9b31m", b"\xe2\x80\xaetxt", b"\xe2\x81\xa6x", b"\xe2\x80\x8fx",
         b"\xe2\x80\xa8x", b"back\\slash", b"\xe2\x80", b"\x1b[2J", b"new\nline"]


def escaped(name):
    """The same escaper, written another way."""
    text = ""
    while name:
        for length in (1, 2, 3, 4):
            try:
                character = name[:length].decode()
            except UnicodeDecodeError:
                continue
            code = ord(character)
            bad = code < 0x20 or 0x7f <= code < 0xa0 or code in (0x200e, 0x200f) or \
                0x2028 <= code <= 0x202e or 0x2066 <= code <= 0x2069
            text += "".join(f"\\x{byte:02x}" for byte in name[:length]) if bad else \
                character.replace("\\", "\\\\")
            name = name[length:]
            break
        else:
            text += f"\\x{name[0]:02x}"
            name = name[1:]
    return text.encode()


@pytest.mark.parametrize("name", NAMES)
def test_x3_names_are_escaped_in_messages_json_and_lists(komparu, place, name):
    path = os.fsencode(place / "L") + b"/" + name
    with open(path, "wb") as file:
        file.write(A)
    result = komparu.run("--missing-on-right=list", "L", "R", cwd=place)
    assert (place / "list").read_bytes() == escaped(name) + b"\n"
    assert result.out == b"Only in L: " + name.replace(b"\x1b", b"\\x1b").replace(b"\n", b"\\x0a") \
        + b"\n"
    komparu.run("-0", "--missing-on-right=list", "L", "R", cwd=place)
    assert (place / "list").read_bytes() == name + b"\0"
    assert komparu.run("-z", "L", "R", cwd=place).out == b"left " + name + b"\0"
    out = komparu.run("--json", "L", "R", cwd=place).out
    assert not any(byte < 0x20 and byte != 10 or 0x7f <= byte < 0xa0 for byte in
                   out.replace(b"\xef\xbf\xbd", b"")), out
    missing = komparu.run(b"gone" + name, "a", cwd=place)
    assert missing.err == b"komparu: gone" + escaped(name) + b": No such file or directory\n"
