"""Digests and signatures of what is published: SHA-256 and SM3 of every file, Ed25519 over the manifest.

SM3: GB/T 32905-2016. Ed25519: RFC 8032. The signature is detached (``manifest.json.sig``, base64), so that a folder
is checked years later with nothing but the manifest and the office's public key.
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from catalogue.finding import UserError

SIGNATURE = "manifest.json.sig"


def sm3(data: bytes) -> str:
    """SM3 (hex)."""
    made = hashes.Hash(hashes.SM3())
    made.update(data)
    return made.finalize().hex()


def new_key(path: Path) -> str:
    """Make a signing key and write it there, readable by its owner only; returns the public key (base64).

    Raises `UserError` where a key lies already: a lost key cannot be made again.
    """
    if path.exists():
        raise UserError(str(path), "已有签名密钥", "换密钥前请先把原来的移走并妥善保存")
    key = Ed25519PrivateKey.generate()
    data = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(data)
    return public_words(key)


def read_key(path: Path) -> Ed25519PrivateKey:
    """The office's signing key. Raises `UserError` where it is not one."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise UserError(str(path), "读不出签名密钥", "请检查文件，或用 quanmu key 重新生成") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UserError(str(path), "不是 Ed25519 密钥", "请用 quanmu key 生成")
    return key


def public_words(key: Ed25519PrivateKey) -> str:
    """The public key as 44 characters of base64, to be published by other means than the folder itself."""
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def sign(key: Ed25519PrivateKey, manifest: bytes) -> bytes:
    """The detached signature as a line of base64."""
    return base64.b64encode(key.sign(manifest)) + b"\n"


def signed_by(public: str, manifest: bytes, signature: bytes) -> bool:
    """Whether the holder of that public key signed the manifest. Raises `UserError` where the key is none."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.strip(), validate=True))
    except (ValueError, binascii.Error) as error:
        raise UserError("公钥", "不是 Ed25519 公钥", "请核对公布的公钥（44 个字符）") from error
    try:
        key.verify(base64.b64decode(signature.strip(), validate=True), manifest)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True
