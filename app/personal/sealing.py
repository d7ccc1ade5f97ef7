"""Personal values under a seal: a version's digest covers a salted mark of each, so it stays when value and salt are erased."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from typing import Any

from app.incoming.changes import SUBSTANCE, substance
from catalogue.canonical import digest, dumps, plain
from catalogue.fields import FieldList
from catalogue.records import Record

SALTS, ERASED = "salts", "erased"  # parts of a stored version beside the record's own


def sealed(fields: FieldList, record: Record) -> tuple[str, str]:
    """A record's digest, and its JSON as it is stored: with a salt for each personal value."""
    body: dict[str, Any] = plain(record)
    salts = {name: _salt(record, name) for name in record.facts if _personal(fields, name)}
    if not salts:
        text = dumps(body)
        return digest({part: body[part] for part in SUBSTANCE}), text
    body[SALTS] = salts
    return digest_of(body), dumps(body)


def digest_of(body: dict[str, Any]) -> str:
    """The digest of a stored version, whether its personal values are still there or erased.

    The stored JSON is canonical: its parts spell just as `dumps` spells the record's, and need not be typed first."""
    known = {part: body[part] for part in SUBSTANCE}
    if SALTS in body or ERASED in body:
        known["facts"] = {**body["facts"], **_marks(body)}
    text = json.dumps(known, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def unchanged(row: Any, record: Record) -> bool:
    """Whether a stored version (row) says what the record says; each seal has its own salt, so digests alone do not tell."""
    if row.digest == digest(substance(record)):
        return True
    if f'"{SALTS}":' not in row.body and f'"{ERASED}":' not in row.body:
        return False
    body = json.loads(row.body)
    return bool((row.kind, row.key) == (record.kind, record.key) and body["facts"] == plain(record.facts))


def without(body: dict[str, Any], names: Iterable[str], at: str) -> dict[str, Any]:
    """The stored version without these values: their marks stay, and the cells they stood in; salts and texts go.

    A value that an earlier release kept without a seal leaves a mark of a salt that nobody knows: its version's digest
    changes."""
    left: dict[str, Any] = json.loads(dumps(body))
    for name in names:
        value = left["facts"].pop(name)
        salt = left.get(SALTS, {}).pop(name, None) or secrets.token_hex(16)
        left.setdefault(ERASED, {})[name] = {"mark": _mark(salt, value), "at": at}
        if name in left["sources"]:
            left["sources"][name] |= {"raw": "", "inferred": ""}
    if not left.get(SALTS, True):
        del left[SALTS]
    return left


def _marks(body: dict[str, Any]) -> dict[str, str]:
    there = {name: _mark(salt, body["facts"][name]) for name, salt in body.get(SALTS, {}).items()}
    return there | {name: one["mark"] for name, one in body.get(ERASED, {}).items()}


def _mark(salt: str, value: Any) -> str:
    """Says nothing of the value to whoever lacks the salt: names and phones are few enough to be guessed otherwise."""
    return f"个人信息 {digest([salt, value])}"


def _salt(record: Record, name: str) -> str:
    if clock := os.environ.get("QUANMU_CLOCK"):  # a rehearsal repeats byte for byte; its people are invented
        return digest([clock, record.kind, record.key, name])[:32]
    return secrets.token_hex(16)


def _personal(fields: FieldList, name: str) -> bool:
    declared = fields.fields.get(name)
    return declared is not None and declared.personal
