# SPDX-License-Identifier: MIT
"""The rows of the benchmarks, one module per kind of operand.

A module holds ROWS, a tuple of ratios.row.Row, and the fixtures they work on. A new one is
imported here and takes its place in the table by its place in this list.
"""

from rows import archives, files, many, python, rivals, scaling, trees, urls

ROWS = (
    *files.ROWS,
    *trees.ROWS,
    *rivals.ROWS,
    *scaling.ROWS,
    *many.ROWS,
    *archives.ROWS,
    *urls.ROWS,
    *python.ROWS,
)
