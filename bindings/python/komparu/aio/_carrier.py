# SPDX-License-Identifier: MIT
"""What the coroutines start from: the functions of the module and those of a session."""

from __future__ import annotations

from typing import Any

from .. import _core
from ..config import Settings, current
from ._mail import post


class Carrier:
    """Carries work out without blocking the loop."""

    def _settings(self) -> Settings:
        """What holds for arguments that are not given."""
        return current()

    async def _answer(self, work: _core.Work) -> Any:
        return await post().answer(work, None)
