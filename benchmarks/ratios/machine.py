# SPDX-License-Identifier: MIT
"""What the numbers were measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from ratios.work_dir import filesystem


def describe(directory: Path) -> dict[str, object]:
    return {
        "cpu": _value_of("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "kernel": f"{platform.system()} {platform.release()}",
        "memory_bytes": _memory_bytes(),
        "filesystem": filesystem(directory),
        "load_before": load(),
    }


def load() -> float:
    """The load average of the last minute."""
    return os.getloadavg()[0]


def _memory_bytes() -> int | None:
    value = _value_of("/proc/meminfo", "MemTotal")
    return int(value.split()[0]) * 1024 if value else None


def _value_of(path: str, name: str) -> str | None:
    """The value of the first "name : value" line."""
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        key, colon, value = line.partition(":")
        if colon and key.strip() == name:
            return value.strip()
    return None
