# SPDX-License-Identifier: MIT
"""H11, H12, V6: users, passwords, headers and queries reach whom they are for, and no output."""

import base64
import socket

import pytest

import ndjson
from answers import A, head, ok, redirect, status, then_close, then_reset, then_silence
from outcomes import hides
from relays import ForwardProxy

B = b"abc\ndeX\n"
# Each place where a secret may stand has one of its own.
USER, PASSWORD, QUERY, FLAG, HEADER, FRAGMENT = (
    "s3cretUser", "s3cretPass", "s3cretQuery", "s3cretFlag", "s3cretHeader", "s3cretFragment")
NETRC, PROXY_USER, PROXY_PASSWORD = "s3cretNetrc", "s3cretProxyUser", "s3cretProxyPass"
SEEDED = "s3cret"


def seeded(url):
    """The URL with a secret in every part that may carry one."""
    scheme, rest = url.split("://")
    return f"{scheme}://{USER}:{PASSWORD}@{rest}?token={QUERY}&{FLAG}#{FRAGMENT}"


GIVEN = ["-H", f"X-Key: {HEADER}"]
FORMS = [(), ("-q",), ("-s",), ("--json",), ("-z",), ("--report-identical-files", "--stats"),
         ("--json", "--report-identical-files"), ("--progress=always",)]


def basic(user, password):
    return b"Basic " + base64.b64encode(f"{user}:{password}".encode())


# ---- V6: whatever happens, no secret is told --------------------------------------------------

