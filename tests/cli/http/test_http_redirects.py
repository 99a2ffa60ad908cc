# SPDX-License-Identifier: MIT
"""H10, H11, H13: where redirects may lead, what goes with them, and where they never lead."""

import socket

import pytest

from answers import A, head, ok, redirect, status, then_close
from outcomes import judged, message_of

B = b"abc\ndeX\n"
TROUBLE = (2, "http")
BLOCKED = (2, "blocked_address")


@pytest.fixture
def other(make_server):
    """A second server on the same address: another port is another origin."""
    second = make_server()
    second.answer("/secret", ok(A))
    return second


def chain(server, hops):
    """A URL from which it takes so many redirects to A."""
    server.answer(f"/{hops}", ok(A))
    for hop in range(hops):
        server.answer(f"/{hop}", redirect(f"/{hop + 1}"))
    return server.url("/0")


# ---- H10: which are followed ------------------------------------------------------------------

@pytest.mark.parametrize("number", [301, 302, 303, 307, 308])
def test_h10_every_kind_of_redirect_is_followed_with_a_get(komparu, server, files, number):
    server.answer("/final", ok(A))
    url = server.answer("/x", redirect("/final", number=number))
    assert judged(komparu, files("file", A), url) == (0, "same")
    assert judged(komparu, files("file", B), url) == (1, "content")
    assert server.paths() == ["/x", "/final"] * 2


def test_h10_ten_redirects_are_followed_and_eleven_are_not(komparu, server, file):
    assert judged(komparu, file, chain(server, 10)) == (0, "same")
    server.requests.clear()
    assert judged(komparu, file, chain(server, 11)) == TROUBLE
    assert len(server.requests) <= 11


@pytest.mark.parametrize("limit, hops, expected", [
    (0, 0, (0, "same")), (0, 1, TROUBLE), (2, 2, (0, "same")), (2, 3, TROUBLE),
    (11, 11, (0, "same")), (20, 21, TROUBLE),
])
def test_h10_the_limit_can_be_set(komparu, server, file, limit, hops, expected):
    assert judged(komparu, f"--max-redirs={limit}", file, chain(server, hops)) == expected
    assert len(server.requests) <= limit + 1


def test_h10_no_location_follows_nothing(komparu, server, file):
    url = server.answer("/x", redirect("/final"))
    result = komparu.run("--json", "--no-location", file, url)
    assert result.status == 2 and "302" in message_of(result)
    assert server.paths() == ["/x"]


def test_h10_loops_are_trouble(komparu, server, file):
    server.answer("/a", redirect("/b"))
    server.answer("/b", redirect("/a"))
    server.answer("/self", redirect("/self"))
    server.answer("/grows", redirect("/grows?more"))
    for path in ("/a", "/self", "/grows"):
        server.requests.clear()
        assert judged(komparu, "--max-redirs=1000", "--time-limit=60", file,
                      server.url(path)) == TROUBLE
        assert len(server.requests) < 5


@pytest.mark.parametrize("location, target", [
    ("/final", "/final"), ("final", "/dir/final"), ("./final", "/dir/final"),
    ("../final", "/final"), ("../../../final", "/final"), ("?q=1", "/dir/x?q=1"),
    ("final?q=%20#part", "/dir/final?q=%20"), ("sub/../final", "/dir/final"),
    ("//{authority}/final", "/final"), ("{scheme}://{authority}/final", "/final"),
    ("HTTP://{authority}/final", "/final"), ("http://{authority}", "/"),
])
def test_h10_locations_are_resolved_as_rfc_3986_says(komparu, server, file, location, target):
    location = location.format(authority=server.authority, scheme="http")
    url = server.answer("/dir/x", redirect(location), ok(A))
    if not target.startswith("/dir/x"):
        server.answer(target, ok(A))
    assert judged(komparu, file, url) == (0, "same")
    assert server.requests[1].target == target


