# SPDX-License-Identifier: MIT
"""nginx with the settings that Debian gives it, for one file or directory."""

from __future__ import annotations

import grp
import http.client
import os
import pwd
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from ratios.programs import on_path
from servers.child import free_port, running

PATH = "/served"
_ANSWER_SECONDS = 30

# Names without a slash in front lie below the directory that -p names. Listings are for rclone,
# and no file of a tree may stand in for one.
_CONFIG = """\
daemon off;
{user}
worker_processes auto;
pid nginx/pid;
error_log stderr warn;
events {{ worker_connections 768; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  default_type application/octet-stream;
  client_body_temp_path nginx/body;
  proxy_temp_path nginx/proxy;
  fastcgi_temp_path nginx/fastcgi;
  uwsgi_temp_path nginx/uwsgi;
  scgi_temp_path nginx/scgi;
  server {{
    listen 127.0.0.1:{port};
    location {path} {{
      alias {name};
      autoindex on;
      index nginx/no-index;
    }}
  }}
}}
"""


@contextmanager
def serving(directory: Path, name: str) -> Iterator[int]:
    """The port where PATH is the file or directory of that name in the directory."""
    program = on_path("nginx")
    if program is None:
        raise OSError("there is no nginx here")
    place = directory / "nginx"
    place.mkdir(exist_ok=True)
    listener = free_port()
    port = listener.getsockname()[1]
    config = _CONFIG.format(user=_user(), port=port, path=PATH, name=name)
    (place / "config").write_text(config)
    command = [program, "-e", "stderr", "-p", str(directory), "-c", "nginx/config"]
    # nginx takes sockets over from its parent as it does when its program is exchanged.
    inherited = {"NGINX": f"{listener.fileno()};"}
    log = place / "stderr"
    with running(command, listener, log, inherited):
        _expect_answer(port, PATH + "/" * (directory / name).is_dir(), log)
        yield port


def _user() -> str:
    """Has the workers read what this process writes. Only root is asked whom it wants to be."""
    if os.geteuid() != 0:
        return ""
    return f"user {pwd.getpwuid(0).pw_name} {grp.getgrgid(0).gr_name};"


def _expect_answer(port: int, path: str, log: Path) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("HEAD", path)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as problem:
        said = log.read_text(errors="replace").splitlines()
        raise OSError(f"nginx does not answer: {said[-1] if said else problem}") from problem
    finally:
        connection.close()
    if status != 200:
        raise OSError(f"nginx answers with {status}")
