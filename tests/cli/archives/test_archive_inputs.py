# SPDX-License-Identifier: MIT
"""Archives on stdin, in FIFOs, behind URLs, and beside what is served under a base URL."""

import fcntl
import os
import signal
import struct
import subprocess
import termios

import pytest

import ndjson
from command import finish, state_of, wait_until
from making import AR_MAKERS, MAKERS
from planting import plant
from reasons import status_and_reasons
from sample_trees import A, B, FLAT, gzip_of, tar_of, zip_of

STREAMED = ["tar-gnu", "tar-pax", "tar-gz", "tar-bz2", "tar-xz", "tar-zst", "tar-lz4", "cpio-newc",
            "cpio-odc", "cpio-gz", "zip", "zip-streamed", "7z"]


@pytest.mark.parametrize("name", STREAMED)
def test_an_archive_on_stdin(komparu, store, name):
    """zip and 7z, which are read from their ends, too."""
    suffix = MAKERS[name].suffix
    for kind, status in (("same", 0), ("changed", 1), ("missing", 1)):
        archive = store / f"{name}.{kind}.{suffix}"
        for other in ("same", "tar-ustar.same.tar"):
            for operands in (("-", other), (other, "-")):
                with open(archive, "rb") as stdin:
                    result = komparu.run("-a", *operands, cwd=store, stdin=stdin.fileno())
                assert (result.status, result.err) == (status, b""), operands
                result = komparu.run("-a", *operands, cwd=store, stdin=archive.read_bytes())
                assert (result.status, result.err) == (status, b""), operands


def test_ar_on_stdin(komparu, place):
    where = place({"L": FLAT})
    AR_MAKERS["ar"].make(where / "L", where / "A.a")
    assert komparu.run("-a", "-", "L", cwd=where, stdin=(where / "A.a").read_bytes()).status == 0


def test_a2_no_archive_on_stdin_is_trouble(komparu, pair):
    for content in (b"", b"text\n", os.urandom(100_000), b"\x1f\x8b\x08", bytes(100)):
        for operands in (("-", "L"), ("L", "-"), ("-", "A.tar")):
            result = komparu.run("-a", *operands, cwd=pair, stdin=content)
            assert (result.status, result.out) == (2, b""), (operands, content[:10])


def test_a_cut_archive_on_stdin(komparu, pair):
    whole = (pair / "A.tar").read_bytes()
    packed = gzip_of(whole)
    cuts = [whole[:1500], whole[:3072], packed[:-1], packed[:-8], packed[:len(packed) // 2],
            zip_of((b"a", A), (b"b", A), (b"c/d", A))[:-5]]
    for content in cuts:
        assert komparu.run("-a", "-", "L", cwd=pair, stdin=content).status == 2


def test_two_archives_in_fifos(komparu, bash, pair):
    script = 'exec "$0" -a <(cat A.tar) <(gzip -c "$1")'
    for name, status in (("A.tar", 0), ("B.tar", 1)):
        result = bash.run("-c", script, komparu.executable, name, cwd=pair, env=komparu.env)
        assert (result.status, result.err) == (status, b"")


def test_v7_an_interrupt_while_an_archive_is_waited_for(komparu, pair):
    """What is spooled leaves nothing behind: it never had a name."""
    before = set(os.listdir("/tmp"))
    for number in (signal.SIGINT, signal.SIGTERM):
        for content in ((pair / "A.tar").read_bytes()[:1500], zip_of((b"a", A))[:20]):
            with komparu.running("-a", "-", "L", cwd=pair, stdin=subprocess.PIPE) as process:
                process.stdin.write(content)
                process.stdin.flush()

                def waits():
                    left = fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4))
                    return struct.unpack("i", left)[0] == 0 and state_of(process) == "S"

                wait_until(waits, "the archive's beginning was read")
                process.send_signal(number)
                process.wait(20)
                process.stdin.close()
                process.stdin = None
                result = finish(process)
            assert result.status in (-number, 128 + number), result
    left = {name for name in set(os.listdir("/tmp")) - before if "komparu" in name}
    assert not [name for name in left if not os.path.isdir(f"/tmp/{name}")]


# ---- URLs ---------------------------------------------------------------------------------------

@pytest.fixture
def serve(nginx, tmp_path):
    """Plants a tree below nginx's root and returns its base URL."""
    def make(tree):
        plant(nginx.root / tmp_path.name, tree)
        return nginx.url(f"{tmp_path.name}/")

    return make