@pytest.mark.parametrize("location", [
    "file:///etc/hostname", "ftp://{authority}/x", "gopher://{authority}/x", "dict://{authority}/x",
    "scp://{authority}/x", "data:,abc", "javascript:0", "http:", "http://", "http:///x", "https://",
    "http://{authority}:x/", "http://{authority}:99999/", "http://a b/", "http://[::1/x",
    "ws://{authority}/x", "http://{authority}/\x01", "http://exa\x00mple/",
])
def test_h10_locations_that_cannot_be_followed_are_trouble(komparu, server, files, location):
    location = location.format(authority=server.authority)
    url = server.answer("/x", redirect(location))
    assert judged(komparu, files("file", b"moved\n"), url) == TROUBLE
    assert server.paths() == ["/x"]


def test_h10_a_redirect_without_location_or_with_two_is_trouble(komparu, server, files):
    server.answer("/final", ok(A))
    for data in (status(302, body=A), status(301, "Location: /final", "Location: /other", body=A)):
        url = server.answer("/x", data)
        assert judged(komparu, files("file", A), url) == TROUBLE


def test_h10_a_redirect_from_https_to_http_is_refused(komparu, make_server, server, certificates,
                                                      file):
    secure = make_server(tls=certificates.served())
    plain = server.answer("/final", ok(A))
    url = secure.answer("/x", redirect(plain))
    trust = f"--cacert={certificates.ca_file}"
    for options in ((trust,), (trust, "--allow-private-redirects"), ("-k",)):
        result = komparu.run("--json", *options, file, url)
        assert result.status == 2 and b'"reason":"http"' in result.out
    assert server.requests == []


def test_h10_a_redirect_from_http_to_https_is_followed(komparu, make_server, server, certificates,
                                                       file):
    secure = make_server(tls=certificates.served())
    url = server.answer("/x", redirect(secure.answer("/final", ok(A))))
    assert judged(komparu, f"--cacert={certificates.ca_file}", file, url) == (0, "same")
    assert judged(komparu, file, url) == (2, "tls")


def test_h10_the_body_of_a_redirect_is_not_content(komparu, server, files):
    """However long it is, and however badly it ends."""
    server.answer("/final", ok(A))
    for data in (then_close(head("Location: /final", status=302) + b"moved"),
                 then_close(head("Location: /final", "Content-Length: 99", status=302) + b"moved"),
                 ok(b"x" * (1 << 20), "Location: /final", status=302)):
        url = server.answer("/x", data)
        assert judged(komparu, files("file", A), url)[1] in ("same", "http")
        assert judged(komparu, files("file", b"moved"), url)[0] in (1, 2)


def test_h10_a_status_behind_a_redirect(komparu, server, file):
    for number, word in ((404, "not_found"), (410, "not_found"), (403, "http"), (204, "http")):
        server.answer("/final", status(number))
        url = server.answer("/x", redirect("/final"))
        assert judged(komparu, file, url) == (2, word)


def test_h10_messages_name_the_url_that_was_typed(komparu, server, file):
    server.answer("/final", status(403))
    url = server.answer("/x", redirect("/final"))
    assert komparu.run(file, url).err.startswith(f"komparu: {url}: ".encode())


# ---- H11, H12: what goes along ----------------------------------------------------------------

GIVEN = ["-H", "X-Key: key", "-H", "Cookie: c=1", "-H", "Authorization: Bearer token"]


def carried(request):
    return [request.values(name) for name in ("X-Key", "Cookie", "Authorization")]


NOTHING = [[], [], []]
EVERYTHING = [[b"key"], [b"c=1"], [b"Bearer token"]]


def test_h11_headers_go_along_to_the_same_origin(komparu, server, file):
    server.answer("/final", ok(A))
    url = server.answer("/x", redirect("/final"))
    assert komparu.run(*GIVEN, file, url).status == 0
    assert [carried(request) for request in server.requests] == [EVERYTHING] * 2


