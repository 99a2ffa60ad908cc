# SPDX-License-Identifier: MIT
"""How komparu is measured against a peer: one process, one row, one table."""
