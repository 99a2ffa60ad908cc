# SPDX-License-Identifier: MIT
"""A directory and what is served under a base URL."""

import contextlib
import os
import threading
import urllib.parse

import pytest

import ndjson
from answers import A, Held, ok, redirect, status, then_close
from command import TIMEOUT, descriptor_of, finish, wait_until
from fifo import write_now
from planting import Fifo, Link, plant
from relays import DelayingRelay

B = b"abc\ndeX\n"
TREE = {"a": A, "b": A, "empty": b"", "sub": {"c": A, "deep": {"d": A}}, "hollow": {}}


@pytest.fixture
def site(nginx, tmp_path):
    """Plants a tree below nginx's root and gives its base URL; logged() tells what was asked."""
    class Site:
        name = tmp_path.name
        base = nginx.url(f"{name}/")
        secure_base = nginx.url(f"{name}/", secure=True)

        def serve(self, tree):
            plant(nginx.root / self.name, tree)
            return self.base

        def logged(self, count):
            return nginx.wait_for(self.name, count)

        def targets(self, count):
            prefix = f"/{self.name}/"
            return sorted(line.target[len(prefix):] for line in self.logged(count))

    return Site()


@pytest.fixture
def local(garden):
    """Plants a tree in a directory called L and returns where that is."""
    def make(tree):
        plant(garden / "L", tree)
        return garden

    return make


# ---- verdicts ---------------------------------------------------------------------------------

def test_equal_trees(komparu, site, local, certificates):
    cwd = local(TREE)
    base = site.serve(TREE)
    for operands in (("L", base), (base, "L"), ("L/", base), ("L", site.secure_base)):
        result = komparu.run(f"--cacert={certificates.ca_file}", *operands, cwd=cwd)
        assert (result.status, result.out, result.err) == (0, b"", b"")
    result = komparu.run("--json", "L", base, cwd=cwd)
    found, summary = ndjson.entries(result)
    assert (found, summary["same"], summary["exit"]) == ({}, 5, 0)


def test_pairs_of_trees_and_of_urls_take_turns(komparu, server, local):
    """A tree takes all the connections there may be: nothing else is fetched meanwhile."""
    cwd, held, meanwhile = local({name: A for name in "abcdef"}), Held(ok(A)), []

    def entry(exchange):
        meanwhile.append(held.now)
        exchange.send(ok(A))

    for name in "abcdef":
        server.answer(f"/base/{name}", entry)
    urls = [("L/a", server.answer("/held", held))] * 4
    fifo = cwd / "fifo"
    plant(fifo, Fifo())
    pairs = [("fifo", "L/a"), ("L", server.url("/base/")), *urls]
    (cwd / "list").write_text("".join(f"{left}\t{right}\n" for left, right in pairs))
    with komparu.running("--pairs=list", "-j8", "--connections=2", cwd=cwd) as process:
        wait_until(lambda: held.now >= 2, "two are fetched")
        # It is the tree's turn once the first pair is told.
        wait_until(lambda: descriptor_of(process, fifo) is not None, "the FIFO is opened")
        write_now(fifo, A)
        wait_until(lambda: descriptor_of(process, fifo) is None, "the FIFO is read")
        held.released.set()
        result = finish(process)
    assert (result.status, result.out, result.err) == (0, b"", b"")
    assert (meanwhile, held.most, len(server.requests)) == ([0] * 6, 2, 10)


def test_h4_directories_as_such_are_not_asked_for(komparu, site, local):
    cwd = local(TREE)
    assert komparu.run("L", site.serve(TREE), cwd=cwd).status == 0
    assert site.targets(5) == ["a", "b", "empty", "sub/c", "sub/deep/d"]
    assert {line.method for line in site.logged(5)} == {"GET"}


def test_findings_in_path_order(komparu, site, local):
    cwd = local({"a": A, "b": B, "gone": A, "missing": A, "sub": {"c": B, "left": A}, "z": A})
    base = site.serve({"a": A, "b": A, "sub": {"c": A, "more": A}, "right": A, "z": A})
    result = komparu.run("L", base, cwd=cwd)
    assert (result.status, result.err) == (1, b"")
    assert result.out == (f"Files L/b and {base}b differ\nOnly in L: gone\nOnly in L: missing\n"
                          f"Files L/sub/c and {base}sub/c differ\nOnly in L/sub: left\n").encode()
    result = komparu.run(base, "L", cwd=cwd)
    assert (result.status, result.err) == (1, b"")
    assert result.out == (f"Files {base}b and L/b differ\nOnly in L: gone\nOnly in L: missing\n"
                          f"Files {base}sub/c and L/sub/c differ\nOnly in L/sub: left\n").encode()