def test_h11_headers_do_not_go_to_another_port(komparu, server, other, file):
    url = server.answer("/x", redirect(other.url("/secret")))
    assert komparu.run(*GIVEN, file, url).status == 0
    assert carried(server.requests[0]) == EVERYTHING
    assert carried(other.requests[0]) == NOTHING


@pytest.mark.parametrize("typed, led", [("127.0.0.1", "localhost"), ("localhost", "127.0.0.1")])
def test_h11_headers_do_not_go_to_another_name_of_the_same_host(komparu, server, file, typed, led):
    server.answer("/final", ok(A))
    server.answer("/x", redirect(server.url("/final", host=led)))
    url = server.url("/x", host=typed)
    assert komparu.run("--allow-private-redirects", *GIVEN, file, url).status == 0
    assert [carried(request) for request in server.requests] == [EVERYTHING, NOTHING]


def test_h11_headers_do_not_go_to_another_scheme(komparu, make_server, server, certificates, file):
    secure = make_server(tls=certificates.served())
    url = server.answer("/x", redirect(secure.answer("/final", ok(A))))
    assert komparu.run("-k", *GIVEN, file, url).status == 0
    assert carried(secure.requests[0]) == NOTHING


def test_h11_headers_stay_away_while_the_way_leads_elsewhere(komparu, server, other, file):
    """There and back again: the other server sees nothing, whatever the first is sent later."""
    other.answer("/back", redirect(server.answer("/final", ok(A))))
    url = server.answer("/x", redirect(other.url("/back")))
    assert komparu.run(*GIVEN, file, url).status == 0
    assert carried(other.requests[0]) == NOTHING
    assert server.paths() == ["/x", "/final"]


def test_x8_what_has_left_its_origin_comes_back_without_credentials(komparu, server, other, file):
    other.answer("/back", redirect(server.answer("/final", ok(A))))
    url = server.answer("/x", redirect(other.url("/back")))
    assert komparu.run(*GIVEN, file, url).status == 0
    assert carried(server.requests[0]) != NOTHING
    assert carried(server.requests[1]) == NOTHING


@pytest.fixture
def warned(komparu, tmp_path):
    """warned(*args) runs the command and gives what it warns of."""
    def run(*args):
        result = komparu.run(*args, cwd=tmp_path)
        return [line for line in result.err.decode().splitlines() if "warning" in line]
    return run


def test_x8_who_gets_the_headers_of_two_servers_is_named(server, other, file, warned, tmp_path):
    for one in (server, other):
        one.answer("/file", ok(A))
    here, there = f"{server.url('/file')}?k=1", other.url("/file").replace("://", "://u:p@")
    first, second = f"http://{server.authority}", f"http://{other.authority}"
    expected = [f"komparu: warning: -H sends its headers to {first} and to {second} "
                "(--header-left, --header-right: to one side)"]
    (tmp_path / "pairs").write_text(f"{file}\t{here}\n{file}\t{here}\n{there}\t{file}\n")
    (tmp_path / "map").write_text(f"file\t{here}\nother\t{there}\n")
    (tmp_path / "json").write_text(f'{{"file": "{here}", "other": "{there}"}}')
    (tmp_path / "L").mkdir()
    several = [(here, there), (file, here, there), ("--groups", here, there), ("--pairs=pairs",),
               ("--url-map=map", "L"), ("--url-map=json", "L"), ("--json", here, there)]
    for operands in several:
        assert warned("-H", "X-Key: 1", *operands) == expected, operands
        assert warned(*operands) == []
        assert warned("--header-left=X-Key: 1", *operands) == []
    for operands in ((here, here), (file, here), ("-s", here, there)):
        assert warned("-H", "X-Key: 1", *operands) == [], operands


def test_h11_users_and_passwords_stay_with_their_origin(komparu, server, other, file):
    server.answer("/same", ok(A))
    basic = [b"Basic dXNlcjpwYXNz"]
    for target in (server.url("/same"), other.url("/secret")):
        server.answer("/x", redirect(target))
        url = server.url("/x").replace("://", "://user:pass@")
        assert komparu.run(file, url).status == 0
    assert [request.values("Authorization") for request in server.requests] == [basic] * 3
    assert other.requests[0].values("Authorization") == []


