# SPDX-License-Identifier: MIT
"""The real nginx on free loopback ports, with directories and a log of its own."""

import grp
import json
import os
import pwd
import socket
import subprocess
from dataclasses import dataclass

import pytest

from command import wait_until

PROGRAM = "/usr/sbin/nginx"

_CONFIG = """\
daemon off;
worker_processes 1;
{user}
pid {run}/pid;
error_log {run}/error.log warn;
events {{ worker_connections 512; }}
http {{
  log_format told escape=json '{{"method":"$request_method","target":"$request_uri",'
    '"protocol":"$server_protocol","status":$status,"sent":$body_bytes_sent,'
    '"range":"$http_range","if_match":"$http_if_match","accept":"$http_accept_encoding",'
    '"connection":$connection,"secure":"$https"}}';
  access_log {run}/access.log told;
  client_body_temp_path {run}/body;
  proxy_temp_path {run}/proxy;
  fastcgi_temp_path {run}/fastcgi;
  uwsgi_temp_path {run}/uwsgi;
  scgi_temp_path {run}/scgi;
  default_type application/octet-stream;
  types {{ text/plain txt; }}
  sendfile on;
  gzip on;
  gzip_types text/plain;
  gzip_min_length 1;
  keepalive_timeout 30s;
  keepalive_requests 10000;
  ssl_certificate {certificate};
  ssl_certificate_key {key};
  server {{
    listen 127.0.0.1:{plain};
    listen 127.0.0.1:{secure} ssl http2;
    root {root};
    location ~ /forbidden[^/]*$ {{ return 403; }}
    location ~ /gone[^/]*$ {{ return 410; }}
    location ~ /broken[^/]*$ {{ return 500; }}
    location ~ ^(?<before>.*)/moved/(?<after>.*)$ {{ return 302 $before/$after; }}
    location ~ /locked/ {{ auth_basic locked; auth_basic_user_file {run}/passwords; }}
  }}
}}
"""


def _user():
    """Has nginx read what the tests write, as the user that they run as."""
    # Only root is asked whom it wants to be.
    if os.geteuid() != 0:
        return ""
    group = grp.getgrgid(os.getegid()).gr_name
    return f"user {pwd.getpwuid(0).pw_name} {group};"


@dataclass(frozen=True)
class Logged:
    """A line of the access log, which nginx writes when an answer is finished or given up."""

    method: str
    target: str
    protocol: str
    status: int
    sent: int
    range: str
    if_match: str
    accept: str
    connection: int
    secure: str


class Nginx:
    """Serves what stands below `root` at http:// and https:// URLs of 127.0.0.1."""

    def __init__(self, directory, certificates):
        if not os.access(PROGRAM, os.X_OK):
            pytest.fail(f"{PROGRAM} is missing: install nginx (Debian: nginx-light)")
        self.root = directory / "root"
        self.root.mkdir()
        self._log = directory / "access.log"
        self._errors = directory / "error.log"
        (directory / "passwords").write_text("user:{PLAIN}open sesame\n", encoding="ascii")
        # nginx takes listening sockets over from its parent, as it does when its program is
        # exchanged: nobody else can take the port between choosing and using it.
        sockets = [socket.create_server(("127.0.0.1", 0), backlog=256) for _ in range(2)]
        for each in sockets:
            # In a blocking one, a worker whose client is gone again would wait in accept().
            each.setblocking(False)
        self.port, self.secure_port = (each.getsockname()[1] for each in sockets)
        config = directory / "nginx.conf"
        config.write_text(_CONFIG.format(
            user=_user(), run=directory, root=self.root, plain=self.port, secure=self.secure_port,
            certificate=certificates.certificate("good"), key=certificates.key("good")),
            encoding="utf-8")
        inherited = [each.fileno() for each in sockets]
        with open(directory / "stderr", "wb") as stderr:
            self._process = subprocess.Popen(
                [PROGRAM, "-p", str(directory), "-c", str(config)], stdin=subprocess.DEVNULL,
                stdout=stderr, stderr=stderr, pass_fds=inherited,
                env={"NGINX": "".join(f"{each};" for each in inherited), "PATH": "/usr/bin:/bin"})
        for each in sockets:
            each.close()
        self._wait_until_ready()

    def url(self, path, secure=False):
        scheme, port = ("https", self.secure_port) if secure else ("http", self.port)
        return f"{scheme}://127.0.0.1:{port}/{path}"

    def stop(self):
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait(120)

    def logged(self, prefix):
        """What was asked for below a path so far."""
        lines = [Logged(**json.loads(line)) for line in self._log.read_text("utf-8").splitlines()]
        return [line for line in lines if line.target.startswith("/" + prefix)]

    def wait_for(self, prefix, count):
        """The same once so many requests are in the log."""
        wait_until(lambda: len(self.logged(prefix)) >= count, f"{count} requests are logged")
        return self.logged(prefix)

    def _wait_until_ready(self):
        def ready():
            if self._process.poll() is not None:
                said = self._errors.with_name("stderr").read_text("utf-8", "replace")
                pytest.fail(f"{PROGRAM} ended with {self._process.returncode}: {said}")
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                    connection.settimeout(1)
                    connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
                    return connection.recv(4) == b"HTTP"
            except OSError:
                return False

        wait_until(ready, "nginx answers")
