# SPDX-License-Identifier: MIT
"""Inputs of any size, one kind for each loop whose length an input chooses (G1).

Each function makes what is compared in the working directory and returns the arguments. Two archives
hold the same but are not the same bytes, so that both are read.
"""

import bz2
import gzip
import lzma
import os
import struct
import sys
import tarfile
import zlib
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "archives"))

from making import call
from sample_trees import gzip_of, tar_of, with_pax_records, zip_of

NO_SERVER = "http://127.0.0.1:1/x"


def _twice(make):
    for mark, name in enumerate("AB"):
        Path(name).write_bytes(make(mark))
    return ["-a", "A", "B"]


def _names(count):
    return [f"f{number:07}" for number in range(count)]


def _tar(names, mark=0, kind=tarfile.REGTYPE, target=None):
    members = []
    for number, name in enumerate(names):
        member = tarfile.TarInfo(name)
        member.mtime = mark
        if target and target(number) is not None:
            member.type, member.linkname = kind, target(number)
        members.append(member)
    return tar_of(*members, style=tarfile.GNU_FORMAT)


def _files(directory, count, content=b"x"):
    os.makedirs(directory)
    for name in _names(count):
        Path(directory, name).write_bytes(content)


def _cpio(count, inode, links, mark):
    out = b""
    for name in [*(name.encode() for name in _names(count)), b"TRAILER!!!"]:
        fields = (inode(name), 0o100644, 0, 0, links, mark, 0, 0, 1, 0, 0, len(name) + 1, 0)
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + name + b"\0"
        out += head + bytes(-len(head) % 4)
    return out


def _ar(count, mark):
    table = b"".join(b"a-name-of-some-length-%07d/\n" % number for number in range(count))
    out = b"!<arch>\n%-48s%-10d`\n" % (b"//", len(table)) + table
    for number in range(count):
        out += b"%-16s%-12d%-6d%-6d%-8s%-10d`\nx\n" % (b"/%d" % (number * 31), mark, 0, 0, b"644", 2)
    return out


def _sparse(keys, body, count, mark):
    keys = [*keys, (b"GNU.sparse.name", b"f"), (b"SCHILY.mark", b"%d" % mark)]
    return with_pax_records(keys, content=body + b"y" * count)


def tar_headers(n):
    return _twice(lambda mark: _tar(_names(n), mark))


def tar_in_another_order(n):
    Path("A").write_bytes(_tar(_names(n)))
    Path("B").write_bytes(_tar(_names(n)[::-1]))
    return ["-a", "A", "B"]


def tar_against_a_directory(n):
    _files("D", n, b"")
    Path("A").write_bytes(_tar(_names(n)[::-1]))
    return ["A", "D"]


def tar_members_of_one_name(n):
    return _twice(lambda mark: _tar(["f"] * n, mark))


def tar_directories_of_one_file(n):
    return _twice(lambda mark: _tar([f"{name}/f" for name in _names(n)], mark))


def tar_name(n):
    return _twice(lambda mark: _tar(["x" * n], mark))


def tar_name_of_many_components(n):
    return _twice(lambda mark: _tar(["a/" * n + "f"], mark))


def tar_chain_of_hard_links(n):
    names = _names(n)
    return _twice(lambda mark: _tar(names, mark, tarfile.LNKTYPE,
                                    lambda number: names[number - 1] if number else None))


def tar_hard_links_to_one_file(n):
    return _twice(lambda mark: _tar(_names(n), mark, tarfile.LNKTYPE,
                                    lambda number: "f0000000" if number else None))


def tar_chain_of_symbolic_links_against_files(n):
    _files("D", n, b"")
    Path("A").write_bytes(_tar(["a", *_names(n)], 0, tarfile.SYMTYPE,
                               lambda number: f"f{number:07}" if 0 < number < n else None))
    return ["-m1", "A", "D"]


def pax_records(n):
    return _twice(lambda mark: with_pax_records(
        [(b"SCHILY.key%d" % number, b"%d" % mark) for number in range(n)]))


def pax_value(n):
    return _twice(lambda mark: with_pax_records([(b"comment", b"x" * n + b"%d" % mark)]))