def test_h11_userinfo_in_a_location_is_ignored(komparu, server, other, file):
    for target in (server.answer("/same", ok(A)), other.url("/secret")):
        url = server.answer("/x", redirect(target.replace("://", "://eve:evil@")))
        assert komparu.run(file, url).status == 0
    for request in server.requests + other.requests:
        assert request.values("Authorization") == []


def test_h11_sides_keep_their_headers_to_themselves(komparu, server):
    left, right = server.answer("/l", ok(A)), server.answer("/r", ok(A))
    options = ["--header-left=X-Left: 1", "--header-right=X-Right: 2", "--header=X-Both: 3"]
    assert komparu.run(*options, left, right).status == 0
    for request in server.requests:
        mine, others = ("X-Left", "X-Right") if request.path == "/l" else ("X-Right", "X-Left")
        assert len(request.values(mine)) == 1 and request.values(others) == []
        assert request.values("X-Both") == [b"3"]


def test_h12_nothing_is_remembered(komparu, server):
    """No cookies, no referer, no login of one side for the other."""
    setting = ("Set-Cookie: session=1; Path=/", "Alt-Svc: h2=\":1\"; ma=999",
               "Strict-Transport-Security: max-age=999")
    server.answer("/final", ok(A, *setting))
    server.answer("/x", redirect("/final", *setting))
    server.answer("/y", redirect("/final", *setting))
    left = server.url("/x").replace("://", "://user:pass@")
    assert komparu.run(left, server.url("/y")).status == 0
    assert komparu.run("--pairs=-", stdin=f"{left}\t{server.url('/y')}\n".encode() * 3).status == 0
    assert len(server.requests) == 16
    for request in server.requests:
        assert request.values("Cookie") == []
    assert sum(bool(request.values("Authorization")) for request in server.asked("/final")) == 4
    assert not any(request.values("Authorization") for request in server.asked("/y"))


# ---- H13: into internal networks --------------------------------------------------------------

SPELLINGS = ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
             "127.1", "127.0.1", "0.0.0.0", "0", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
             "[::127.0.0.1]", "127.0.0.2", "127.255.255.254", "localhost.", "127.0.0.1.",
             "%31%32%37.0.0.1", "[0:0:0:0:0:ffff:127.0.0.1]", "[64:ff9b::127.0.0.1]"]


@pytest.mark.parametrize("host", SPELLINGS)
def test_h13_a_redirect_to_another_spelling_of_this_host_is_refused(komparu, server, other, file,
                                                                    host):
    """What cannot be followed at all may be called so, too; nothing is ever asked for there."""
    server.answer("/x", redirect(f"http://{host}:{other.port}/secret"))
    url = server.url("/x", host="localhost")
    result = judged(komparu, "--connect-timeout=2", file, url)
    assert result in (BLOCKED, TROUBLE)
    if host in ("127.0.0.1", "2130706433", "127.1", "127.0.0.2", "0.0.0.0", "[::ffff:127.0.0.1]"):
        assert result == BLOCKED
    assert (other.requests, other.accepted) == ([], 0)


@pytest.mark.parametrize("host", [
    "169.254.169.254", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "224.0.0.1",
    "255.255.255.255", "198.18.0.1", "240.0.0.1", "192.0.2.1", "[fe80::1]", "[fc00::1]", "[::1]",
    "[::]", "[ff02::1]", "[fd00:ec2::254]", "[2001:db8::1]", "[64:ff9b::a9fe:a9fe]",
    "[2002:a9fe:a9fe::1]", "2852039166", "0xa9fea9fe",
])
def test_h13_a_redirect_into_special_networks_is_refused(komparu, server, file, host):
    url = server.answer("/x", redirect(f"http://{host}:9/latest/meta-data"))
    assert judged(komparu, "--connect-timeout=2", file, url) == BLOCKED


