# SPDX-License-Identifier: MIT
"""A private certificate authority and what it signs, made by the openssl command."""

import shutil
import ssl
import subprocess
import warnings

import pytest

_CONFIG = """\
[req]
distinguished_name = subject
prompt = no
[subject]
CN = komparu tests
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[good]
subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
[expired]
subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
[wrong_host]
subjectAltName = DNS:elsewhere.example
[self_signed]
subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
"""


class Certificates:
    """ca_file is what a client must trust; good, expired, self_signed and wrong_host are served."""

    def __init__(self, directory):
        self._openssl = shutil.which("openssl")
        if not self._openssl:
            pytest.fail("openssl is not installed: the tests of https:// make certificates with it")
        self._directory = directory
        self._config = directory / "openssl.cnf"
        self._config.write_text(_CONFIG, encoding="ascii")
        self._request("authority", "-x509", "-days", "30", "-extensions", "authority")
        self._request("self_signed", "-x509", "-days", "30", "-extensions", "self_signed")
        for name in ("good", "expired", "wrong_host"):
            self._issue(name)
        self.ca_file = self.certificate("authority")
        self.ca_directory = directory / "hashed"
        self.ca_directory.mkdir()
        name = self._run("x509", "-hash", "-noout", "-in", self.ca_file).decode().strip()
        shutil.copy(self.ca_file, self.ca_directory / f"{name}.0")

    def certificate(self, name):
        return self._directory / f"{name}.pem"

    def key(self, name):
        return self._directory / f"{name}.key"

    def served(self, name="good"):
        """The TLS side of a server that shows this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate(name), self.key(name))
        return context

    def served_with_old_protocol(self):
        """The same for a server that knows nothing newer than TLS 1.1."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.options &= ~(ssl.OP_NO_TLSv1 | ssl.OP_NO_TLSv1_1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.load_cert_chain(self.certificate("good"), self.key("good"))
        return context

    def _run(self, *args):
        done = subprocess.run([self._openssl, *map(str, args)], capture_output=True, check=False,
                              stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            pytest.fail(f"openssl {args[0]}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def _request(self, name, *options):
        self._run("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                  "-config", self._config, "-subj", f"/CN=komparu tests {name}",
                  "-keyout", self.key(name), "-out", self.certificate(name), *options)

    def _lifetime(self, name):
        """OpenSSL 3.0 can end a certificate in the past in days only, 3.6 only by its dates."""
        if name != "expired":
            return ["-days", "30"]
        known = subprocess.run([self._openssl, "x509", "-help"], capture_output=True, check=False,
                               stdin=subprocess.DEVNULL)
        if b"-not_after" in known.stderr + known.stdout:
            return ["-not_before", "20200101000000Z", "-not_after", "20200201000000Z"]
        return ["-days", "-1"]

    def _issue(self, name):
        self._request(name)
        asked = self._directory / f"{name}.csr"
        self.certificate(name).rename(asked)
        self._run("x509", "-req", "-in", asked, "-CA", self.certificate("authority"),
                  "-CAkey", self.key("authority"), "-CAcreateserial",
                  *self._lifetime(name), "-extfile", self._config,
                  "-extensions", name, "-out", self.certificate(name))
