# SPDX-License-Identifier: MIT
"""What URLs are asked for: servers on loopback that live as long as a row."""