def sparse_map_1_0(n):
    table = b"%d\n" % n + b"".join(b"%d\n512\n" % (number * 1024) for number in range(n))
    keys = [(b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0"),
            (b"GNU.sparse.realsize", b"%d" % (n * 1024 - 512))]
    return _twice(lambda mark: _sparse(keys, table + bytes(-len(table) % 512), 512 * n, mark))


def sparse_map_0_1(n):
    table = b",".join(b"%d,512" % (number * 1024) for number in range(n))
    keys = [(b"GNU.sparse.size", b"%d" % (n * 1024 - 512)), (b"GNU.sparse.numblocks", b"%d" % n),
            (b"GNU.sparse.map", table)]
    return _twice(lambda mark: _sparse(keys, b"", 512 * n, mark))


def sparse_map_0_0(n):
    keys = [(b"GNU.sparse.size", b"%d" % (n * 1024 - 512)), (b"GNU.sparse.numblocks", b"%d" % n)]
    for number in range(n):
        keys += [(b"GNU.sparse.offset", b"%d" % (number * 1024)), (b"GNU.sparse.numbytes", b"512")]
    return _twice(lambda mark: _sparse(keys, b"", 512 * n, mark))


def sparse_map_of_old_gnu_tar(n):
    pairs = [b"%011o\0%011o\0" % (number * 1024, 512) for number in range(n)]

    def make(mark):
        member = tarfile.TarInfo("f")
        member.type, member.size, member.mtime = tarfile.GNUTYPE_SPARSE, n * 512, mark
        header = bytearray(member.tobuf(tarfile.GNU_FORMAT))
        header[386:482] = b"".join(pairs[:4]).ljust(96, b"\0")
        header[482] = n > 4
        header[483:495] = b"%011o\0" % (n * 1024 - 512)
        header[148:156] = b" " * 8
        header[148:156] = b"%06o\0 " % sum(header)
        maps = b""
        for at in range(4, n, 21):
            block = b"".join(pairs[at:at + 21]).ljust(504, b"\0") + bytes([at + 21 < n])
            maps += block.ljust(512, b"\0")
        return bytes(header) + maps + b"y" * (n * 512) + bytes(1024)

    return _twice(make)


def zip_directory(n):
    members = [(name.encode(), b"x") for name in _names(n)]
    return _twice(lambda mark: zip_of(*members, comment=b"%d" % mark))


def zip_gap(n):
    return _twice(lambda mark: zip_of((b"f", b"x"), gap=b"PK\3" * n + b"%d" % mark))


def zip_extra_fields(n):
    """Records of four bytes, as many as a header holds, and more headers for more of them."""
    most = 2000
    extra = struct.pack("<2H", 0xcafe, 0)
    members = [(name.encode(), b"x", {"extra": extra * min(most, n - at)})
               for name, at in zip(_names(n // most + 1), range(0, n, most))]
    return _twice(lambda mark: zip_of(*members, comment=b"%d" % mark))


def zip_in_another_order(n):
    members = [(name.encode(), b"x") for name in _names(n)]
    Path("A").write_bytes(zip_of(*members))
    Path("B").write_bytes(zip_of(*members[::-1]))
    return ["-a", "A", "B"]


def seven_zip_header(n):
    for count, name in ((n, "A.7z"), (n + 1, "B.7z")):
        _files(name + ".d", count)
        call("7z", "a", "-bd", "-mx=0", f"../{name}", ".", cwd=name + ".d")
    return ["-a", "-m1", "A.7z", "B.7z"]


def cpio_members(n):
    return _twice(lambda mark: _cpio(n, lambda name: zlib.crc32(name) >> 1, 1, mark))


def cpio_links(n):
    return _twice(lambda mark: _cpio(n, lambda name: 7, n, mark))


def ar_table(n):
    return _twice(lambda mark: _ar(n, mark))


def gzip_name(n):
    packed = gzip_of(_tar(["f"]))
    return _twice(lambda mark: packed[:3] + b"\x08" + packed[4:10] + b"n" * (n + mark) + b"\0" +
                  packed[10:])


def gzip_members(n):
    return _twice(lambda mark: gzip_of(_tar(["f"])) + gzip.compress(b"", mtime=mark) * n)


def bzip2_streams(n):
    return _twice(lambda mark: bz2.compress(_tar(["f"])) + bz2.compress(b"") * (n + mark))


def xz_streams(n):
    return _twice(lambda mark: lzma.compress(_tar(["f"])) + lzma.compress(b"") * (n + mark))


def zstd_skippable_frames(n):
    packed = call("zstd", "-qc", stdin=_tar(["f"]))
    skipped = struct.pack("<II", 0x184d2a50, 0)
    return _twice(lambda mark: packed + skipped * (n + mark))


def directory_of_many_names(n):
    for side in "LR":
        _files(side, n)
    return ["L", "R"]


def directory_of_many_names_without_case(n):
    return ["--ignore-file-name-case", "--normalize-names=nfc", *directory_of_many_names(n)]


def directory_on_one_side(n):
    _files("L", n)
    os.makedirs("R")
    return ["L", "R"]


def directories_below_each_other(n):
    for side in "LR":
        os.makedirs(side)
        inner = os.open(side, os.O_RDONLY)
        for _ in range(n):
            outer = inner
            os.mkdir("d", dir_fd=outer)
            inner = os.open("d", os.O_RDONLY, dir_fd=outer)
            os.close(outer)
        os.close(inner)
    return ["L", "R"]


def symbolic_links_to_one_directory(n):
    for side in "LR":
        _files(f"{side}/t", 3)
        for name in _names(n):
            os.symlink("t", f"{side}/{name}")
    return ["L", "R"]


def group_of_equal_files(n):
    _files("L", n)
    return ["--groups", *(f"L/{name}" for name in _names(n))]


def group_of_unlike_files(n):
    os.makedirs("L")
    for name in _names(n):
        Path("L", name).write_bytes(b"x" * 5000 + name.encode())
    return ["--groups", *(f"L/{name}" for name in _names(n))]


def group_of_unlike_files_with_few_descriptors(n):
    return group_of_unlike_files(n)


def group_of_unlike_directories(n):
    for name in _names(n):
        os.makedirs(f"L/{name}/d")
        Path("L", name, "d", "a").write_bytes(b"x")
        Path("L", name, "d", "b").write_bytes(name.encode())
    return ["--groups", *(f"L/{name}" for name in _names(n))]


def group_of_directories_with_unlike_dangling_links(n):
    for name in _names(n):
        os.makedirs(f"L/{name}")
        Path("L", name, "a").write_bytes(name.encode())
        os.symlink("nowhere", f"L/{name}/b")
    return ["--groups", *(f"L/{name}" for name in _names(n))]


def list_of_pairs(n):
    for name in "ab":
        Path(name).write_bytes(b"x")
    Path("list").write_text("a\tb\n" * n)
    return ["--pairs=list"]


def list_of_patterns(n):
    for side in "LR":
        _files(side, 1)
    Path("list").write_text("".join(f"*.z{number}\n" for number in range(n)))
    return ["-X", "list", "L", "R"]


def list_of_paths(n):
    for side in "LR":
        os.makedirs(side)
        Path(side, "f").touch()
    Path("list").write_text("".join(f"d/{name}\n" for name in _names(n)[::-1]))
    return ["--files-from=list", "L", "R"]


def list_of_checksums(n):
    os.makedirs("R")
    hash = "0" * 64
    Path("list").write_text("".join(f"{hash}  {name}/{name}\n" for name in _names(n)[::-1]))
    return ["--checksums=list", "--ignore-missing", "--allow-empty", "R"]


def pattern_of_many_stars(n):
    for side in "LR":
        os.makedirs(side)
        Path(side, "a" * 200).touch()
    return ["-x", "*a" * n + "b", "L", "R"]


def name_for_a_pattern(n):
    return ["-x", "*a*a*a*b", *_twice(lambda mark: _tar(["a" * n], mark))]


def name_of_many_components_for_a_pattern(n):
    return ["-a", "-x", "**/a/**/a/**/b",
            *_twice(lambda mark: _tar(["a/" * n + "f"], mark))]


def name_in_normal_form(n):
    name = "e" + "\u0301" * n + "\u0323" * n
    return ["--normalize-names=nfc", *_twice(lambda mark: _tar([name], mark))]


def url_map(n):
    os.makedirs("D")
    Path("map").write_text("".join(f"{name}\t{NO_SERVER}\n" for name in _names(n)))
    return ["--url-map=map", "--retry=0", "-m1", "D"]


def netrc_entries(n):
    Path("f").touch()
    Path(".netrc").write_text("".join(f"machine {name} login a password b\n" for name in _names(n)))
    return ["--netrc", "--retry=0", NO_SERVER, "f"]


def header_file(n):
    Path("f").touch()
    Path("headers").write_text("".join(f"X-{name}: y\n" for name in _names(n)))
    return ["-H", "@headers", "--retry=0", NO_SERVER, "f"]
