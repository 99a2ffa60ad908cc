# SPDX-License-Identifier: MIT
"""Holds komparu against the other readers of a format, on archives that are nearly right.

A format (tar.py, zip.py ...) brings good archives, a way to spoil one, and readers. A reader gives
{name: what it is} or raises: the bytes of a file, ("link", text), "directory" or "special". The
rules that komparu is held to stand in judge.py; files and trees have rules of their own.
"""

import random

from . import ar, cpio, files, judge, packed_tar, seven_zip, tar, trees
from . import zip as zip_format

FORMATS = {"tar": tar, "zip": zip_format, "seven_zip": seven_zip, "cpio": cpio, "ar": ar,
           "packed_tar": packed_tar}
PAIRS = {"files": files, "trees": trees}


def run(kind, driver, count, seed, share=1, keep=None):
    """(the row of the table, what was wrong, the peak of komparu's memory in kB)."""
    chance = random.Random(f"{kind} {seed}")
    if kind in PAIRS:
        row = dict.fromkeys(judge.COLUMNS, 0)
        wrong, peak = PAIRS[kind].run(driver, count, chance, share, row)
        return row, wrong, peak
    judged = judge.Judge(FORMATS[kind], driver, share, keep)
    judged.run(count, chance)
    return judged.row, judged.wrong, judged.komparu.peak