def test_sizes_and_contents(komparu, site, local):
    cwd = local({"longer": A + A, "shorter": A[:4], "empty": b"", "filled": A})
    base = site.serve({"longer": A, "shorter": A, "empty": A, "filled": b""})
    found, _ = ndjson.entries(komparu.run("--json", "L", base, cwd=cwd))
    assert set(found) == {b"longer", b"shorter", b"empty", b"filled"}
    assert set(found.values()) <= {"size", "content"}


@pytest.mark.parametrize("number, word", [
    (404, "only_left"), (410, "only_left"), (403, "http"), (500, "http"), (204, "http"),
    (401, "http"), (503, "http"), (206, "http"),
])
def test_h18_statuses_of_entries(komparu, server, local, number, word):
    """404 and 410 say that a file is not there; everything else says nothing about it."""
    cwd = local({"a": A, "b": A, "c": A})
    told = status(number, "Retry-After: 0", body=A)
    for name, answer in (("a", ok(B)), ("b", told), ("c", ok(A))):
        server.answer(f"/{name}", answer)
    for operands, missing in ((("L", server.url("/")), word),
                              ((server.url("/"), "L"), word.replace("left", "right"))):
        result = komparu.run("--json", *operands, cwd=cwd)
        found, summary = ndjson.entries(result)
        assert found == {b"a": "content", b"b": missing}
        assert summary["exit"] == (1 if word == "only_left" else 2)


def test_t1_one_bad_entry_leaves_the_others(komparu, server, local):
    cwd = local({name: A for name in "abcdefg"})
    base = server.url("/")
    for name, answer in {
            "a": ok(A), "b": status(403), "c": then_close(ok(A)[:-1]), "d": ok(B),
            "e": then_close(b""), "f": redirect("ftp://host/"), "g": ok(A)}.items():
        server.answer(f"/{name}", answer)
    result = komparu.run("L", base, cwd=cwd)
    assert (result.status, result.out) == (2, f"Files L/d and {base}d differ\n".encode())
    lines = result.err.splitlines()
    assert [line.split(b": ")[1] for line in lines] == [f"{base}{name}".encode() for name in "bcef"]
    assert b"403" in lines[0]


def test_json_of_entries(komparu, site, local):
    cwd = local({"a": A, "b": A, "forbidden": A, "sub": {"gone": A}})
    base = site.serve({"a": A, "b": B})
    result = komparu.run("--json", "--report-identical-files", "L", base, cwd=cwd)
    lines, summary = ndjson.read(result)
    assert [(line["path"], line["status"]) for line in lines] == [
        ("a", "same"), ("b", "differ"), ("forbidden", "error"), ("sub/gone", "only_left")]
    assert lines[1]["left"] == lines[1]["right"] == {"kind": "file", "size": 8}
    assert lines[2]["reason"] == "http" and f"{base}forbidden" in lines[2]["message"]
    counts = {"same": 1, "differ": 1, "only_left": 1, "only_right": 0, "errors": 1, "exit": 2}
    assert {name: summary[name] for name in counts} == counts


def test_null_records_and_lists(komparu, site, local):
    cwd = local({"a": A, "b": A, "forbidden": A, "sub": {"x y": A}})
    base = site.serve({"a": A, "b": B})
    result = komparu.run("-z", "L", base, cwd=cwd)
    assert result.out.split(b"\0") == [b"differ b", b"error forbidden", b"left sub/x y", b""]
    result = komparu.run("--combined=-", "L", base, cwd=cwd)
    assert result.out == b"= a\n* b\n! forbidden\n+ sub/x y\n"


# ---- names ------------------------------------------------------------------------------------

NAMES = [b"a b", b" lead", b"trail ", b"100%", b"%41", b"%2e%2e", b"a?b", b"a#b", b"a&b=c", b"a+b",
         b"a;b", b"a:b", b"http:", b"@", b"user:pass@host", b"[x]", b"{x}", b"a\\b", b"a|b", b"'",
         b'"', b"<a>", b"~", b"...", b"-", b"--help", b"=", b"a,b", b"!", b"$HOME", b"`", b"^",
         "ünïcödé".encode(), "日本語".encode(), "\U0001f600".encode(), b"caf\xe9",
         b"\xff\xfe", b"new\nline", b"tab\tand\rmore", b"\x01\x7f", b"x" * 200]


