# SPDX-License-Identifier: MIT
"""URLs as operands: the verdicts and the words of two streams, groups and pairs."""

import os

import pytest

import ndjson
from answers import A, Held, asked_range, ok, ranged, then_silence
from command import finish, wait_until, wait_until_waiting_for
from fifo import write_now
from outcomes import judged, message_of, trouble_line

B = b"abc\ndeX\n"
BODIES = {"a": A, "copy": A, "b": B, "prefix": b"abc\n", "empty": b"", "binary": bytes(range(256))}
LARGE = bytes(range(256)) * (8 << 12)


@pytest.fixture
def urls(server):
    """{name: URL} of the bodies above, from a server that does everything right."""
    return {name: server.answer(f"/{name}", ok(body)) for name, body in BODIES.items()}


@pytest.fixture
def directory(files):
    for name, body in BODIES.items():
        path = files(name, body)
    return path.parent


@pytest.fixture
def place(nginx, tmp_path):
    """Puts files below a directory of nginx's that is the test's own; url() names them."""
    class Place:
        name = tmp_path.name
        root = nginx.root / tmp_path.name

        def put(self, name, body):
            self.root.mkdir(exist_ok=True)
            (self.root / name).write_bytes(body)
            return self.url(name)

        def url(self, name, secure=False):
            return nginx.url(f"{self.name}/{name}", secure)

        def logged(self, count):
            return nginx.wait_for(self.name, count)

    return Place()


# ---- two streams ------------------------------------------------------------------------------

@pytest.mark.parametrize("left, right, status, word", [
    ("a", "copy", 0, "same"), ("a", "b", 1, "content"), ("empty", "empty", 0, "same"),
    ("binary", "binary", 0, "same"), ("a", "missing", 2, "not_found"),
    ("missing", "a", 2, "not_found"), ("missing", "missing", 2, "not_found"),
])
def test_v1_verdicts_of_every_pair_of_kinds(komparu, server, urls, directory, left, right, status,
                                            word):
    def url(name):
        return urls.get(name, server.url(f"/{name}"))

    for operands in ((url(left), right), (left, url(right)), (url(left), url(right))):
        assert judged(komparu, *operands, cwd=directory) == (status, word)
        quiet = komparu.run("-s", *operands, cwd=directory)
        assert (quiet.status, quiet.out) == (status, b"")


def test_the_text_speaks_of_the_url_as_of_a_file(komparu, urls, directory):
    result = komparu.run("a", urls["b"], cwd=directory)
    assert result.status == 1
    assert result.out == f"a {urls['b']} differ: char 7, line 2\n".encode()
    assert result.err == b""
    result = komparu.run(urls["a"], urls["b"])
    assert result.out == f"{urls['a']} {urls['b']} differ: char 7, line 2\n".encode()
    result = komparu.run(urls["a"], urls["copy"])
    assert (result.status, result.out, result.err) == (0, b"", b"")


@pytest.mark.parametrize("left_is_url, right_is_url", [(True, False), (False, True), (True, True)])
def test_h5_the_shorter_side_ends_first(komparu, urls, directory, left_is_url, right_is_url):
    left = urls["a"] if left_is_url else "a"
    right = urls["prefix"] if right_is_url else "prefix"
    end = f"komparu: EOF on {right} after byte 4, line 1\n".encode()
    for operands in ((left, right), (right, left)):
        result = komparu.run(*operands, cwd=directory)
        assert (result.status, result.out, result.err) == (1, b"", end)
    result = komparu.run(left, urls["empty"] if right_is_url else "empty", cwd=directory)
    assert result.status == 1 and b"which is empty" in result.err


def test_h5_unequal_lengths_prove_a_difference_in_every_mode(komparu, urls, directory):
    for options in (("-s",), ("-q",), ("--json",), ("-z",), ("-l",), ()):
        for operands in (("a", urls["prefix"]), (urls["prefix"], "a"),
                         (urls["prefix"], urls["a"])):
            assert komparu.run(*options, *operands, cwd=directory).status == 1


