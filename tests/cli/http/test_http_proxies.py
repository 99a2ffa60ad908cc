# SPDX-License-Identifier: MIT
"""H14: which proxy a request goes through, what the proxy is told, and what it is not."""

import pytest

from answers import A, ok, redirect, status
from outcomes import judged
from relays import ForwardProxy, SocksProxy

B = b"abc\ndeX\n"
LOGIN = "me:my%20word@"
PROXY_LOGIN = [b"Basic bWU6bXkgd29yZA=="]


@pytest.fixture
def secure(make_server, certificates):
    return make_server(tls=certificates.served())


@pytest.fixture
def trust(certificates):
    return f"--cacert={certificates.ca_file}"


@pytest.fixture
def make_proxy(listening, server, secure):
    """Makes proxies that know both servers under their addresses and under names of their own."""
    names = {server.authority: server, "plain.test": server, "plain.test:80": server,
             f"localhost:{server.port}": server, secure.authority: secure,
             "localhost:443": secure, f"localhost:{secure.port}": secure}
    names[f"LOCALHOST:{server.port}"] = server
    return lambda answer=None: listening(ForwardProxy(names, answer))


@pytest.fixture
def proxy(make_proxy):
    return make_proxy()


def test_h14_plain_urls_go_through_the_proxy_as_they_are(komparu, server, proxy, files):
    url = server.answer("/x", ok(A))
    for content, expected in ((A, (0, "same")), (B, (1, "content"))):
        result = judged(komparu, f"--proxy={proxy.url()}", files("file", content), f"{url}?q=1")
        assert result == expected
    assert proxy.targets() == [f"{url}?q=1"] * 2
    assert proxy.requests[0].values("Host") == [server.authority.encode()]
    assert proxy.requests[0].values("Accept-Encoding") == [b"identity"]


def test_h14_tls_goes_through_a_tunnel(komparu, secure, proxy, trust, files):
    url = secure.answer("/x", ok(A))
    for content, expected in ((A, (0, "same")), (B, (1, "content"))):
        result = judged(komparu, trust, f"--proxy={proxy.url()}", files("file", content), url)
        assert result == expected
    assert proxy.targets() == [secure.authority] * 2
    assert {request.method for request in proxy.requests} == {"CONNECT"}


def test_h14_the_proxy_knows_names_that_we_do_not(komparu, server, proxy, file):
    server.answer("/x", ok(A))
    assert judged(komparu, f"--proxy={proxy.url()}", file, "http://plain.test/x") == (0, "same")
    assert server.requests[0].values("Host") == [b"plain.test"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "a.localhost", "intranet", "router.local",
                                  "metadata.google.internal", "nas.home.arpa", "localhost."])
def test_x4_no_redirect_leads_a_proxy_into_its_own_network(komparu, server, proxy, file, host):
    target = f"http://{host}:{server.port}/secret"
    server.answer("/secret", ok(A))
    server.answer("/x", redirect(target))
    through = f"--proxy={proxy.url()}"
    assert judged(komparu, through, file, "http://plain.test/x") == (2, "blocked_address")
    assert proxy.targets() == ["http://plain.test/x"]
    judged(komparu, through, "--allow-private-redirects", "--retry=0", file, "http://plain.test/x")
    assert len(proxy.targets()) == 3


def test_x4_a_host_that_was_typed_may_be_reached_through_a_proxy(komparu, server, proxy, file):
    server.answer("/y", ok(A))
    server.answer("/x", redirect(f"http://localhost:{server.port}/y"))
    typed = f"http://localhost:{server.port}/x"
    assert judged(komparu, f"--proxy={proxy.url()}", file, typed) == (0, "same")


def test_h14_the_proxys_login_is_for_the_proxy_alone(komparu, server, secure, proxy, trust, file):
    for target in (server.answer("/x", ok(A)), secure.answer("/x", ok(A))):
        assert judged(komparu, trust, f"--proxy={proxy.url(LOGIN)}", file, target) == (0, "same")
    logins = [request.values("Proxy-Authorization") for request in proxy.requests]
    assert logins == [PROXY_LOGIN] * 2
    for request in server.requests + secure.requests:
        assert not request.values("Proxy-Authorization") and not request.values("Authorization")


def test_h14_the_tunnel_is_told_nothing_that_is_for_the_server(komparu, secure, proxy, trust, file):
    url = secure.answer("/x", ok(A)).replace("://", "://user:pass@")
    assert judged(komparu, trust, f"--proxy={proxy.url()}", "-H", "X-Key: key",
                  "-H", "Cookie: c=1", file, url) == (0, "same")
    (tunnel,) = proxy.requests
    for name in ("X-Key", "Cookie", "Authorization", "Accept-Encoding"):
        assert not tunnel.values(name)
    assert secure.requests[0].values("X-Key") == [b"key"]
    assert secure.requests[0].values("Authorization") == [b"Basic dXNlcjpwYXNz"]