def test_v5_names_of_every_kind_are_asked_for_and_found(komparu, site, local):
    tree = {name: name for name in NAMES}
    tree[b"d\xff %?#"] = dict(tree)
    cwd = local(tree)
    base = site.serve(tree)
    result = komparu.run("L", base, cwd=cwd)
    assert (result.status, result.out, result.err) == (0, b"", b"")
    asked = site.targets(2 * len(NAMES))
    assert sorted(urllib.parse.unquote_to_bytes(target) for target in asked) == sorted(
        NAMES + [b"d\xff %?#/" + name for name in NAMES])


def test_v5_every_byte_but_the_unreserved_ones_is_encoded(komparu, server, local):
    """Those of RFC 3986: letters, digits and -._~"""
    name = b"aZ09-._~ !\"#$%&'()*+,:;<=>?@[\\]^`{|}\x7f\xff"
    cwd = local({name: A, "d e": {"f": A}})
    assert komparu.run("L", server.url("/base/"), cwd=cwd).status == 1
    quoted = urllib.parse.quote_from_bytes(name, safe="-._~")
    assert sorted(server.paths()) == sorted([f"/base/{quoted}", "/base/d%20e/f"])


def test_v5_names_that_differ_are_told_without_loss(komparu, site, local):
    cwd = local({b"caf\xe9": A, b"a\nb": A})
    base = site.serve({b"caf\xe9": B, b"a\nb": B})
    found, _ = ndjson.entries(komparu.run("--json", "L", base, cwd=cwd))
    assert found == {b"caf\xe9": "content", b"a\nb": "content"}
    result = komparu.run("L", base, cwd=cwd)
    assert result.out.count(b"\n") == 2 and b"a%0Ab" in result.out


def test_a_base_url_keeps_its_own_path_as_typed(komparu, server, local):
    cwd = local({"a": A, "s": {"b": A}})
    for base in ("/", "/x%20y/", "/x/../y/", "/a/./b/", "/%7Euser/", "//double//"):
        server.requests.clear()
        komparu.run("L", server.url(base), cwd=cwd)
        assert sorted(server.paths()) in (
            [f"{base}a", f"{base}s/b"],
            sorted([os.path.normpath(base).rstrip("/") + "/a",
                    os.path.normpath(base).rstrip("/") + "/s/b"]))


# ---- what can be compared with a base URL -----------------------------------------------------

def test_what_is_no_tree_is_trouble(komparu, server, local, files):
    cwd = local({"a": A})
    server.answer("/file", ok(A))
    base, file, url = server.url("/"), files("file", A), server.url("/file")
    for operands in ((file, base), (base, file), (url, base), (base, url), ("L", url), (url, "L"),
                     (base, base), (base, server.url("/other/")), ("-", base), (base, "-")):
        result = komparu.run(*operands, cwd=cwd, stdin=A)
        assert (result.status, result.out) == (2, b""), operands
        assert result.err.startswith(b"komparu: "), operands
    for operands in ((file, base), ("L", url)):
        lines, _ = ndjson.read(komparu.run("--json", *operands, cwd=cwd))
        assert [line["reason"] for line in lines] == ["wrong_kind"]


def test_a_url_with_a_query_is_no_base(komparu, server, local):
    cwd = local({"a": A})
    assert komparu.run("L", server.url("/base/?list"), cwd=cwd).status == 2
    assert "/base/a" not in server.paths()


def test_t5_a_directory_that_is_not_there_is_trouble(komparu, server, garden):
    result = komparu.run("nosuch", server.url("/"), cwd=garden)
    assert (result.status, result.out) == (2, b"")
    assert b"nosuch" in result.err


def test_as_bytes_refuses_a_base_url_and_as_tree_takes_it(komparu, site, local):
    cwd = local(TREE)
    base = site.serve(TREE)
    assert komparu.run("--as=bytes", "L", base, cwd=cwd).status == 2
    assert komparu.run("--as=tree", "L", base, cwd=cwd).status == 0


