# SPDX-License-Identifier: MIT
"""Archives that are cut, turned in single bits, or put together so that two readers would see two
things: the rules A4, A5 and A6."""

import struct

import pytest

import ndjson
from making import AR_MAKERS, MAKERS, call
from planting import open_ground, plant, roomy_memory
from reading import members_of
from reasons import is_trouble, status_and_reasons
from sample_trees import A, B, SMALL, gzip_of, tar_of, zip_end, zip_entry, zip_of

SMALL_MAKERS = {name: MAKERS[name] for name in
                ("tar-gnu", "tar-pax", "tar-gz", "tar-bz2", "tar-xz", "tar-zst", "tar-lz4", "zip",
                 "zip-streamed", "zip-stored", "7z", "7z-copy", "cpio-newc", "cpio-crc",
                 "cpio-odc", "cpio-bin")} | AR_MAKERS
NAMES = SMALL
in_one_locale = pytest.mark.parametrize("komparu", ["C"], indirect=True)


@pytest.fixture
def garden():
    """In memory, if there is room: it holds thousands of samples."""
    with open_ground(roomy_memory()) as path:
        yield path


@pytest.fixture
def small(garden):
    """Makes an archive of a small directory, L, and returns its bytes."""
    def make(name):
        plant(garden / "L", NAMES)
        maker = SMALL_MAKERS[name]
        out = garden / f"A.{maker.suffix}"
        if name in ("tar-gnu", "tar-pax"):
            style = "posix" if name == "tar-pax" else "gnu"
            call("tar", f"--format={style}", "-b1", "-cf", out, "-C", garden / "L", *NAMES)
        else:
            maker.make(garden / "L", out)
        return out.read_bytes()

    return make


def same_ones(komparu, where, samples):
    """Those samples that komparu says are the same as L. The others are told, each one."""
    plant(where / "S", {f"{number:06}": sample for number, sample in enumerate(samples)})
    listed = b"".join(b"S/%06d\tL\n" % number for number in range(len(samples)))
    result = komparu.run("-a", "--json", "--pairs=-", cwd=where, stdin=listed, timeout=120)
    lines, _ = ndjson.read(result)
    assert [each["pair"] for each in lines if each["type"] == "pair"] == list(range(len(samples)))
    told = {each["pair"] for each in lines if each["type"] == "entry"}
    return [number for number in range(len(samples)) if number not in told]


def read_alike(suffix, data):
    """Whether another reader finds the members of L without complaint."""
    try:
        return members_of(suffix, data) == NAMES
    except Exception:  # whatever it is, it is a complaint
        return False


@in_one_locale
@pytest.mark.parametrize("name", SMALL_MAKERS)
def test_a4_an_archive_that_is_cut_anywhere(komparu, garden, small, name):
    whole, suffix = small(name), SMALL_MAKERS[name].suffix
    assert read_alike(suffix, whole)
    samples = [whole[:length] for length in range(len(whole))] + [whole]
    same = same_ones(komparu, garden, samples)
    assert len(whole) in same
    wrong = [number for number in same if not read_alike(suffix, samples[number])]
    assert wrong == [], f"cut to these lengths of {len(whole)} it is the same"
    # Only a tape's padding may be missing.
    assert suffix in ("tar", "cpio") or same == [len(whole)]


# What libarchive 3.6.2 does not look at. The members are what they were.
_LZMA_END = "the last bytes of an LZMA stream, which decide nothing any more"
UNSEEN = {"7z": _LZMA_END}


@in_one_locale
@pytest.mark.parametrize("name", [
    pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=UNSEEN[name]))
    if name in UNSEEN else name
    for name in SMALL_MAKERS if name != "tar-pax"])
