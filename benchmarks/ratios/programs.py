# SPDX-License-Identifier: MIT
"""Which program a command's first word means, and which version it is."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from pathlib import Path

from ratios.process import environment


# Where Debian puts servers; ordinary users have it not on PATH.
_SYSTEM_PATH = "/usr/local/sbin:/usr/sbin:/sbin"

# Of those that do not know --version.
_VERSION_FLAGS = {"nginx": "-v", "zipcmp": "-V"}

# What compiles the rivals, and says which version of it did.
_TOOLCHAINS = {"rival_go": ("go", "version"), "rival_rust": ("rustc", "--version")}


# What a row names that needs the Python package.
PACKAGE = "komparu_package"


def on_path(name: str) -> str | None:
    """The path of a program of the system."""
    return shutil.which(name) or shutil.which(name, path=_SYSTEM_PATH)


class Programs:
    """komparu, limit_*, rival_* and the package come from the build, python is this one, the rest
    is on PATH."""

    def __init__(self, komparu: Path, limits: Path) -> None:
        self._komparu = komparu
        self._limits = limits
        self._versions: dict[str, str] = {}

    def find(self, name: str) -> str | None:
        """The path of a program, or None when it is not there."""
        if name == "komparu":
            return shutil.which(str(self._komparu.absolute()))
        if name.startswith(("limit_", "rival_")):
            return shutil.which(str((self._limits / name).absolute()))
        if name == "python":
            return sys.executable
        if name == PACKAGE:
            module = self.package() / "komparu" / "__init__.py"
            return str(module) if module.exists() else None
        return on_path(name)

    def package(self) -> Path:
        """What has to be on sys.path for the komparu package of the build."""
        return self._limits.absolute().parent / "python"

    def why_missing(self, name: str) -> str:
        """Of a program that is not to be found."""
        if name in _TOOLCHAINS:
            return f"there is no {name} here; the build makes it where {_TOOLCHAINS[name][0]} is"
        return f"there is no {name} here"

    def version(self, name: str) -> str:
        """The first line of --version, or of what the program has for it; an empty string when
        it does not say."""
        if name not in self._versions:
            self._versions[name] = self._ask_version(name)
        return self._versions[name]

    def versions(self) -> dict[str, str]:
        """Every version that was asked for so far."""
        return dict(self._versions)

    def _ask_version(self, name: str) -> str:
        if name == "python":
            return f"Python {platform.python_version()}"
        toolchain, flag = _TOOLCHAINS.get(name, (name, _VERSION_FLAGS.get(name, "--version")))
        path = self.find(toolchain)
        if path is None or name == PACKAGE or name.startswith("limit_"):
            return ""
        answer = subprocess.run(
            [path, flag],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            env=environment(),
            check=False,
        )
        said = answer.stdout or answer.stderr  # nginx
        lines = said.splitlines() if answer.returncode == 0 else []
        return lines[0].strip() if lines else ""

    def gnu_time(self) -> str | None:
        """GNU time, the only one whose -f and -o are known; None without it."""
        path = self.find("time")
        return path if path is not None and "GNU" in self.version("time") else None