@pytest.mark.parametrize("variable, used", [
    ("http_proxy", True), ("all_proxy", True), ("ALL_PROXY", True), ("HTTP_PROXY", False),
    ("https_proxy", False), ("HTTPS_PROXY", False),
])
def test_h14_variables_for_plain_urls(komparu, server, proxy, file, variable, used):
    """HTTP_PROXY is what a web server makes of a header named Proxy: it counts for nothing."""
    env = {variable: proxy.url(LOGIN)}
    assert judged(komparu, file, server.answer("/x", ok(A)), env=env) == (0, "same")
    assert bool(proxy.requests) == used
    if used:
        assert proxy.requests[0].values("Proxy-Authorization") == PROXY_LOGIN


@pytest.mark.parametrize("variable, used", [
    ("https_proxy", True), ("HTTPS_PROXY", True), ("all_proxy", True), ("ALL_PROXY", True),
    ("http_proxy", False),
])
def test_h14_variables_for_tls(komparu, secure, proxy, trust, file, variable, used):
    env = {variable: proxy.url()}
    assert judged(komparu, trust, file, secure.answer("/x", ok(A)), env=env) == (0, "same")
    assert bool(proxy.requests) == used


def test_h14_the_proxy_of_the_scheme_comes_before_that_for_all(komparu, server, make_proxy, file):
    first, second = make_proxy(), make_proxy()
    env = {"http_proxy": first.url(), "all_proxy": second.url()}
    assert judged(komparu, file, server.answer("/x", ok(A)), env=env) == (0, "same")
    assert (len(first.requests), len(second.requests)) == (1, 0)


def test_h14_the_option_comes_before_the_environment(komparu, server, make_proxy, file):
    first, second = make_proxy(), make_proxy()
    env = {"http_proxy": second.url(), "all_proxy": second.url()}
    url = server.answer("/x", ok(A))
    assert judged(komparu, f"--proxy={first.url()}", file, url, env=env) == (0, "same")
    assert (len(first.requests), len(second.requests)) == (1, 0)


BYPASSED = [("*", True), ("127.0.0.1", True), ("127.0.0.0/8", True), ("a.test,127.0.0.1", True),
            ("a.test, 127.0.0.1 ,b", True), ("127.0.0.2", False), ("10.0.0.0/8", False),
            ("0.0.1", False), ("", False), ("localhost", False), ("plain.test", False)]


@pytest.mark.parametrize("hosts, direct", BYPASSED)
def test_h14_noproxy(komparu, server, proxy, file, hosts, direct):
    url = server.answer("/x", ok(A))
    result = judged(komparu, f"--proxy={proxy.url()}", f"--noproxy={hosts}", file, url)
    assert result == (0, "same")
    assert (proxy.requests == []) == direct


@pytest.mark.parametrize("hosts, direct", BYPASSED[:4] + BYPASSED[6:])
def test_h14_no_proxy_of_the_environment(komparu, server, proxy, file, hosts, direct):
    url = server.answer("/x", ok(A))
    for name in ("no_proxy", "NO_PROXY"):
        proxy.requests.clear()
        env = {"http_proxy": proxy.url(), name: hosts}
        assert judged(komparu, file, url, env=env) == (0, "same")
        assert (proxy.requests == []) == direct


@pytest.mark.parametrize("hosts, direct", [("localhost", True), ("host", False),
                                           (".localhost", True)])
def test_h14_names_that_need_no_proxy(komparu, server, proxy, file, hosts, direct):
    server.answer("/x", ok(A))
    url = server.url("/x", host="LOCALHOST")
    env = {"http_proxy": proxy.url(), "no_proxy": hosts}
    assert judged(komparu, file, url, env=env) == (0, "same")
    assert (proxy.requests == []) == direct


def test_h14_the_proxy_is_chosen_for_every_hop(komparu, server, secure, make_proxy, trust, file):
    plain, tunnel = make_proxy(), make_proxy()
    env = {"http_proxy": plain.url(LOGIN), "https_proxy": tunnel.url()}
    url = server.answer("/x", redirect(secure.answer("/y", ok(A))))
    assert judged(komparu, trust, file, url, env=env) == (0, "same")
    assert (plain.targets(), tunnel.targets()) == ([url], [secure.authority])
    assert not tunnel.requests[0].values("Proxy-Authorization")


def test_h14_headers_do_not_follow_a_redirect_through_a_proxy(komparu, server, proxy, file):
    server.answer("/y", ok(A))
    server.answer("/x", redirect(server.url("/y")))
    result = judged(komparu, "-H", "X-Key: key", f"--proxy={proxy.url()}",
                    "--allow-private-redirects", file, "http://plain.test/x")
    assert result == (0, "same")
    assert [request.values("X-Key") for request in proxy.requests] == [[b"key"], []]


@pytest.mark.parametrize("location", [
    "http://127.0.0.1:{port}/y", "http://2130706433:{port}/y", "http://127.1:{port}/y",
    "http://[::1]:{port}/y", "http://[::ffff:127.0.0.1]:{port}/y", "http://169.254.169.254/y",
    "http://0x7f.1:{port}/y", "http://10.0.0.1/y",
])
def test_h13_h14_literal_addresses_are_judged_before_the_proxy_is_asked(komparu, server, proxy,
                                                                        file, location):
    server.answer("/y", ok(A))
    server.answer("/x", redirect(location.format(port=server.port)))
    result = judged(komparu, f"--proxy={proxy.url()}", file, "http://plain.test/x")
    assert result == (2, "blocked_address")
    assert proxy.targets() == ["http://plain.test/x"]


