# SPDX-License-Identifier: MIT
"""A14: memory is measured before it is taken, and honest archives fit into it."""

import gzip
import lzma
import struct
import tarfile
import zlib

import pytest

import ndjson
from making import FILTERS, call
from measuring import measured
from sample_trees import tar_of

PEAK = 128 << 10  # KiB

pytestmark = pytest.mark.parametrize("komparu", ["C"], indirect=True)


def _ar_with_a_long_table(size):
    """Only the header says so: the table would be read before anything else."""
    return b"!<arch>\n" + b"%-48s%-10d`\n" % (b"//", size) + bytes(1000)


def _cpio_with_a_long_name(size):
    fields = (1, 0o100644, 0, 0, 1, 0, 0, 8, 1, 0, 0, size, 0)
    return b"070701" + b"".join(b"%08X" % field for field in fields) + bytes(1000)


def _xz_with_a_dictionary(code):
    """A tar whose first block says that it needs a dictionary of this code."""
    out = bytearray(lzma.compress(tar_of(("f", b"content"))))
    end = 12 + (out[12] + 1) * 4
    head = bytearray(out[12:end - 4])
    head[head.index(b"\x21\x01") + 2] = code
    out[12:end] = head + struct.pack("<I", zlib.crc32(bytes(head)))
    return bytes(out)


def _later_xz_with_a_dictionary(code):
    return lzma.compress(tar_of(("e", b"content"))[:1024]) + _xz_with_a_dictionary(code)


def _zstd_with_a_window(descriptor):
    """A frame that asks for a window by this descriptor, or (None) for all of its content, 1 TiB."""
    content = tar_of(("f", b"content"))
    block = (len(content) << 3 | 1).to_bytes(3, "little") + content
    if descriptor is None:
        return b"\x28\xb5\x2f\xfd\xe0" + (1 << 40).to_bytes(8, "little") + block
    return b"\x28\xb5\x2f\xfd\0" + bytes([descriptor]) + block


def _later_zstd_with_a_window(descriptor):
    return call("zstd", "-qc", stdin=tar_of(("e", b"content"))[:1024]) + \
        _zstd_with_a_window(descriptor)


NAMES, INDEX, DECODER = b"entry-name-length", b"index_memory", b"decoder_memory"
BOMBS = {
    "table.ar": (_ar_with_a_long_table(900 << 20), INDEX),
    "table.ar.gz": (gzip.compress(_ar_with_a_long_table(900 << 20)), INDEX),
    "name.cpio": (_cpio_with_a_long_name(690 << 20), NAMES),
    "name.cpio.gz": (gzip.compress(_cpio_with_a_long_name(0xfffffff0)), NAMES),
    "dictionary.tar.xz": (_xz_with_a_dictionary(36), DECODER),
    "huge-dictionary.tar.xz": (_xz_with_a_dictionary(40), DECODER),
    "later-dictionary.tar.xz": (_later_xz_with_a_dictionary(36), DECODER),
    "window.tar.zst": (_zstd_with_a_window(21 << 3), DECODER),
    "huge-window.tar.zst": (_zstd_with_a_window(31 << 3 | 7), DECODER),
    "content-as-window.tar.zst": (_zstd_with_a_window(None), DECODER),
    "later-window.tar.zst": (_later_zstd_with_a_window(21 << 3), DECODER),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a14_memory_is_measured_before_it_is_taken(komparu, place, name):
    content, limit = BOMBS[name]
    where = place({name: content, "E": {}})
    for operands in ((name, "E"), ("E", name)):
        status, _, err, _, memory = measured(komparu, "-qa", *operands, cwd=where)
        assert status == 2 and limit.replace(b"_", b"-") in err.replace(b"_", b"-"), err
        assert memory < PEAK


@pytest.mark.parametrize("suffix", FILTERS)
def test_a14_much_from_little_takes_little_memory(komparu, place, suffix):
    """256 MiB of zeros in one member, packed as streams one behind the other."""
    part, parts = bytes(8 << 20), 32
    member = tarfile.TarInfo("f")
    member.size = parts * len(part)
    packed = call(*FILTERS[suffix], stdin=part)
    content = call(*FILTERS[suffix], stdin=member.tobuf()) + parts * packed
    where = place({"A": content + call(*FILTERS[suffix], stdin=bytes(1024)), "E": {"f": b""}})
    status, _, err, _, memory = measured(komparu, "-a", "--max-compression-ratio=100", "A", "E",
                                         cwd=where)
    assert status == 2 and b"--max-compression-ratio" in err, err
    assert memory < PEAK


@pytest.mark.parametrize("name, command", [
    ("A.tar.xz", ("xz", "-9e", "-c")),
    ("A.tar.zst", ("zstd", "-q", "--ultra", "-22", "--long=27", "-c")),
    ("A.tar.bz2", ("bzip2", "-9", "-c")),
])
def test_a14_what_honest_programs_need_is_there_for_both_sides(komparu, place, name, command):
    tree = {"f": b"content" * 10_000, "g": b"other"}
    where = place({"L": tree, name: call(*command, stdin=tar_of(*tree.items()))})
    (where / ("B" + name)).write_bytes(call(*command, stdin=tar_of(*reversed(tree.items()))))
    assert komparu.run("-a", name, "L", cwd=where).status == 0
    assert komparu.run("-a", name, "B" + name, cwd=where).status == 0


@pytest.mark.parametrize("options", [(), ("-mx=9",), ("-m0=lzma:d=64m",), ("-m0=ppmd",)])
def test_a14_7z_with_its_defaults_fits(komparu, place, options):
    where = place({"L": {"f": b"content" * 10_000, "g": b"other"}})
    call("7z", "a", "-bd", *options, "../A.7z", "f", "g", cwd=where / "L")
    result = komparu.run("-a", "A.7z", "L", cwd=where)
    assert result.status == 0, result


def test_a14_the_limit_is_reported_for_what_it_is(komparu, place):
    where = place({"A.tar.xz": BOMBS["dictionary.tar.xz"][0], "E": {}})
    lines, summary = ndjson.read(komparu.run("--json", "-a", "A.tar.xz", "E", cwd=where))
    (line,) = [line for line in lines if line["status"] == "error"]
    assert line["reason"] == "limit_exceeded" and summary["exit"] == 2
