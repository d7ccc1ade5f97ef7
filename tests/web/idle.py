"""Let a session's last click lie at another time: ``python idle.py FOLDER KEY TIME``."""

import sys
from pathlib import Path

from app.store import open_store

open_store(Path(sys.argv[1]), "app.web.settings", create=True)
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402 - the store first

session = SessionStore(sys.argv[2])
session["seen"] = int(sys.argv[3])
session.save()
print("true")