def test_h14_names_are_the_proxys_to_judge(komparu, server, proxy, file):
    server.answer("/y", ok(A))
    server.answer("/x", redirect(f"http://localhost:{server.port}/y"))
    result = judged(komparu, f"--proxy={proxy.url()}", file, "http://plain.test/x")
    assert result in ((0, "same"), (2, "blocked_address"))
    server.answer("/x", redirect("http://plain.test:80/y"))
    assert judged(komparu, f"--proxy={proxy.url()}", file, "http://plain.test/x") == (0, "same")


@pytest.mark.parametrize("number", [301, 400, 403, 404, 407, 500, 502, 503])
def test_h14_a_tunnel_that_is_refused_is_trouble(komparu, secure, make_proxy, trust, file, number):
    """And 404 is the proxy's own, not that of the file."""
    proxy = make_proxy(status(number, "Location: http://plain.test/x"))
    url = secure.answer("/x", ok(A))
    assert judged(komparu, trust, f"--proxy={proxy.url()}", file, url) == (2, "http")
    assert secure.accepted == 0


def test_h14_what_a_proxy_says_about_a_plain_url_is_the_answer(komparu, server, make_proxy, file):
    for number, word in ((407, "http"), (502, "http"), (404, "not_found")):
        proxy = make_proxy(status(number, "Retry-After: 0"))
        url = server.url("/x")
        assert judged(komparu, f"--proxy={proxy.url()}", file, url) == (2, word)
    assert server.accepted == 0


def test_h14_a_tunnel_does_not_weaken_tls(komparu, secure, proxy, file):
    url = secure.answer("/x", ok(A))
    assert judged(komparu, f"--proxy={proxy.url()}", file, url) == (2, "tls")
    assert secure.requests == []


def test_h14_a_proxy_that_is_not_there_is_trouble_and_not_passed_by(komparu, server, proxy, file):
    proxy.stop()
    url = server.answer("/x", ok(A))
    assert judged(komparu, f"--proxy={proxy.url()}", "--retry=0", file, url) == (2, "http")
    assert server.accepted == 0


def test_h14_public_only_and_a_proxy_are_a_usage_error(komparu, server, proxy, file):
    url = server.answer("/x", ok(A))
    for options, env in (((f"--proxy={proxy.url()}",), {}), ((), {"http_proxy": proxy.url()}),
                         ((), {"all_proxy": proxy.url()})):
        result = komparu.run("--public-only", *options, file, url, env=env)
        assert (result.status, result.out) == (2, b"") and b"proxy" in result.err.lower()
    assert (server.accepted, proxy.accepted) == (0, 0)


def test_h14_a_tree_through_a_proxy(komparu, server, proxy, garden):
    for name in ("a", "b", "c"):
        (garden / name).write_bytes(A)
        server.answer(f"/base/{name}", ok(A))
    server.answer("/base/c", ok(B))
    base = server.url("/base/")
    result = komparu.run(f"--proxy={proxy.url()}", garden, base)
    assert (result.status, result.err) == (1, b"")
    assert result.out == f"Files {garden}/c and {base}c differ\n".encode()
    assert sorted(proxy.targets()) == [f"{base}{name}" for name in ("a", "b", "c")]


# ---- SOCKS ------------------------------------------------------------------------------------

@pytest.mark.parametrize("scheme, name", [("socks5h", "plain.test"), ("socks5", "127.0.0.1"),
                                          ("socks5h", "127.0.0.1")])
def test_h14_socks_proxies(komparu, server, secure, listening, trust, file, scheme, name):
    """With socks5h the proxy looks names up."""
    proxy = listening(SocksProxy({f"{name}:{each.port}": each for each in (server, secure)}))
    used = [server] if name == "plain.test" else [server, secure]
    for each in used:
        each.answer("/x", ok(A))
        url = each.url("/x", host=name)
        assert judged(komparu, trust, f"--proxy={scheme}://{proxy.authority}", file, url) == \
            (0, "same")
    assert proxy.targets == [f"{name}:{each.port}" for each in used]


def test_h14_the_login_of_a_socks_proxy(komparu, server, listening, file):
    proxy = listening(SocksProxy({server.authority: server}, wants_login=True))
    url = server.answer("/x", ok(A))
    result = judged(komparu, f"--proxy=socks5h://{LOGIN}{proxy.authority}", file, url)
    assert (result, proxy.logins) == ((0, "same"), [(b"me", b"my word")])
    assert not server.requests[0].values("Authorization")
    assert not server.requests[0].values("Proxy-Authorization")


def test_h14_a_socks_proxy_that_refuses_is_trouble(komparu, server, listening, file):
    proxy = listening(SocksProxy({}))
    url = server.answer("/x", ok(A))
    assert judged(komparu, f"--proxy=socks5h://{proxy.authority}", file, url) == (2, "http")
    assert server.accepted == 0
