# SPDX-License-Identifier: MIT
"""H19, H8: who is trusted, for which name, with which protocol."""

import os
import re
import shutil
import subprocess

import pytest

from answers import A, ok, then_close
from loopback import Listener, discard_until_closed
from outcomes import judged, message_of, trouble_line

B = b"abc\ndeX\n"
UNTRUSTED = (2, "tls")


@pytest.fixture
def secure(make_server, certificates):
    """Makes a server that shows a certificate, and returns the URL of A on it."""
    def make(name="good", host="127.0.0.1", spelt=None):
        server = make_server(host, tls=certificates.served(name))
        server.answer("/x", ok(A))
        return server, server.url("/x", host=spelt)

    return make


@pytest.mark.parametrize("host, spelt", [("127.0.0.1", None), ("127.0.0.1", "localhost"),
                                         ("127.0.0.1", "LocalHost"), ("::1", None)])
def test_h19_a_trusted_certificate_of_the_host(komparu, secure, certificates, files, host, spelt):
    _, url = secure(host=host, spelt=spelt)
    trust = f"--cacert={certificates.ca_file}"
    assert judged(komparu, trust, files("file", A), url) == (0, "same")
    assert judged(komparu, trust, url, url) == (0, "same")
    assert judged(komparu, trust, files("file", B), url) == (1, "content")


@pytest.mark.parametrize("name", ["good", "expired", "self_signed", "wrong_host"])
def test_h19_nobody_is_trusted_without_reason(komparu, secure, file, name):
    server, url = secure(name)
    assert judged(komparu, file, url) == UNTRUSTED
    assert judged(komparu, url, file) == UNTRUSTED
    assert url.encode() in trouble_line(komparu.run(file, url))
    assert server.requests == []


@pytest.mark.parametrize("name", ["expired", "wrong_host", "self_signed"])
def test_h19_a_trusted_authority_is_not_enough(komparu, secure, certificates, file, name):
    server, url = secure(name)
    assert judged(komparu, f"--cacert={certificates.ca_file}", file, url) == UNTRUSTED
    assert server.requests == []


def test_h19_an_address_is_not_a_name(komparu, secure, certificates, file):
    """The certificate is for 127.0.0.1 and no other address of this machine."""
    server, url = secure(host="127.0.0.2")
    assert judged(komparu, f"--cacert={certificates.ca_file}", file, url) == UNTRUSTED
    assert server.requests == []


@pytest.mark.parametrize("option", ["--insecure", "-k"])
@pytest.mark.parametrize("name", ["good", "expired", "self_signed", "wrong_host"])
def test_h19_insecure_trusts_everybody_and_says_so(komparu, secure, files, option, name):
    _, url = secure(name)
    for content, status in ((A, 0), (B, 1)):
        result = komparu.run(option, files("file", content), url)
        assert result.status == status
        assert re.fullmatch(rb"komparu: [^\n]+\n", result.err), result
        assert re.search(rb"insecure|not verified|verif", result.err)


def test_h19_the_warning_is_said_once(komparu, secure):
    _, url = secure()
    result = komparu.run("-k", "--json", url, url)
    assert (result.status, len(result.err.splitlines())) == (0, 1)
    pairs = f"{url}\t{url}\n".encode() * 3
    result = komparu.run("-k", "--pairs=-", stdin=pairs)
    assert (result.status, len(result.err.splitlines())) == (0, 1)


def test_h19_bundles_of_the_environment(komparu, secure, certificates, file, tmp_path):
    _, url = secure()
    (tmp_path / "empty").mkdir()
    (tmp_path / "other.pem").write_bytes(certificates.certificate("self_signed").read_bytes())
    bundle, directory = str(certificates.ca_file), str(certificates.ca_directory)
    for variable, value in (("CURL_CA_BUNDLE", bundle), ("SSL_CERT_FILE", bundle),
                            ("SSL_CERT_DIR", directory)):
        assert judged(komparu, file, url, env={variable: value}) == (0, "same"), variable
    for variable, value in (("CURL_CA_BUNDLE", "other.pem"), ("SSL_CERT_FILE", "other.pem"),
                            ("SSL_CERT_DIR", "empty")):
        env = {variable: str(tmp_path / value)}
        assert judged(komparu, file, url, env=env) == UNTRUSTED, variable


def test_h19_the_option_comes_before_the_environment(komparu, secure, certificates, file, tmp_path):
    _, url = secure()
    other = tmp_path / "other.pem"
    other.write_bytes(certificates.certificate("self_signed").read_bytes())
    trusted, distrusted = str(certificates.ca_file), str(other)
    for variable in ("CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        assert judged(komparu, f"--cacert={trusted}", file, url,
                      env={variable: distrusted}) == (0, "same")
        assert judged(komparu, f"--cacert={distrusted}", file, url,
                      env={variable: trusted}) == UNTRUSTED


# Hides what this system trusts, in a namespace that ends with the command, and offers a bundle at
# $2, which is where another system has its own.
ELSEWHERE = """
mount -t tmpfs none /etc/ssl
mkdir -p "${2%/*}"
cp "$1" "$2"
shift 2
exec "$@"
"""