ANSWERS = {
    "same": (ok(A), 0), "differ": (ok(B), 1), "shorter": (ok(A[:4]), 1), "not found":
    (status(404), 2), "forbidden": (status(403), 2), "error": (status(500), 2),
    "cut": (then_close(ok(A)[:-1]), 2), "reset": (then_reset(), 2), "unframed":
    (then_close(head() + A), 2), "junk": (then_close(b"junk\n"), 2),
    "challenge": (status(401, 'WWW-Authenticate: Basic realm="r"'), 2),
    "digest": (status(401, 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"'), 2),
    "silent": (then_silence(), 2), "lost redirect": (redirect("ftp://host/"), 2),
    "loop": (redirect(f"?token={QUERY}&{FLAG}"), 2),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_v6_no_secret_is_told_whatever_the_server_does(komparu, server, file, name):
    answer, expected = ANSWERS[name]
    url = seeded(server.answer("/x", answer))
    for form in FORMS if expected < 2 else ((), ("--json",), ("-s",)):
        result = komparu.run(*form, *GIVEN, "--timeout=0.3", file, url)
        assert result.status == expected
        hides(result, SEEDED)
    assert server.requests[0].target == f"/x?token={QUERY}&{FLAG}"
    assert server.requests[0].values("Authorization") == [basic(USER, PASSWORD)]
    assert server.requests[0].values("X-Key") == [HEADER.encode()]


def test_v6_what_is_told_of_a_url_is_the_rest_of_it(komparu, server, file):
    url = seeded(server.answer("/dir/x", ok(B)))
    shown = server.url("/dir/x").replace("://", "://***@") + "?token=***&***"
    # A fragment may be left out or hidden.
    result = komparu.run(*GIVEN, file, url)
    assert result.out.replace(b"#***", b"") == f"{file} {shown} differ: char 7, line 2\n".encode()
    (line,), _ = ndjson.read(komparu.run("--json", *GIVEN, url, file))
    assert line["path"].replace("#***", "") == shown
    server.answer("/dir/x", status(403))
    told = komparu.run(file, url).err.replace(b"#***", b"")
    assert told.startswith(f"komparu: {shown}: ".encode())


@pytest.mark.parametrize("location", [
    "/final?next={secret}", "http://{secret}:{secret}@127.0.0.1:{port}/final?{secret}",
    "http://{secret}@localhost:{port}/final?a={secret}#{secret}", "ftp://{secret}@host/?{secret}",
    "http://{secret} {secret}/", "//{secret}:{secret}@[::1]:{port}/?{secret}",
])
def test_v6_no_secret_of_a_location_is_told(komparu, server, file, location):
    """Signed URLs come as redirects: what stands in them is as secret as what was typed."""
    location = location.format(secret="s3cretLocation", port=server.port)
    url = server.answer("/x", redirect(location))
    for final in (ok(A), ok(B), status(403), then_close(b"")):
        server.answer("/final", final)
        for form in ((), ("--json",)):
            hides(komparu.run(*form, "--connect-timeout=2", file, url), SEEDED)
    assert server.asked("/x")


def test_v6_no_secret_is_told_when_nobody_listens(komparu, file):
    with socket.create_server(("127.0.0.1", 0)) as unheard:
        port = unheard.getsockname()[1]
    for host in (f"127.0.0.1:{port}", "x" * 64 + ".invalid", "[::1]:1"):
        for form in ((), ("--json",)):
            result = komparu.run(*form, *GIVEN, "--connect-timeout=2", "--retry=0", file,
                                 seeded(f"http://{host}/x"))
            assert result.status == 2
            hides(result, SEEDED)


def test_v6_no_secret_is_told_when_tls_fails(komparu, make_server, certificates, file):
    for name in ("good", "expired", "wrong_host", "self_signed"):
        server = make_server(tls=certificates.served(name))
        for form in ((), ("--json",)):
            result = komparu.run(*form, *GIVEN, file, seeded(server.answer("/x", ok(A))))
            assert result.status == 2
            hides(result, SEEDED)
        assert server.requests == []


@pytest.mark.parametrize("spoil", [
    lambda url: url.replace("/x", "/x y"), lambda url: url.replace("/x", "/x\x01"),
    lambda url: url.replace("/x", "\x7f/x"), lambda url: url.replace(":", ";", 1),
    lambda url: url.replace("127.0.0.1", ""), lambda url: url.replace("127.0.0.1", "[::1"),
    lambda url: url.replace("127.0.0.1:", "127.0.0.1:x"), lambda url: url.replace("@", "@@", 1),
    lambda url: url.replace("@", "\\@", 1), lambda url: url.replace("http://", "http:///"),
    lambda url: url.replace("http", "ftp"), lambda url: url.replace("http", "sftp"),
    lambda url: url.replace("127.0.0.1", "127.0.0.1 "), lambda url: url.replace("@", "%", 1),
    lambda url: url.replace("@", "/@", 1), lambda url: url.replace("@", "?@", 1),
    lambda url: url.replace("@", "#@", 1),
])
def test_v6_no_secret_of_a_malformed_url_is_told(komparu, server, file, spoil):
    url = spoil(seeded(server.answer("/x", ok(A))))
    for form in ((), ("--json",)):
        for operands in ((file, url), (url, file)):
            result = komparu.run(*form, *GIVEN, "--connect-timeout=2", *operands)
            assert result.status == 2
            if url.startswith(("http:", "ftp:", "sftp:")):
                hides(result, PASSWORD, QUERY, FLAG, HEADER, FRAGMENT)


@pytest.mark.parametrize("options", [
    ["-H", f"Bad {HEADER}: x"], ["-H", f"X-Key: {HEADER}\r\nX-More: {HEADER}"], ["-H", HEADER],
    ["-H", f"X-Key: {HEADER}\x01"], ["-H", f": {HEADER}"], ["-H", f"Range: {HEADER}"],
    ["--proxy", f"ftp://{PROXY_USER}:{PROXY_PASSWORD}@127.0.0.1:1"],
    ["--proxy", f"http://{PROXY_USER}:{PROXY_PASSWORD}@127.0.0.1:x"],
    ["--proxy", f"http://{PROXY_USER}:{PROXY_PASSWORD}@"], ["--timeout=never"], ["--no-such"],
    ["--public-only", f"--proxy=http://{PROXY_USER}:{PROXY_PASSWORD}@127.0.0.1:1"],
])
def test_v6_no_secret_of_a_bad_option_is_told(komparu, server, file, options):
    result = komparu.run(*GIVEN, *options, file, seeded(server.answer("/x", ok(A))))
    assert result.status == 2
    hides(result, SEEDED)
    assert server.accepted == 0


def test_v6_header_files_are_as_secret(komparu, server, files, file):
    good = files("good", f"X-Key: {HEADER}\nX-More: {HEADER}\n".encode())
    bad = files("bad", f"X-Key: {HEADER}\nnonsense {HEADER}\n".encode())
    url = server.answer("/x", ok(B))
    for name, expected in ((good, 1), (bad, 2)):
        result = komparu.run("-H", f"@{name}", file, url)
        assert result.status == expected
        hides(result, SEEDED)
    assert len(server.requests) == 1


def test_v6_groups_pairs_and_trees_tell_no_secret(komparu, server, files, garden):
    same, other, gone = (seeded(server.answer(path, answer)) for path, answer in
                         (("/a", ok(A)), ("/b", ok(B)), ("/c", status(403))))
    file = files("file", A)
    pairs = "".join(f"{file}\t{url}\n" for url in (same, other, gone))
    (garden / "a").write_bytes(A)
    (garden / "b").write_bytes(A)
    (garden / "c").write_bytes(A)
    base = server.url("/").replace("://", f"://{USER}:{PASSWORD}@")
    entries = "".join(f"{name}\t{url}\n" for name, url in zip("abcd", (same, other, gone, gone)))
    url_map = files("map", entries.encode())
    for form in ((), ("--json",), ("--json", "--report-identical-files"), ("-z",)):
        for args, stdin in (((same, other, gone, file), b""), (("--pairs=-",), pairs.encode()),
                            ((garden, base), b""), ((f"--url-map={url_map}", garden), b"")):
            if "-z" in form and args[0] == same:
                continue
            result = komparu.run(*form, *GIVEN, *args, stdin=stdin)
            assert result.status == 2
            hides(result, SEEDED)
    assert all(request.values("Authorization") for request in server.requests)


def test_v6_bad_lines_of_lists_and_maps_tell_no_secret(komparu, server, files, garden):
    url = seeded(server.url("/x"))
    (garden / "a").write_bytes(A)
    for line in (f"a\t{url} {QUERY}\n", f"{url}\n", f"{url}\ta\tb\n", f"../a\t{url}\n",
                 f"a\t{url}\na\t{url}\n", f'{{"a": "{url}\\u0001"}}', f'{{"a": "{url}"'):
        for args in ((f"--url-map={files('map', line.encode())}", garden),
                     (f"--pairs={files('list', line.encode())}",)):
            result = komparu.run(*args)
            assert result.status == 2
            hides(result, PASSWORD, QUERY, FLAG, FRAGMENT)


def test_v6_the_completions_and_the_help_know_no_environment(komparu, server, file):
    """Proxies of the environment stay untold, too."""
    env = {"http_proxy": f"http://{PROXY_USER}:{PROXY_PASSWORD}@127.0.0.1:1"}
    for args in (("--help",), ("--version",), ("--no-such",), (file, server.url("/x")),
                 ("--json", file, server.url("/x"))):
        hides(komparu.run(*args, env=env), SEEDED)


# ---- H11: users and passwords reach whom they are for -----------------------------------------

@pytest.mark.parametrize("userinfo, expected", [
    ("user:pass", b"user:pass"), ("user", b"user:"), ("user:", b"user:"), (":pass", b":pass"),
    ("us%65r:p%40%3a%2F", b"user:p@:/"), ("u:p:q", b"u:p:q"), ("%C3%BC:%ff", b"\xc3\xbc:\xff"),
])
def test_h11_userinfo_is_a_basic_login(komparu, server, file, userinfo, expected):
    url = server.answer("/x", ok(A)).replace("://", f"://{userinfo}@")
    assert komparu.run(file, url).status == 0
    assert server.requests[0].values("Authorization") == [b"Basic " + base64.b64encode(expected)]


def test_h11_both_sides_have_logins_of_their_own(komparu, server):
    server.answer("/l", ok(A))
    server.answer("/r", ok(A))
    for left, right in (("a:b@", "c:d@"), ("a:b@", ""), ("", "c:d@")):
        server.requests.clear()
        operands = [server.url(path).replace("://", f"://{login}")
                    for path, login in (("/l", left), ("/r", right))]
        assert komparu.run(*operands).status == 0
        for path, login in (("/l", left), ("/r", right)):
            expected = [basic(*login[:-1].split(":"))] if login else []
            assert server.asked(path)[0].values("Authorization") == expected


def test_h12_a_login_is_not_lent_to_the_next_request(komparu, server, files):
    """The same server, one connection, and the login of nobody but the one who gave it."""
    url, file = server.answer("/x", ok(A)), files("file", A)
    logins = ["a:b@", "", "c:d@", "", "a:b@"]
    pairs = "".join(f"{file}\t{url.replace('://', f'://{login}')}\n" for login in logins)
    assert komparu.run("--pairs=-", "--connections=1", "-j1", stdin=pairs.encode()).status == 0
    assert sorted(request.values("Authorization") for request in server.requests) == sorted(
        [basic(*login[:-1].split(":"))] if login else [] for login in logins)


def test_header_files_and_several_headers(komparu, server, files, file):
    lines = files("lines", b"X-One: 1\r\nX-Two: 2, 3\n\nX-Three:3\n")
    options = [f"--header=@{lines}", "-H", "X-Four:   spaces   ", "-H", "X-One: again",
               "-H", "User-Agent: mine"]
    assert komparu.run(*options, file, server.answer("/x", ok(A))).status == 0
    (request,) = server.requests
    assert request.values("X-One") == [b"1", b"again"]
    assert [request.values(name) for name in ("X-Two", "X-Three", "X-Four", "User-Agent")] == [
        [b"2, 3"], [b"3"], [b"spaces"], [b"mine"]]


# ---- H12: netrc -------------------------------------------------------------------------------

ENTRIES = f"""
machine localhost login user password {NETRC}
machine other.example login wrong password {NETRC}X
default login anybody password {NETRC}Y
"""


@pytest.fixture
def netrc(files):
    path = files("netrc", ENTRIES.encode())
    path.chmod(0o600)
    return path


def test_h12_netrc_only_on_request(komparu, server, file, netrc, tmp_path):
    netrc.rename(tmp_path / ".netrc")
    server.answer("/x", ok(A))
    url = server.url("/x", host="localhost")
    env = {"HOME": str(tmp_path)}
    assert komparu.run(file, url, env=env).status == 0
    assert komparu.run("--netrc", file, url, env=env).status == 0
    assert [request.values("Authorization") for request in server.requests] == [
        [], [basic("user", NETRC)]]


def test_h12_netrc_of_the_environment(komparu, server, file, netrc):
    server.answer("/x", ok(A))
    url = server.url("/x", host="LocalHost")
    assert komparu.run("--netrc", file, url, env={"NETRC": str(netrc)}).status == 0
    assert server.requests[0].values("Authorization") == [basic("user", NETRC)]


def test_h12_netrc_is_for_its_exact_host(komparu, server, file, netrc):
    """`default` is for nobody."""
    url = server.answer("/x", ok(A))
    assert komparu.run("--netrc", file, url, env={"NETRC": str(netrc)}).status == 0
    assert server.requests[0].values("Authorization") == []


def test_h12_netrc_does_not_follow_redirects(komparu, make_server, server, file, netrc):
    other = make_server()
    other.answer("/final", ok(A))
    server.answer("/x", redirect(other.url("/final", host="localhost")))
    url = server.url("/x", host="localhost")
    assert komparu.run("--netrc", file, url, env={"NETRC": str(netrc)}).status == 0
    assert server.requests[0].values("Authorization") == [basic("user", NETRC)]
    assert other.requests[0].values("Authorization") == []
    server.answer("/y", redirect(server.answer("/final", ok(A)).replace("127.0.0.1", "localhost")))
    allowed = ("--netrc", "--allow-private-redirects")
    assert komparu.run(*allowed, file, server.url("/y"), env={"NETRC": str(netrc)}).status == 0
    assert server.asked("/final")[0].values("Authorization") == []


def test_h12_a_typed_login_comes_before_netrc(komparu, server, file, netrc):
    server.answer("/x", ok(A))
    url = server.url("/x", host="localhost").replace("://", "://typed:too@")
    assert komparu.run("--netrc", file, url, env={"NETRC": str(netrc)}).status == 0
    assert server.requests[0].values("Authorization") == [basic("typed", "too")]


def test_v6_netrc_is_secret_and_must_be_there(komparu, server, file, netrc, tmp_path):
    server.answer("/x", status(401))
    url = server.url("/x", host="localhost")
    for form in ((), ("--json",)):
        result = komparu.run(*form, "--netrc", file, url, env={"NETRC": str(netrc)})
        assert result.status == 2
        hides(result, NETRC)
    asked = len(server.requests)
    result = komparu.run("--netrc", file, url, env={"NETRC": str(tmp_path / "nosuch")})
    assert (result.status, len(server.requests)) == (2, asked)


# ---- V6: proxies ------------------------------------------------------------------------------

def test_v6_no_secret_of_a_proxy_is_told(komparu, listening, server, make_server, certificates,
                                         file):
    secure = make_server(tls=certificates.served())
    names = {server.authority: server, secure.authority: secure}
    refusing = listening(ForwardProxy({}, status(407, 'Proxy-Authenticate: Basic realm="r"')))
    login = f"{PROXY_USER}:{PROXY_PASSWORD}@"
    for proxy in (listening(ForwardProxy(names)), listening(ForwardProxy({})), refusing):
        for target in (server.answer("/x", ok(B)), secure.answer("/x", ok(B))):
            for form in ((), ("--json",)):
                result = komparu.run(*form, *GIVEN, "-k", f"--proxy={proxy.url(login)}", file,
                                     seeded(target))
                assert result.status in (1, 2)
                hides(result, SEEDED)
        assert all(request.values("Proxy-Authorization") == [basic(PROXY_USER, PROXY_PASSWORD)]
                   for request in proxy.requests)
    with socket.create_server(("127.0.0.1", 0)) as unheard:
        dead = f"http://{login}127.0.0.1:{unheard.getsockname()[1]}"
    for form in ((), ("--json",)):
        result = komparu.run(*form, f"--proxy={dead}", "--retry=0", file, seeded(server.url("/x")))
        assert result.status == 2
        hides(result, SEEDED)
