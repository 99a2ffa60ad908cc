# SPDX-License-Identifier: MIT
"""Files of bytes that no file system can make smaller."""

from __future__ import annotations

import random
from pathlib import Path

from ratios.page_cache import drop_files

_CHUNK_BYTES = 1 << 20


def write_random(path: Path, size: int) -> None:
    """Writes random bytes, the same ones for every file of a size."""
    source = random.Random(size)
    with path.open("wb", buffering=0) as file:
        left = size
        while left > 0:
            left -= file.write(source.randbytes(min(left, _CHUNK_BYTES)))
    # Written pages and read pages lie in the cache in different portions; what is in a cache is
    # usually there because somebody read it.
    drop_files([path])
