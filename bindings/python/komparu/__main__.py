# SPDX-License-Identifier: MIT
"""``python -m komparu`` and the ``komparu`` script: the command line."""

from __future__ import annotations

import os
import sys

from . import _core


def main() -> int:
    """Run the command line with the arguments of the process.

    :returns: its exit status: 0 same, 1 different, 2 trouble.
    """
    return _core.main([b"komparu", *map(os.fsencode, sys.argv[1:])])


if __name__ == "__main__":
    sys.exit(main())