def test_links_and_special_files(komparu, site, local):
    """T2, F7: a link is followed; what cannot be on the other side is never asked for."""
    cwd = local({"a": A, "link": Link("a"), "dir": {"f": A}, "dirlink": Link("dir"),
                 "dangling": Link("nowhere"), "p": Fifo()})
    tree = {"a": A, "link": A, "dir": {"f": A}, "dirlink": {"f": A}, "dangling": A, "p": A}
    result = komparu.run("--json", "L", site.serve(tree), cwd=cwd)
    found, _ = ndjson.entries(result)
    assert result.status == 2
    assert set(found) == {b"dangling", b"p"} and found[b"dangling"] == "not_found"
    assert site.targets(4)[:4] == ["a", "dir/f", "dirlink/f", "link"]


def test_t2_loops_of_links_are_trouble_and_end(komparu, site, local):
    cwd = local({"a": A, "d": {"loop": Link("..")}, "self": Link(".")})
    result = komparu.run("--json", "--time-limit=3", "L", site.serve({"a": A}), cwd=cwd)
    found, summary = ndjson.entries(result)
    assert found == {b"d/loop": "loop", b"self": "loop"}
    assert (summary["exit"], summary["same"]) == (2, 1)


# ---- options ----------------------------------------------------------------------------------

def test_new_file_takes_what_is_absent_for_empty(komparu, site, local):
    cwd = local({"empty": b"", "filled": A, "d": {"empty": b""}, "gone-empty": b""})
    base = site.serve({})
    for option in ("-N", "--new-file"):
        result = komparu.run(option, "L", base, cwd=cwd)
        assert (result.status, result.err) == (1, b"")
        assert result.out == f"Files L/filled and {base}filled differ\n".encode()
        assert komparu.run(option, "-x", "filled", base, "L", cwd=cwd).status == 0


def test_one_way(komparu, site, local):
    cwd = local({"a": A, "only": A})
    base = site.serve({"a": A})
    assert komparu.run("--one-way", "L", base, cwd=cwd).out == b"Only in L: only\n"
    result = komparu.run("--one-way", base, "L", cwd=cwd)
    assert (result.status, result.out, result.err) == (0, b"", b"")


def test_t7_what_is_excluded_is_not_asked_for(komparu, site, local):
    cwd = local({"a": A, "b.log": A, "sub": {"c": A, "d.log": A}, "skip": {"e": A}})
    base = site.serve({"a": A, "sub": {"c": A}})
    result = komparu.run("--json", "-x", "*.log", "--exclude=skip", "L", base, cwd=cwd)
    found, summary = ndjson.entries(result)
    assert (found, summary["same"], summary["excluded"]) == ({}, 2, 3)
    assert site.targets(2) == ["a", "sub/c"]
    result = komparu.run("--include=c", "L", base, cwd=cwd)
    assert (result.status, site.targets(3)) == (0, ["a", "sub/c", "sub/c"])


def test_no_recursive_and_max_depth(komparu, site, local):
    cwd = local(TREE)
    base = site.serve(TREE)
    assert komparu.run("--max-depth=1", "L", base, cwd=cwd).status == 0
    assert "sub/deep/d" not in site.targets(4)
    assert komparu.run("--no-recursive", "L", base, cwd=cwd).status == 0
    assert site.targets(7).count("sub/c") == 1


def test_v1_max_diffs_gives_the_first_in_path_order(komparu, site, local):
    tree = {f"{i:02}": A for i in range(30)}
    cwd = local(tree)
    base = site.serve({**tree, **{f"{i:02}": B for i in range(3, 30, 2)}})
    for count in (1, 2, 5):
        for jobs in ("-j1", "-j8"):
            result = komparu.run(f"-m{count}", jobs, "L", base, cwd=cwd)
            expected = [f"Files L/{i:02} and {base}{i:02} differ" for i in range(3, 30, 2)]
            assert result.status == 1
            assert result.out.decode().splitlines() == expected[:count]


def test_v1_quiet_stops_at_the_first_difference(komparu, server, local):
    cwd = local({f"{i:03}": A for i in range(300)})
    for i in range(300):
        server.answer(f"/{i:03}", ok(A if i else B))
    result = komparu.run("-s", "--connections=2", "L", server.url("/"), cwd=cwd)
    assert (result.status, result.out, result.err) == (1, b"", b"")
    assert len(server.requests) < 300