@pytest.fixture
def elsewhere(komparu, certificates):
    """Runs the command where the bundle that is trusted lies at this place, and nowhere else."""
    unshare = shutil.which("unshare")
    if not unshare:
        pytest.skip("unshare is not installed")
    mapped = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    apart = [unshare, *mapped, "--mount", "sh", "-ec"]
    tried = subprocess.run([*apart, "mount -t tmpfs none /etc/ssl"], capture_output=True, timeout=60)
    if tried.returncode != 0:
        pytest.skip(f"nothing may be mounted here: {tried.stderr.decode(errors='replace')}")

    def run(place, *args):
        command = [*apart, ELSEWHERE, "sh", certificates.ca_file, place, komparu.executable, *args]
        return subprocess.run(command, env=komparu.env, capture_output=True, timeout=60)

    return run


@pytest.mark.parametrize("place", ["/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem"])
def test_h19_the_bundle_of_another_system_is_found(elsewhere, secure, file, files, place):
    """libcurl knows the place of the system it was built for, where nothing lies here."""
    _, url = secure()
    for operand, status in ((file, 0), (files("other", B), 1)):
        done = elsewhere(place, "-q", operand, url)
        assert (done.returncode, done.stderr) == (status, b"")


def test_h19_without_any_bundle_nobody_is_trusted(elsewhere, secure, file):
    server, url = secure()
    done = elsewhere("/etc/ssl/unheard-of.pem", file, url)
    assert (done.returncode, done.stdout) == (2, b"")
    assert server.requests == []


def test_h19_a_bundle_that_cannot_be_used_is_trouble(komparu, secure, file, files, tmp_path):
    server, url = secure()
    for bundle in (tmp_path / "nosuch", files("junk", b"junk\n"), files("empty"), tmp_path):
        result = komparu.run(f"--cacert={bundle}", file, url)
        assert (result.status, result.out) == (2, b"")
        assert result.err.startswith(b"komparu: ")
    assert server.requests == []


OLD_PROTOCOLS = """\
openssl_conf = start
[start]
ssl_conf = sections
[sections]
system_default = defaults
[defaults]
MinProtocol = TLSv1
CipherString = ALL:@SECLEVEL=0
"""


def test_h19_nothing_older_than_tls_1_2(komparu, make_server, certificates, files, file):
    """Not even where the system's own configuration would allow it."""
    server = make_server(tls=certificates.served_with_old_protocol())
    url = server.answer("/x", ok(A))
    config = files("openssl.cnf", OLD_PROTOCOLS.encode())
    for options in ((f"--cacert={certificates.ca_file}",), ("-k",)):
        result = komparu.run(*options, "--json", file, url, env={"OPENSSL_CONF": str(config)})
        assert result.status == 2 and b'"reason":"tls"' in result.out, result
    assert server.requests == []


def test_h19_a_server_that_speaks_no_tls_is_trouble(komparu, server, listening, file):
    server.answer("/x", ok(A))
    url = f"https://{server.authority}/x"
    for options in ((), ("-k", "-s")):
        assert komparu.run("--connect-timeout=0.3", *options, file, url).status == 2

    class Junk(Listener):
        def serve(self, connection, number):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n" + A)
            discard_until_closed(connection)

    result = komparu.run("--json", file, f"https://{listening(Junk()).authority}/x")
    assert result.status == 2
    assert b'"reason":"tls"' in result.out or b'"reason":"http"' in result.out


def test_h19_a_server_that_expects_tls_is_trouble_for_http(komparu, secure, file):
    server, _ = secure()
    assert komparu.run(file, f"http://{server.authority}/x").status == 2
    assert server.requests == []


def test_h19_trouble_with_certificates_is_told_as_such(komparu, secure, file):
    _, url = secure("expired")
    assert "certificate" in message_of(komparu.run("--json", file, url)).lower()


def test_h19_one_side_may_be_untrusted(komparu, secure, server):
    """The other side does not make up for it."""
    _, url = secure("expired")
    plain = server.answer("/x", ok(A))
    for operands in ((plain, url), (url, plain), (url, url)):
        assert judged(komparu, *operands) == UNTRUSTED
        assert komparu.run("-s", *operands).status == 2


def test_h8_http_1_1_is_spoken_where_http_2_is_offered(komparu, nginx, certificates, files):
    """A reset stream passes for a complete body in versions of libcurl before 8.17."""
    version = re.search(rb"libcurl/?\s*(\d+)\.(\d+)", komparu.run("--version").out)
    assert version, "the version shows that of libcurl"
    (nginx.root / "protocol").write_bytes(A)
    url = nginx.url("protocol", secure=True)
    assert judged(komparu, f"--cacert={certificates.ca_file}", files("file", A), url) == (0, "same")
    (line,) = nginx.wait_for("protocol", 1)
    assert line.secure == "on"
    if (int(version[1]), int(version[2])) < (8, 17):
        assert line.protocol == "HTTP/1.1"


def test_h6_over_tls_a_length_is_as_good_as_elsewhere(komparu, make_server, certificates, file):
    server = make_server(tls=certificates.served())
    trust = f"--cacert={certificates.ca_file}"
    assert judged(komparu, trust, file, server.answer("/x", then_close(ok(A)))) == (0, "same")
    assert judged(komparu, trust, file, server.answer("/y", then_close(ok(A)[:-1]))) == (2, "http")
