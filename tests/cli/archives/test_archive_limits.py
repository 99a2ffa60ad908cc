# SPDX-License-Identifier: MIT
"""Limits on what archives may cost: the rule A11."""

import os
import struct
import tarfile
import zlib

import pytest

import ndjson
from making import call
from measuring import measured
from reasons import status_and_reasons
from sample_trees import A, tar_of, zip_entry, zip_end, zip_of

# More than the memory that a run may take.
BOMB = 512 << 20
STEP = 16 << 20


def _packed_zeros(length, level=9):
    """Raw deflate of zeros, put together from equal pieces; and their check sum."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    zeros = bytes(STEP)
    piece = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    crc = 0
    for _ in range(length // STEP):
        crc = zlib.crc32(zeros, crc)
    return piece * (length // STEP) + b"\x03\0", crc


def _zip_bomb(length):
    packed, crc = _packed_zeros(length)
    local, central = zip_entry(b"zeros", b"", 0, method=8, crc=crc, size=length, packed=packed)
    return local + central + zip_end(1, central, len(local))


def _gzip(packed, crc, length):
    return (b"\x1f\x8b\x08\0" + bytes(5) + b"\x03" + packed +
            struct.pack("<II", crc, length & 0xffffffff))


def _tar_gz_bomb(length):
    """The header, the zeros and the end are gzip members of their own."""
    header = tarfile.TarInfo("zeros")
    header.size = length
    head = header.tobuf(tarfile.USTAR_FORMAT)
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    first = packer.compress(head) + packer.flush()
    zeros, crc = _packed_zeros(length)
    padding, padding_crc = _packed_zeros(STEP)
    return (_gzip(first, zlib.crc32(head), len(head)) + _gzip(zeros, crc, length) +
            _gzip(padding, padding_crc, STEP))


@pytest.fixture(scope="session")
def bombs(tmp_path_factory):
    """Archives of 512 MiB of zeros, a directory with such a file, Z, and another one, L."""
    where = tmp_path_factory.mktemp("bombs")
    (where / "A.zip").write_bytes(_zip_bomb(BOMB))
    (where / "A.tar.gz").write_bytes(_tar_gz_bomb(BOMB))
    for name, content in (("Z", b""), ("L", A)):
        (where / name).mkdir()
        (where / name / "zeros").write_bytes(content)
    os.truncate(where / "Z" / "zeros", BOMB)
    call("7z", "a", "-bd", "-mx=1", "-m0=Deflate", "../A.7z", "zeros", cwd=where / "Z")
    return where


@pytest.mark.parametrize("name", ["A.zip", "A.tar.gz", "A.7z"])
def test_a11_a_bomb_meets_a_limit(komparu, bombs, name):
    """Quickly and in little memory; 60 s only tell a run that goes on to its end from a hang."""
    for operands in ((name, "Z"), ("Z", name), (name, "L")):
        status, out, err, seconds, memory = measured(komparu, *operands, cwd=bombs)
        assert status == 2 and (out == b"" or "L" in operands), (operands, err)
        assert b"--max-compression-ratio" in err, err
        assert seconds < 60 and memory < 300 << 10


@pytest.mark.parametrize("name", ["A.zip", "A.tar.gz", "A.7z"])
def test_a11_the_limits_are_reported_for_what_they_are(komparu, bombs, name):
    result = komparu.run("--json", name, "Z", cwd=bombs)
    lines, summary = ndjson.read(result)
    (line,) = [line for line in lines if line["status"] == "error"]
    assert line["reason"] == "limit_exceeded" and "--max-compression-ratio" in line["message"]
    assert summary["exit"] == 2 and summary["bytes_read"] < 128 << 20


@pytest.mark.parametrize("komparu", ["C"], indirect=True)
@pytest.mark.parametrize("name", ["A.zip", "A.tar.gz", "A.7z"])
def test_a11_what_is_lifted_is_read(komparu, bombs, name):
    status, out, err, _, memory = measured(komparu, "--max-compression-ratio=none", name, "Z",
                                           cwd=bombs)
    assert (status, out, err) == (0, b"", b"")
    assert memory < 300 << 10
    result = komparu.run("--max-compression-ratio=none", "--max-decompressed-size=256MiB", name,
                         "Z", cwd=bombs)
    assert (result.status, result.out) == (2, b"")
    assert b"--max-decompressed-size" in result.err


@pytest.fixture
def many(place):
    """Ten members of 10 kB with names of up to 40 bytes, and their directory."""
    tree = {"n" * (number * 4 + 1): b"%d" % number * 10_000 for number in range(10)}
    where = place({"L": tree, "A.tar": tar_of(*tree.items()),
                   "A.zip": zip_of(*((name.encode(), content) for name, content in tree.items()))})
    call("7z", "a", "-bd", "-mx=1", "../A.7z", *tree, cwd=where / "L")
    call("cpio", "-o", "--quiet", "-H", "newc", "-O", "../A.cpio", cwd=where / "L",
         stdin="".join(f"{name}\n" for name in tree).encode())
    return where


LIMITS = [("--max-archive-entries", "9", "10"), ("--max-entry-name-length", "36", "37"),
          ("--max-decompressed-size", "90kB", "200kB")]


@pytest.mark.parametrize("name", ["A.tar", "A.zip", "A.7z", "A.cpio"])
@pytest.mark.parametrize("option, low, high", LIMITS)
def test_a11_each_limit(komparu, many, name, option, low, high):
    for operands in ((name, "L"), ("L", name), ("-a", name, "A.tar"), ("-a", "A.zip", name)):
        if len(set(operands)) < len(operands) or operands[-2] == operands[-1]:
            continue
        status, found = status_and_reasons(komparu, f"{option}={low}", *operands, cwd=many)
        assert status == 2 and set(found.values()) == {"limit_exceeded"}, operands
        result = komparu.run(f"{option}={low}", *operands, cwd=many)
        assert result.status == 2 and option.encode() in result.err and low[:-2].encode() in \
            result.err
        for value in (high, "none"):
            result = komparu.run(f"{option}={value}", *operands, cwd=many)
            assert (result.status, result.out, result.err) == (0, b"", b""), (operands, value)


def test_a11_an_explicit_ratio_holds_for_small_archives(komparu, many):
    """What compresses well is judged from 64 KiB on."""
    result = komparu.run("--max-compression-ratio=5", "A.7z", "L", cwd=many)
    assert (result.status, result.out) == (2, b"")
    assert b"--max-compression-ratio" in result.err
    for value in ("none", "100000"):
        assert komparu.run(f"--max-compression-ratio={value}", "A.7z", "L", cwd=many).status == 0
    assert komparu.run("A.7z", "L", cwd=many).status == 0


def test_a11_a_limit_hides_no_equal_bytes(komparu, many):
    """Two archives of the same bytes are not decoded, so that there is nothing to limit."""
    (many / "B.zip").write_bytes((many / "A.zip").read_bytes())
    assert komparu.run("-a", "--max-archive-entries=1", "A.zip", "B.zip", cwd=many).status == 0


@pytest.mark.parametrize("option", [option for option, _, _ in LIMITS] +
                         ["--max-compression-ratio"])
@pytest.mark.parametrize("value", ["", "x", "-1", "None", "1.5", "99999999999999999999999"])
def test_v4_a_limit_that_is_none_is_a_usage_error(komparu, many, option, value):
    result = komparu.run(f"{option}={value}", "A.tar", "L", cwd=many)
    assert (result.status, result.out) == (2, b"")
    assert option.encode() in result.err


def test_a11_archives_in_archives_are_bytes(komparu, place):
    inner = tar_of(("x", A))
    where = place({"L": {"inner.tar": inner}, "M": {"inner.tar": tar_of(("x", A)) + bytes(10240)},
                   "A.tar": tar_of(("inner.tar", inner))})
    assert komparu.run("A.tar", "L", cwd=where).status == 0
    status, found = status_and_reasons(komparu, "A.tar", "M", cwd=where)
    assert status == 1 and set(found) == {b"inner.tar"}
    assert komparu.run("-a", "L", "M", cwd=where).status == 1
