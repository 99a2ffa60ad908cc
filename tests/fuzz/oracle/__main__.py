# SPDX-License-Identifier: MIT
"""usage: python3 -m oracle DRIVER [KIND...] [--count=N] [--seed=N] [--share=N] [--keep=DIRECTORY]

Spoils --count inputs of each KIND (all: tar zip seven_zip cpio ar packed_tar files trees), and holds
what komparu says about them against other programs. One seed gives the same inputs each time. Slow
programs look at one of --share inputs. What was judged wrongly is put into --keep. Prints a row for
each kind; the status is 1 if anything was wrong.
"""

import argparse
import sys

from . import FORMATS, PAIRS, judge, run


def main():
    parser = argparse.ArgumentParser(usage=__doc__.removeprefix("usage: "))
    parser.add_argument("driver")
    parser.add_argument("kinds", nargs="*")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=int, default=10)
    parser.add_argument("--keep")
    asked = parser.parse_intermixed_args()
    for kind in asked.kinds:
        if kind not in FORMATS and kind not in PAIRS:
            parser.error(f"there is no kind {kind}")
    print(f"{'kind':12}", *(f"{column:>15}" for column in (*judge.COLUMNS, "peak MiB")))
    status = 0
    for kind in asked.kinds or [*FORMATS, *PAIRS]:
        row, wrong, peak = run(kind, asked.driver, asked.count, asked.seed, asked.share, asked.keep)
        print(f"{kind:12}", *(f"{row[column]:15}" for column in judge.COLUMNS),
              f"{peak // 1024:15}", flush=True)
        for each in wrong[:50]:
            print("   ", *each, flush=True)
        status = status or int(bool(wrong))
    return status


if __name__ == "__main__":
    sys.exit(main())
