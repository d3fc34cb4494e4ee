"""familydash: the gift planner that a family runs at home."""

from typing import Final

__version__: Final = "0.1.0"
