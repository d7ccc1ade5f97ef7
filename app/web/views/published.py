"""The published folder inside the application: the very files, under the same content security policy as our own pages."""

from __future__ import annotations

import mimetypes

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.web.work import published
from catalogue.finding import UserError

TYPES = {".jsonl": "application/x-ndjson", ".sig": "text/plain", ".js": "text/javascript"}


def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """A file of ``published/public``; a folder is its index.html."""
    root = (published() / "public").resolve()
    if not root.is_dir():
        raise UserError("预览", "还没有公布过，没有可以看的", "请先备公布稿、批准、公布")
    if "\0" in path:
        raise Http404
    found = (root / path).resolve()
    if not found.is_relative_to(root):
        raise Http404
    if found.is_dir():
        if path and not path.endswith("/"):
            return redirect(f"/public/{path}/")
        found = found / "index.html"
    if not found.is_file():
        raise Http404
    kind = TYPES.get(found.suffix) or mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind == "application/json"
    answer = FileResponse(found.open("rb"), content_type=f"{kind}; charset=utf-8" if text else kind)
    answer["Cache-Control"] = "no-cache"
    return answer