def test_h13_the_same_host_may_be_reached_at_another_port(komparu, server, other, file):
    url = server.answer("/x", redirect(other.url("/secret")))
    assert judged(komparu, file, url) == (0, "same")
    for host in ("localhost", "LocalHost"):
        server.answer("/x", redirect(other.url("/secret", host="localhost")))
        assert judged(komparu, file, server.url("/x", host=host)) == (0, "same")


def test_h13_ipv6_is_another_host(komparu, make_server, server, file):
    six = make_server("::1")
    six.answer("/secret", ok(A))
    url = server.answer("/x", redirect(six.url("/secret")))
    assert judged(komparu, file, url) == BLOCKED
    assert six.accepted == 0
    six.answer("/x", redirect("/secret"))
    assert judged(komparu, file, six.url("/x")) == (0, "same")
    back = server.answer("/secret", ok(A))
    assert judged(komparu, file, six.answer("/y", redirect(back))) == BLOCKED


def test_h13_the_hop_back_to_the_typed_host_is_allowed_and_others_in_between_are_not(
        komparu, server, other, file):
    server.answer("/final", ok(A))
    other.answer("/hop", redirect(server.url("/final", host="localhost")))
    server.answer("/x", redirect(other.url("/hop", host="localhost")))
    assert judged(komparu, file, server.url("/x", host="localhost")) == (0, "same")
    server.answer("/x", redirect(other.url("/hop", host="127.0.0.1")))
    assert judged(komparu, file, server.url("/x", host="localhost")) == BLOCKED


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "[::ffff:127.0.0.1]"])
def test_h13_private_redirects_can_be_allowed(komparu, server, other, file, host):
    url = server.answer("/x", redirect(f"http://{host}:{other.port}/secret"))
    assert judged(komparu, "--allow-private-redirects", file, url) == (0, "same")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::1]", "0.0.0.0",
                                  "2130706433", "[::ffff:127.0.0.1]"])
def test_h13_public_only_refuses_what_was_typed_too(komparu, make_server, server, file, host):
    target = make_server("::1") if host == "[::1]" else server
    target.answer("/x", ok(A))
    assert judged(komparu, "--public-only", file, f"http://{host}:{target.port}/x") == BLOCKED
    assert target.accepted == 0


def test_h13_public_only_is_not_lifted_by_allowing_redirects(komparu, server, file):
    url = server.answer("/x", ok(A))
    result = komparu.run("--public-only", "--allow-private-redirects", file, url)
    assert result.status == 2
    assert server.accepted == 0


def test_h13_a_connection_that_is_still_open_is_judged_again(komparu, server, other, file):
    """What one pair may reach because it was typed, the redirect of another pair may not reach over
    the same connection."""
    server.answer("/x", redirect(other.url("/secret")))
    pairs = [(file, other.url("/secret"))] * 3 + [(file, server.url("/x", host="localhost"))] * 2
    content = "".join(f"{left}\t{right}\n" for left, right in pairs).encode()
    result = komparu.run("--pairs=-", "--connections=1", "-j1", stdin=content)
    assert result.status == 2
    assert len(result.err.splitlines()) == 2
    assert len(other.requests) == 3


def test_h10_a_host_that_cannot_exist(komparu, server, file):
    """No name has a part of 64 letters, and so nobody has to be asked."""
    nowhere = f"http://{'x' * 64}.invalid/x"
    assert judged(komparu, "--retry=0", file, server.answer("/x", redirect(nowhere))) == TROUBLE
    assert komparu.run("--retry=0", file, nowhere).status == 2


def test_h10_a_port_that_nobody_listens_on(komparu, server, file):
    with socket.create_server(("127.0.0.1", 0)) as unheard:
        port = unheard.getsockname()[1]
    url = server.answer("/x", redirect(f"http://127.0.0.1:{port}/x"))
    result = komparu.run("--json", "--retry=0", file, url)
    assert result.status == 2 and "refused" in message_of(result)