def test_brief(komparu, urls, directory):
    for option in ("-q", "--brief"):
        for right in ("b", "prefix"):
            result = komparu.run(option, "a", urls[right], cwd=directory)
            line = f"Files a and {urls[right]} differ\n".encode()
            assert (result.status, result.out, result.err) == (1, line, b"")
        result = komparu.run(option, urls["a"], urls["copy"])
        assert (result.status, result.out, result.err) == (0, b"", b"")


def test_every_differing_byte(komparu, urls, directory):
    operands = {"urls": (urls["a"], urls["b"]), "right": ("a", urls["b"]), "files": ("a", "b")}
    for options in (("-l",), ("-b",), ("-l", "-b")):
        results = {name: komparu.run(*options, *both, cwd=directory)
                   for name, both in operands.items()}
        for name, (left, right) in operands.items():
            names = f"{left} {right} differ".encode()
            expected = results["files"].out.replace(b"a b differ", names)
            assert (results[name].status, results[name].out) == (1, expected)
        assert results["files"].out


@pytest.mark.parametrize("options, status", [
    (("-n", "6"), 0), (("-n", "7"), 1), (("-i", "7"), 0), (("-i", "6"), 1), (("-n", "0"), 0),
    (("-i", "4:4", "-n", "2"), 0), (("-i", "0:4", "-n", "1"), 1), (("-i", "100"), 0),
    (("-i", "4:0"), 1),
])
def test_skips_and_limits(komparu, urls, directory, options, status):
    plain = komparu.run(*options, "a", "b", cwd=directory)
    assert plain.status == status
    for operands in (("a", urls["b"]), (urls["a"], "b"), (urls["a"], urls["b"])):
        result = komparu.run(*options, *operands, cwd=directory)
        assert result.status == status
        names = f"{operands[0]} {operands[1]} differ".encode()
        assert result.out == plain.out.replace(b"a b differ", names)


def test_skips_may_be_operands(komparu, urls):
    result = komparu.run("--as=bytes", urls["a"], urls["b"], "7", "7")
    assert (result.status, result.out) == (0, b"")


def test_json_of_a_difference(komparu, urls, directory):
    result = komparu.run("--json", urls["a"], "b", cwd=directory)
    (line,), summary = ndjson.read(result)
    assert (line["path"], line["status"], line["reason"]) == (urls["a"], "differ", "content")
    assert line["offset"] == 6
    assert line["left"] == line["right"] == {"kind": "file", "size": 8}
    assert (summary["exit"], summary["differ"]) == (1, 1)
    assert summary["bytes_read"] >= 14


def test_json_on_request_tells_what_is_the_same(komparu, urls):
    result = komparu.run("--json", "--report-identical-files", urls["a"], urls["copy"])
    (line,), summary = ndjson.read(result)
    assert (line["path"], line["status"], summary["same"]) == (urls["a"], "same", 1)


def test_null_records(komparu, urls, directory):
    for right, word in (("b", "differ"), ("missing", "error")):
        url = urls["b"].rpartition("/")[0] + f"/{right}"
        result = komparu.run("-z", "a", url, cwd=directory)
        assert result.out == f"{word} a\0".encode()


def test_identical_files_are_told_on_request(komparu, urls, directory):
    result = komparu.run("--report-identical-files", "a", urls["copy"], cwd=directory)
    line = f"Files a and {urls['copy']} are identical\n".encode()
    assert (result.status, result.out) == (0, line)


@pytest.mark.parametrize("options", [(), ("-s",), ("-q",)])
def test_standard_input_and_a_url(komparu, urls, options):
    for content, status in ((A, 0), (B, 1), (A + A, 1), (b"", 1)):
        for operands in ((urls["a"],), ("-", urls["a"]), (urls["a"], "-")):
            assert komparu.run(*options, *operands, stdin=content).status == status


