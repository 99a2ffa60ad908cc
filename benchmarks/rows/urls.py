# SPDX-License-Identifier: MIT
"""A file or a directory against a URL, served by nginx on loopback."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from ratios.row import BytesGoal, Fixture, Goal, Material, Rounds, Row, Scale
from rows.files import FilePair
from rows.trees import REAL, SmallFiles, TreePair
from servers import delay, nginx


@dataclass(frozen=True)
class Served:
    """A pair whose {right} is served, too: {url} is its URL, with a slash at the end for a tree."""

    pair: Fixture
    round_trip: float = 0.0  # seconds that an answer takes at least

    def disk_bytes(self, scale: Scale) -> dict[str, int]:
        return self.pair.disk_bytes(scale)

    def make(self, directory: Path, scale: Scale) -> Material:
        material = self.pair.make(directory, scale)
        right = Path(material.words["{right}"])
        with ExitStack() as servers:
            port = servers.enter_context(nginx.serving(directory, right.name))
            if self.round_trip:
                port = servers.enter_context(delay.delayed(directory, port, self.round_trip))
            url = f"http://127.0.0.1:{port}{nginx.PATH}" + "/" * right.is_dir()
            return replace(
                material,
                words=material.words | {"{url}": url},
                about=self._about(material),
                close=servers.pop_all().close,
            )

    def _about(self, material: Material) -> str | None:
        if not self.round_trip:
            return material.about
        return (
            f"{material.about}; a round trip of {self.round_trip * 1000:.0f} ms, which a proxy "
            "makes (not netem), the handshake of a connection included"
        )


_LARGE = Served(FilePair())
_DISTANT = Served(TreePair("tree-url", SmallFiles(count=1000, size=10 << 10)), round_trip=0.05)

_KOMPARU = ("komparu", "-s", "{left}", "{url}")
_RCLONE = (
    *("rclone", "check", "--config", "", "--download"),
    *(":http:", "{left}", "--http-url", "{url}"),
)
_PIPE = 'curl -s "$1" | cmp - "$2"'
_XARGS = """
cd "$1" && find * -type f |
  xargs -n 1 -P 8 sh -c 'curl -s "$1$2" | cmp -s - "$2"' sh "$2"
"""


ROWS = (
    Row(
        name="url-1g",
        about="a large file and the URL of an equal one; curl alone, which compares nothing",
        fixture=_LARGE,
        komparu=_KOMPARU,
        peer=("curl", "-s", "{url}", "-o", "/dev/null"),
        peer_label="curl",
        rounds=Rounds(quick=9, full=15),
        goal=Goal(0.85),
        needs=("nginx",),
    ),
    Row(
        name="url-1g-pipe",
        about="a large file and the URL of an equal one; curl | cmp",
        fixture=_LARGE,
        komparu=_KOMPARU,
        peer=("sh", "-c", _PIPE, "sh", "{url}", "{left}"),
        peer_label="curl | cmp",
        rounds=Rounds(quick=7, full=11),
        goal=Goal(2.0),
        needs=("nginx", "curl", "cmp"),
    ),
    Row(
        name="url-first-mib",
        about="a large file and a URL that differ at the end of the first MiB: bytes over loopback",
        fixture=Served(FilePair(differs_at="first-mib")),
        komparu=_KOMPARU,
        peer=("sh", "-c", _PIPE, "sh", "{url}", "{left}"),
        peer_label="curl | cmp",
        rounds=Rounds(quick=9, full=15),
        status=1,
        goal=BytesGoal(4),
        needs=("nginx", "curl", "cmp"),
    ),
    Row(
        name="url-1000-small",
        about="1 000 files of 10 KiB and a base URL, 50 ms away; rclone check --download",
        fixture=_DISTANT,
        komparu=_KOMPARU,
        peer=_RCLONE,
        peer_label="rclone",
        rounds=Rounds(quick=2, full=3),
        goal=Goal(2.0),
        needs=("nginx",),
    ),
    Row(
        name="url-1000-xargs",
        about="1 000 files of 10 KiB and a base URL, 50 ms away; xargs -P8 with curl | cmp",
        fixture=_DISTANT,
        komparu=_KOMPARU,
        peer=("sh", "-c", _XARGS, "sh", "{left}", "{url}"),
        peer_label="xargs curl",
        rounds=Rounds(quick=2, full=3),
        goal=Goal(2.0),
        needs=("nginx", "curl", "cmp", "xargs"),
    ),
    Row(
        name="url-tree",
        about="up to 20 000 real files and a base URL; rclone check --download",
        fixture=Served(REAL),
        komparu=_KOMPARU,
        peer=_RCLONE,
        peer_label="rclone",
        rounds=Rounds(quick=3, full=5),
        needs=("nginx",),
    ),
)