@pytest.mark.parametrize("jobs", ["-j1", "-j2", "-j64"])
def test_output_does_not_depend_on_threads(komparu, site, local, jobs):
    tree = {f"{i}": {f"{j}": b"%d" % (i * j) for j in range(12)} for i in range(12)}
    other = {d: {f: body if int(f) % 3 else body + b"!" for f, body in inside.items() if f != d}
             for d, inside in tree.items()}
    cwd = local(tree)
    base = site.serve(other)
    results = [komparu.run(jobs, f"--connections={n}", "L", base, cwd=cwd) for n in (1, 3, 64)]
    assert all(result == results[0] for result in results)
    assert (results[0].status, results[0].err) == (1, b"")
    assert results[0].out.count(b"Only in") == 12


def test_headers_go_to_every_file(komparu, server, local):
    cwd = local({"a": A, "s": {"b": A}})
    server.answer("/a", ok(A))
    server.answer("/s/b", ok(A))
    base = server.url("/").replace("://", "://user:pass@")
    result = komparu.run("-H", "X-Key: key", "--header-right=X-Right: 1", "--header-left=X-Left: 1",
                         "L", base, cwd=cwd)
    assert result.status == 0
    for request in server.requests:
        assert request.values("X-Key") == [b"key"] and request.values("X-Right") == [b"1"]
        assert request.values("Authorization") and not request.values("X-Left")


def test_h10_entries_may_be_redirected(komparu, site, local):
    cwd = local({"moved": {"a": A, "b": B, "c": A}})
    base = site.serve({"a": A, "b": A})
    result = komparu.run("L", base, cwd=cwd)
    assert result.out == (f"Files L/moved/b and {base}moved/b differ\n"
                          "Only in L/moved: c\n").encode()


# ---- connections ------------------------------------------------------------------------------

@pytest.mark.parametrize("options, limit", [((), 8), (("--connections=1",), 1),
                                            (("--connections=3",), 3), (("--connections=20",), 20),
                                            (("-j1", "--connections=4"), 4), (("-j64",), 8)])
def test_connections_are_limited_and_used_again(komparu, server, listening, local, options, limit):
    """On a long line, where it would tempt to open more."""
    count = 60
    cwd = local({f"{i}": A for i in range(count)})
    for i in range(count):
        server.answer(f"/{i}", ok(A))
    relay = listening(DelayingRelay(server.port, 0.01))
    result = komparu.run(*options, "L", f"http://{relay.authority}/", cwd=cwd)
    assert (result.status, result.out, result.err) == (0, b"", b"")
    assert len(server.requests) == count
    assert relay.most_open <= limit
    assert relay.accepted <= 2 * limit
    assert relay.most_open > 1 or limit == 1


@pytest.mark.parametrize("count", [2, 8, 40])
def test_as_many_files_as_allowed_are_asked_for_at_the_same_time(komparu, server, local, count):
    """No answer comes before all of them are asked for."""
    cwd = local({f"{i}": A for i in range(count)})
    everybody = threading.Barrier(count)

    def answer(exchange):
        with contextlib.suppress(threading.BrokenBarrierError):
            everybody.wait(TIMEOUT)
        exchange.send(ok(A))

    for i in range(count):
        server.answer(f"/{i}", answer)
    result = komparu.run(f"--connections={count}", "L", server.url("/"), cwd=cwd)
    everybody.abort()
    assert (result.status, result.out, result.err) == (0, b"", b"")


def test_large_and_small_files_together(komparu, site, local):
    tree = {f"{i}": os.urandom(3 << 20 if i % 8 == 0 else 1000) for i in range(24)}
    cwd = local(tree)
    base = site.serve({**tree, "16": tree["16"][:-1] + bytes([tree["16"][-1] ^ 1])})
    result = komparu.run("L", base, cwd=cwd)
    assert (result.status, result.out) == (1, f"Files L/16 and {base}16 differ\n".encode())


def test_f9_32_descriptors_are_enough_for_a_tree(komparu, bash, site, local):
    tree = {f"{i}": {f"{j}": A for j in range(10)} for i in range(20)}
    cwd = local(tree)
    base = site.serve(tree)
    result = bash.run("-c", 'ulimit -n 32; exec "$0" "$@"', komparu.executable, "L", base, cwd=cwd)
    assert (result.status, result.out, result.err) == (0, b"", b"")