def test_a_fifo_and_a_url(komparu, server, tmp_path):
    """The pipe's writer and the server take turns at being the slow one."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    body = os.urandom(3 << 20)
    url = server.answer("/large", ok(body))
    for content, status in ((body, 0), (body[:-1] + bytes([body[-1] ^ 1]), 1)):
        with komparu.running(fifo, url) as process:
            fifo.write_bytes(content)
            assert finish(process).status == status


def test_as_bytes_and_as_tree(komparu, urls, server, directory):
    for option in ("--as=bytes", "--as=auto"):
        assert komparu.run(option, "a", urls["copy"], cwd=directory).status == 0
        assert komparu.run(option, urls["a"], urls["b"]).status == 1
    for operands in (("a", urls["a"]), (urls["a"], urls["copy"])):
        assert komparu.run("--as=tree", *operands, cwd=directory).status == 2
    assert komparu.run("--as=bytes", directory, server.url("/")).status == 2


def test_schemes_and_host_names_are_taken_in_any_case(komparu, server, urls):
    url = urls["a"].replace("http", "HTtP").replace("127.0.0.1", "LOCALhost")
    assert komparu.run(url, urls["a"]).status == 0
    assert server.requests[0].values("Host")[0].lower() in (
        b"localhost:%d" % server.port, b"127.0.0.1:%d" % server.port)


def test_a_path_that_looks_like_a_url_is_a_path_behind_a_dot(komparu, server, files):
    path = files("a", A).parent
    (path / "http:").mkdir()
    (path / "http:" / "x").write_bytes(A)
    assert komparu.run("./http://x", "a", cwd=path).status == 0
    assert server.requests == []


def test_a_file_url_is_a_path(komparu, urls, directory):
    assert komparu.run(f"file://{directory}/a", urls["a"]).status == 0
    assert komparu.run(f"file://{directory}/b", urls["a"]).status == 1


def test_query_and_percent_go_out_as_typed_and_fragments_stay_here(komparu, server, directory):
    server.answer("/d%20e/f%2Fg;x", ok(A))
    url = server.url("/d%20e/f%2Fg;x?k=v%26w&empty=&flag#part")
    assert komparu.run("a", url, cwd=directory).status == 0
    assert server.requests[0].target == "/d%20e/f%2Fg;x?k=v%26w&empty=&flag"


def test_ipv6(komparu, make_server, directory):
    server = make_server("::1")
    assert komparu.run("a", server.answer("/a", ok(A)), cwd=directory).status == 0
    assert server.requests[0].values("Host") == [b"[::1]:%d" % server.port]


def test_the_user_agent_names_the_program(komparu, server, urls):
    komparu.run("-s", urls["a"], urls["copy"])
    komparu.run("-s", "--user-agent=tester/1", urls["a"], urls["copy"])
    agents = [request.values("User-Agent") for request in server.requests]
    assert all(len(agent) == 1 and agent[0].startswith(b"komparu/") for agent in agents[:2])
    assert agents[2:] == [[b"tester/1"]] * 2


def test_limit_rate_changes_no_verdict(komparu, server, files):
    body = os.urandom(100_000)
    url = server.answer("/large", ok(body))
    assert komparu.run("--limit-rate=1000000", files("same", body), url).status == 0
    assert komparu.run("--limit-rate=1000000", files("other", body[:-1] + b"!!"), url).status == 1


def test_h4_one_get_each_and_nothing_else(komparu, server, urls, directory):
    for options in ((), ("-s",), ("-q",), ("--json",), ("-l",)):
        server.requests.clear()
        assert komparu.run(*options, urls["a"], urls["copy"]).status == 0
        assert sorted(request.line for request in server.requests) == [
            b"GET /a HTTP/1.1", b"GET /copy HTTP/1.1"]
        server.requests.clear()
        komparu.run(*options, "missing", urls["a"], cwd=directory)
        assert all(request.method == "GET" for request in server.requests)


def test_v4_both_operands_are_opened(komparu, server, directory):
    """What is wrong with either of them is trouble, whatever is wrong with the other."""
    missing = server.url("/missing")
    for operands in (("missing", missing), (missing, "missing"), (missing, missing)):
        trouble = komparu.run(*operands, cwd=directory)
        assert (trouble.status, trouble.out) == (2, b"")


def test_the_same_url_twice_is_fetched_and_compared(komparu, server):
    """A server need not say the same twice."""
    url = server.answer("/a", ok(A), ok(B))
    assert komparu.run(url, url).status == 1
    assert len(server.requests) == 2


def test_h15_a_transfer_is_dropped_at_the_first_difference(komparu, server, files):
    """The server never ends its body, and the verdict does not wait for it."""
    url = server.answer("/large", then_silence(ok(LARGE)[:2 << 20]))
    file = files("large", LARGE[:5] + b"!" + LARGE[6:])
    for options, out in (((), f"{file} {url} differ: char 6, line 1\n".encode()), (("-s",), b"")):
        result = komparu.run(*options, file, url)
        assert (result.status, result.out) == (1, out)


# ---- the real nginx ---------------------------------------------------------------------------

@pytest.mark.parametrize("secure", [False, True])
def test_nginx_verdicts(komparu, place, files, certificates, secure):
    for name, body in BODIES.items():
        place.put(name, body)
    place.put("large", LARGE)
    trust = (f"--cacert={certificates.ca_file}",)
    for left, right, status in (("a", "copy", 0), ("a", "b", 1), ("large", "large", 0),
                                ("a", "prefix", 1), ("empty", "empty", 0), ("a", "missing", 2)):
        url = place.url(right, secure)
        assert komparu.run(*trust, place.url(left, secure), url).status == status
        local = files("local", {**BODIES, "large": LARGE}[left])
        assert komparu.run(*trust, local, url).status == status


def test_h9_nginx_is_not_asked_to_compress(komparu, place, files):
    body = b"abc\n" * 1000
    url = place.put("page.txt", body)
    assert komparu.run(files("page.txt", body), url).status == 0
    (line,) = place.logged(1)
    assert (line.accept, line.sent) == ("identity", len(body))


def test_h1_h4_nginx_sees_one_plain_get(komparu, place, files):
    url = place.put("large", LARGE)
    assert komparu.run(files("large", LARGE), url).status == 0
    (line,) = place.logged(1)
    assert (line.method, line.range, line.sent, line.status) == ("GET", "", len(LARGE), 200)


def test_h3_nginx_is_asked_for_samples_only_with_if_match(komparu, place, files):
    url = place.put("large", LARGE)
    other = LARGE[:-1] + b"!"
    assert komparu.run("-s", files("same", LARGE), url).status == 0
    assert komparu.run("-s", files("other", other), url).status == 1
    ranges = [line for line in place.logged(3) if line.range]
    assert ranges, "no sample was taken of a body that can be sampled"
    assert all(line.if_match.startswith('"') and line.status == 206 for line in ranges)


def test_a_real_password(komparu, place, files):
    (place.root / "locked").mkdir(parents=True)
    (place.root / "locked" / "a").write_bytes(A)
    local = files("a", A)
    url = place.url("locked/a")
    assert komparu.run(local, url.replace("://", "://user:open%20sesame@")).status == 0
    assert b"401" in trouble_line(komparu.run(local, url))
    assert b"401" in trouble_line(komparu.run(local, url.replace("://", "://user:wrong@")))


# ---- groups and pairs -------------------------------------------------------------------------

def test_groups_of_urls_and_files(komparu, urls, directory):
    result = komparu.run("a", urls["b"], urls["copy"], "b", urls["empty"], cwd=directory)
    expected = f"a\n{urls['copy']}\n\n{urls['b']}\nb\n\n{urls['empty']}\n"
    assert (result.status, result.out, result.err) == (1, expected.encode(), b"")
    result = komparu.run("--groups", urls["a"], urls["copy"], cwd=directory)
    assert (result.status, result.out) == (0, b"")
    result = komparu.run("--json", "--groups", urls["a"], urls["b"], cwd=directory)
    lines, _ = ndjson.read(result)
    assert [line["members"] for line in lines] == [[urls["a"]], [urls["b"]]]


def test_t1_groups_leave_out_what_cannot_be_fetched(komparu, server, urls, directory):
    missing = server.url("/missing")
    result = komparu.run("a", missing, urls["b"], urls["copy"], cwd=directory)
    assert (result.status, result.out) == (2, f"a\n{urls['copy']}\n\n{urls['b']}\n".encode())
    assert result.err.startswith(f"komparu: {missing}: ".encode())


def test_pairs_of_urls_and_files(komparu, server, urls, directory):
    missing = server.url("/missing")
    pairs = [("a", urls["b"]), (urls["a"], urls["copy"]), (missing, "a"), (urls["b"], "a")]
    content = "".join(f"{left}\t{right}\n" for left, right in pairs).encode()
    result = komparu.run("--pairs=-", stdin=content, cwd=directory)
    assert result.status == 2
    assert result.out == (f"a {urls['b']} differ: char 7, line 2\n"
                          f"{urls['b']} a differ: char 7, line 2\n").encode()
    assert result.err.startswith(f"komparu: {missing}: ".encode())
    lines, summary = ndjson.read(komparu.run("--json", "--pairs=-", stdin=content, cwd=directory))
    assert [(line["pair"], line["status"]) for line in lines if line["type"] == "entry"] == [
        (0, "differ"), (2, "error"), (3, "differ")]
    assert (summary["exit"], summary["differ"], summary["errors"]) == (2, 2, 1)


def test_pairs_of_the_same_server_share_connections(komparu, server, urls, directory):
    content = f"a\t{urls['a']}\n".encode() * 40
    assert komparu.run("--pairs=-", "--connections=2", stdin=content, cwd=directory).status == 0
    assert len(server.requests) == 40
    assert server.accepted < 20


def test_pairs_fetch_no_more_than_the_connections(komparu, server, directory):
    """However many threads there are; files that stand behind do not wait for their turn."""
    held, fifo = Held(ok(A)), directory / "fifo"
    os.mkfifo(fifo)
    urls = [server.answer(f"/{number}", held) for number in range(6)]
    (directory / "list").write_text("".join(f"a\t{url}\n" for url in urls) + "fifo\ta\n")
    options = ("--pairs=list", "-j8", "--connections=2")
    with komparu.running(*options, cwd=directory) as process:
        wait_until(lambda: held.now >= 2, "two are fetched")
        wait_until_waiting_for(process, fifo)
        write_now(fifo, A)
        held.released.set()
        result = finish(process)
    assert (result.status, result.out, result.err) == (0, b"", b"")
    assert (held.most, len(server.requests)) == (2, 6)


def test_pairs_do_not_stop_at_a_bad_url(komparu, urls, directory):
    bad = ["http://", "http://host:port/", "http://a b/", "ftp://host/file"]
    content = "".join(f"a\t{url}\n" for url in bad) + f"a\t{urls['b']}\n"
    result = komparu.run("--pairs=-", stdin=content.encode(), cwd=directory)
    assert (result.status, result.out) == (2, f"a {urls['b']} differ: char 7, line 2\n".encode())
    assert len(result.err.splitlines()) == len(bad)


# ---- one verdict ------------------------------------------------------------------------------

@pytest.mark.parametrize("left, right, status", [("a", "copy", 0), ("a", "b", 1),
                                                 ("a", "prefix", 1), ("a", "missing", 2)])
def test_v1_the_same_status_again_and_again(komparu, server, urls, left, right, status):
    operands = (urls[left], urls.get(right, server.url(f"/{right}")))
    results = [komparu.run(*operands) for _ in range(10)]
    assert all(result == results[0] for result in results)
    assert results[0].status == status


def test_v3_a_report_that_cannot_be_written_is_trouble(komparu, urls, directory):
    with open("/dev/full", "wb") as full:
        assert komparu.run("a", urls["b"], cwd=directory, stdout=full).status == 2
        assert komparu.run("--json", urls["a"], urls["b"], stdout=full).status == 2


def test_f9_32_descriptors_are_enough(komparu, bash, urls):
    content = f"{urls['a']}\t{urls['copy']}\n".encode() * 30
    script = 'ulimit -n 32; exec "$0" "$@"'
    result = bash.run("-c", script, komparu.executable, "--pairs=-", stdin=content)
    assert (result.status, result.out, result.err) == (0, b"", b"")


def test_h1_the_first_request_never_carries_a_range(komparu, server, files):
    url = server.answer("/large", ranged(LARGE))
    for options in ((), ("-s",), ("-q",), ("-i", "100"), ("-n", "100"), ("-i", "100", "-n", "5")):
        server.requests.clear()
        assert komparu.run(*options, files("large", LARGE), url).status == 0
        assert asked_range(server.requests[0]) is None


def test_trouble_is_told_once_with_url_and_reason(komparu, server, directory):
    url = server.url("/missing")
    assert url.encode() in trouble_line(komparu.run("a", url, cwd=directory))
    result = komparu.run("--json", "a", url, cwd=directory)
    assert url in message_of(result) and "404" in message_of(result)
