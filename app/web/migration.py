"""For developers: write the migrations that a change of the tables needs. ``python -m app.web.migration [app|web]``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Compare the tables as declared with the migrations there are, and write what is missing."""
    from app.store import open_store

    with tempfile.TemporaryDirectory(prefix="quanmu-") as folder:
        open_store(Path(folder), "app.web.settings", create=True)
        from django.core.management import call_command
        from django.db import connections

        call_command("makemigrations", *(sys.argv[1:] or ["web"]))
        connections.close_all()


if __name__ == "__main__":
    main()