# What a hard link leads to comes last in a newc cpio: that is trouble where it is read only once.
ONCE = [name for name in STREAMED if name not in ("cpio-newc", "cpio-gz")]


@pytest.mark.parametrize("name", ONCE)
def test_an_archive_behind_a_url(komparu, store, serve, name):
    suffix = MAKERS[name].suffix
    base = serve({kind: (store / f"{name}.{kind}.{suffix}").read_bytes()
                  for kind in ("same", "changed")})
    for operands in (("same", base + "same"), (base + "same", "same"),
                     ("-a", base + "same", "tar-ustar.same.tar"),
                     ("-a", "7z-copy.same.7z", base + "same")):
        result = komparu.run(*operands, cwd=store)
        assert (result.status, result.out, result.err) == (0, b"", b""), operands
    for operands in (("same", base + "changed"), ("-a", base + "same", base + "changed")):
        assert status_and_reasons(komparu, *operands, cwd=store) == \
            (1, {b"sub/deep/er/x": "content"})


def test_two_urls_of_equal_archives(komparu, serve, pair):
    base = serve({"A": (pair / "A.tar").read_bytes(), "B": (pair / "A.tar").read_bytes()})
    for options in ((), ("-a",)):
        assert komparu.run(*options, base + "A", base + "B").status == 0


def test_a_url_that_holds_no_archive(komparu, serve, pair):
    base = serve({"x": b"text\n"})
    for operands in (("-a", base + "x", "L"), ("-a", "A.tar", base + "x"), ("L", base + "x"),
                     ("-a", base + "nosuch", "L"), (base + "nosuch", "L")):
        result = komparu.run(*operands, cwd=pair)
        assert (result.status, result.out) == (2, b""), operands


def test_v6_members_behind_a_url_hide_its_secrets(komparu, serve, pair):
    base = serve({"A": (pair / "B.tar").read_bytes(), "cut": (pair / "A.tar").read_bytes()[:1500]})
    for name in ("A", "cut"):
        url = base.replace("//", "//user:open-sesame@") + name + "?token=open-sesame"
        for options in ((), ("--json",), ("-z",)):
            result = komparu.run(*options, url, "L", cwd=pair)
            assert result.status == (1 if name == "A" else 2)
            assert b"open-sesame" not in result.out + result.err


@pytest.mark.parametrize("form", ["tar", "zip", "7z", "cpio"])
def test_an_archive_and_a_base_url(komparu, serve, garden, form):
    """Every file is asked for; directories as such are not compared."""
    plant(garden, {"L": {"a": A, "b": B, "hollow": {}, "sub": {"x y": A, "é": B, "only": A}}})
    name = {"tar": "tar-gnu", "cpio": "cpio-newc"}.get(form, form)
    MAKERS[name].make(garden / "L", garden / f"X.{form}")
    (garden / f"X.{form}").rename(garden / "X")
    tree = {"a": A, "b": B, "sub": {"x y": A, "é": B, "only": A}, "more": A}
    base = serve({"same": tree, "other": {"a": A, "b": A, "sub": {"x y": A, "é": B}}})
    for operands in (("X", base + "same/"), (base + "same/", "X")):
        result = komparu.run(*operands, cwd=garden)
        assert (result.status, result.out, result.err) == (0, b"", b""), operands
    found, _ = ndjson.entries(komparu.run("--json", "X", base + "other/", cwd=garden))
    assert found == {b"b": "content", b"sub/only": "only_left"}
    found, _ = ndjson.entries(komparu.run("--json", base + "other/", "X", cwd=garden))
    assert found == {b"b": "content", b"sub/only": "only_right"}


def test_a8_names_that_lead_elsewhere_are_not_asked_for(komparu, nginx, tmp_path, place):
    plant(nginx.root / tmp_path.name, {"up": A, "in": {"a": A}})
    where = place({"A.tar": tar_of(("a", A), ("../up", A), ("/up", A))})
    base = nginx.url(f"{tmp_path.name}/in/")
    status, found = status_and_reasons(komparu, "A.tar", base, cwd=where)
    assert status != 0 and b"a" not in found and len(found) >= 1
    asked = {line.target for line in nginx.wait_for(tmp_path.name, 1)}
    assert all(target.startswith(f"/{tmp_path.name}/in/") and ".." not in target
               for target in asked)
