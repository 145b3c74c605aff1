"""What commands print on: with colours where somebody looks on, in wide plain lines where it goes elsewhere."""

import sys
from typing import Any

from rich.console import Console

WIDE = 200
"""Characters in a line of a table that goes into a pipe or a file."""
_piped: dict[str, Any] = {} if sys.stdout.isatty() else {"force_terminal": False, "width": WIDE}
out = Console(highlight=False, soft_wrap=True, **_piped)