def test_a5_an_archive_with_any_bit_turned(komparu, garden, small, name):
    whole, suffix = small(name), SMALL_MAKERS[name].suffix
    samples, places = [], []
    end = len(whole.rstrip(b"\0")) if suffix == "cpio" else len(whole)
    for bit in range(len(whole) * 8):
        # What fills up blocks is all alike.
        if not whole[bit // 8] and bit % 8 and (suffix == "tar" or bit // 8 >= end):
            continue
        turned = bytearray(whole)
        turned[bit // 8] ^= 1 << bit % 8
        samples.append(bytes(turned))
        places.append((bit // 8, bit % 8))
    same = same_ones(komparu, garden, samples)
    assert len(same) < len(samples) * 3 // 4
    wrong = [places[number] for number in same
             if not read_alike(suffix, samples[number])]
    assert wrong == [], "turned here (byte, bit) it is the same"


# ---- A4: tar ------------------------------------------------------------------------------------

MEMBERS = [("a.txt", A), ("b.txt", B)]
FILES = dict(MEMBERS)
# Headers and contents, without an end marker.
TAR = tar_of(*MEMBERS)[:2048]


@pytest.mark.parametrize("zeros, status", [(0, 2), (511, 2), (512, 0), (1024, 0), (50_000, 0)])
def test_a4_a_tar_ends_with_a_zero_block(komparu, place, zeros, status):
    where = place({"L": FILES, "A.tar": TAR + bytes(zeros), "B.zip": zip_of((b"a.txt", A),
                                                                            (b"b.txt", B))})
    for operands in (("A.tar", "L"), ("L", "A.tar"), ("-a", "A.tar", "B.zip")):
        assert komparu.run(*operands, cwd=where).status == status, operands
        assert komparu.run("-s", *operands, cwd=where).status == status, operands


def test_a4_a_cut_archive_hides_nothing_but_proves_nothing(komparu, place):
    """A difference before the cut is told, what may stand behind it is not missing."""
    where = place({"L": {"a.txt": B, "b.txt": B}, "A.tar": TAR[:1500]})
    result = komparu.run("A.tar", "L", cwd=where)
    assert (result.status, result.out) == (2, b"Files A.tar/a.txt and L/a.txt differ\n")
    assert result.err.startswith(b"komparu: A.tar")
    assert b"Only in" not in result.out


def test_a5_bytes_behind_the_end_are_trouble(komparu, place):
    where = place({"L": FILES, "A.tar": TAR + bytes(1024) + b"x" * 512,
                   "B.tar": TAR + bytes(1024) + TAR + bytes(1024)})
    for name in ("A.tar", "B.tar"):
        is_trouble(komparu, "bad_archive", name, "L", cwd=where)


# ---- A5: gzip -----------------------------------------------------------------------------------

WHOLE = TAR + bytes(1024)
GZIPS = {
    "plain": (gzip_of(WHOLE), 0),
    "padded": (gzip_of(WHOLE) + bytes(700), 0),
    "in-members": (gzip_of(WHOLE[:700]) + gzip_of(b"") + gzip_of(WHOLE[700:]), 0),
    "named": (gzip_of(WHOLE, 8, b"name\0"), 0),
    "with-extra": (gzip_of(WHOLE, 4, b"\3\0abc"), 0),
    "garbage": (gzip_of(WHOLE) + b"garbage", 2),
    "padded-garbage": (gzip_of(WHOLE) + bytes(700) + b"x", 2),
    "wrong-crc": (gzip_of(WHOLE, crc=1), 2),
    "wrong-length": (gzip_of(WHOLE, length=1), 2),
    "wrong-crc-in-the-middle": (gzip_of(WHOLE[:700], crc=1) + gzip_of(WHOLE[700:]), 2),
    "no-trailer": (gzip_of(WHOLE)[:-8], 2),
    "half-a-trailer": (gzip_of(WHOLE)[:-3], 2),
    "reserved-flag": (gzip_of(WHOLE, 0x20), 2),
    "wrong-header-crc": (gzip_of(WHOLE, 2, b"\0\0"), 2),
}


@pytest.mark.parametrize("name", GZIPS)
def test_a5_gzip(komparu, place, name):
    data, status = GZIPS[name]
    where = place({"L": FILES, "A": data, "B.tar": WHOLE})
    for operands in (("-a", "A", "L"), ("-a", "A", "B.tar"), ("-a", "L", "A")):
        result = komparu.run(*operands, cwd=where)
        assert (result.status, result.out) == (status, b""), operands
    assert komparu.run("-a", "-", "L", cwd=where, stdin=data).status == status


# ---- A5: 7z -------------------------------------------------------------------------------------

@in_one_locale
@pytest.mark.parametrize("name", ["7z", "7z-copy"])
def test_a5_a_7z_with_any_bit_of_its_first_record_turned(komparu, garden, small, name):
    """The minor version excepted, which says nothing about what is there."""
    whole, samples = small(name), []
    for bit in (bit for bit in range(32 * 8) if bit // 8 != 7):
        turned = bytearray(whole)
        turned[bit // 8] ^= 1 << bit % 8
        samples.append(bytes(turned))
    assert same_ones(komparu, garden, samples) == []


# ---- A6: zip ------------------------------------------------------------------------------------

def _descriptor(signature, wide):
    """Sizes and check sum behind the data, in one of the four forms."""
    def behind(content, crc):
        sizes = struct.pack("<QQ" if wide else "<II", len(content), len(content))
        return (b"PK\x07\x08" if signature else b"") + struct.pack("<I", crc) + sizes
    return behind


def with_descriptor(signature, wide, wrong=False):
    local, central = zip_entry(b"a", A, 0, flags=8)
    crc = struct.unpack_from("<I", local, 14)[0]
    local = local[:14] + bytes(12) + local[26:]
    local += _descriptor(signature, wide)(A, crc ^ wrong)
    return local + central + zip_end(1, central, len(local))


def two_directories():
    """The comment of the first end record holds a second one: readers disagree on what counts."""
    body, central = zip_entry(b"a", A, 0)
    other, others = zip_entry(b"a", B, len(body))
    inner = others + zip_end(1, others, len(body) + len(other))
    return body + other + central + zip_end(1, central, len(body) + len(other), inner)


HIDDEN = zip_entry(b"hidden", A, 0)[0]
HONEST_ZIPS = {
    "plain": zip_of((b"a", A)), "comment": zip_of((b"a", A), comment=b"a comment"),
    "gap": zip_of((b"a", A), gap=b"gap"),
    "descriptor": with_descriptor(True, False), "bare-descriptor": with_descriptor(False, False),
    "wide-descriptor": with_descriptor(True, True),
}
FALSE_ZIPS = {
    "other-local-name": zip_of((b"a", A, {"local_name": b"b"})),
    "hidden-member": zip_of((b"a", A), gap=HIDDEN),
    "hidden-before": HIDDEN + zip_of((b"a", A)),
    "count-too-small": zip_of((b"a", A), (b"b", B), count=1),
    "count-too-large": zip_of((b"a", A), count=2),
    "wrong-crc": zip_of((b"a", A, {"crc": 1})),
    "wrong-size": zip_of((b"a", A, {"size": 3})),
    "bytes-behind": zip_of((b"a", A)) + b"x",
    "two-ends": zip_of((b"b", B)) + zip_of((b"a", A)),
    "two-directories": two_directories(),
    "no-directory": zip_of((b"a", A))[:-22],
    "wrong-descriptor": with_descriptor(True, False, wrong=True),
}


@pytest.mark.parametrize("name", HONEST_ZIPS)
def test_a6_an_honest_zip(komparu, place, name):
    where = place({"A.zip": HONEST_ZIPS[name], "L": {"a": A}, "M": {"a": B},
                   "B.tar": tar_of(("a", A))})
    for operands in (("A.zip", "L"), ("L", "A.zip"), ("-a", "A.zip", "B.tar")):
        result = komparu.run(*operands, cwd=where)
        assert (result.status, result.err) == (0, b""), operands
    assert status_and_reasons(komparu, "A.zip", "M", cwd=where) == (1, {b"a": "content"})


@pytest.mark.parametrize("name", FALSE_ZIPS)
def test_a6_a_zip_with_two_readings_is_trouble(komparu, place, name):
    """Whichever of them the other side has."""
    where = place({"A.zip": FALSE_ZIPS[name], "L": {"a": A}, "M": {"a": A, "b": B},
                   "N": {"a": B}, "B.tar": tar_of(("a", A))})
    for operands in (("A.zip", "L"), ("M", "A.zip"), ("A.zip", "N"), ("-a", "A.zip", "B.tar")):
        status, found = status_and_reasons(komparu, *operands, cwd=where)
        assert status == 2 and "bad_archive" in found.values(), operands


@pytest.mark.parametrize("jobs", ["-j1", "-j4"])
def test_a5_a_large_member_that_differs_is_checked_to_its_end(komparu, place, jobs):
    """It is unpacked on a thread of its own, ahead of what is compared."""
    content = bytes(range(256)) * 20_000
    other = b"x" + content[1:]
    where = place({"A.zip": zip_of((b"a", content)), "B.zip": zip_of((b"a", other)),
                   "C.zip": zip_of((b"a", other, {"crc": 1})), "L": {"a": content},
                   "M": {"a": other}})
    for operands in (("-a", "A.zip", "A.zip"), ("A.zip", "L"), ("B.zip", "M")):
        assert status_and_reasons(komparu, jobs, *operands, cwd=where) == (0, {}), operands
    for operands in (("-a", "A.zip", "B.zip"), ("A.zip", "M"), ("L", "B.zip")):
        assert status_and_reasons(komparu, jobs, *operands, cwd=where) == (1, {b"a": "content"})
    for operands in (("-a", "A.zip", "C.zip"), ("C.zip", "L"), ("M", "C.zip")):
        assert status_and_reasons(komparu, jobs, *operands, cwd=where) == (2, {b"a": "bad_archive"})
        assert komparu.run("-s", *operands, cwd=where).status == (2 if "M" in operands else 1)


# ---- the verdict --------------------------------------------------------------------------------

def test_v1_trouble_outranks_a_difference_every_time(komparu, place):
    where = place({"L": {"a.txt": B, "b.txt": B}, "A.zip": zip_of((b"a.txt", A),
                                                                  (b"b.txt", B, {"crc": 1}))})
    for jobs in ("-j1", "-j2"):
        result = komparu.run(jobs, "--json", "--pairs=-", cwd=where, stdin=b"A.zip\tL\n" * 50)
        lines, summary = ndjson.read(result)
        assert summary["exit"] == 2
        told = [(each["pair"], each["path"], each["status"]) for each in lines
                if each["type"] == "entry"]
        assert told == [(number, *found) for number in range(50)
                        for found in (("a.txt", "differ"), ("b.txt", "error"))]
    for _ in range(10):
        assert komparu.run("A.zip", "L", cwd=where).status == 2


def test_v1_quiet_is_content_with_a_proven_difference(komparu, place):
    where = place({"L": {"a.txt": B, "b.txt": B}, "A.tar": TAR[:1500]})
    for _ in range(20):
        result = komparu.run("-s", "A.tar", "L", cwd=where)
        assert (result.status, result.out, result.err) == (1, b"", b"")


def test_t1_one_bad_member_leaves_the_others(komparu, place):
    """A wrong check sum is that member's trouble where the archive goes on."""
    where = place({"L": {"a": A, "b": A, "c": A, "d": A},
                   "A.zip": zip_of((b"a", A), (b"b", A, {"crc": 1}), (b"c", B), (b"d", A))})
    status, found = status_and_reasons(komparu, "A.zip", "L", cwd=where)
    assert (status, found) == (2, {b"b": "bad_archive", b"c": "content"})
