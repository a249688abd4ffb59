"""Signatures and AES of 公众号 and 企业微信 callbacks; both platforms use the same scheme."""

import base64
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

AES_KEY_CHARS = 43  # of an EncodingAESKey: 32 bytes in base64 without its "="
_BLOCK_BITS = 256  # the platforms pad to 32 bytes, not to AES's 16
_RANDOM_BYTES, _LENGTH_BYTES = 16, 4


class NotGenuineError(Exception):
    """A message that is not from the platform, or not for this account; says why, for the log."""


def signature(token: str, *parts: str) -> str:
    """The platforms' signature: SHA-1 of token and parts, sorted and joined, in hexadecimal."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode(errors="replace")).hexdigest()


def verify(given: str, token: str, *parts: str) -> None:
    """NotGenuineError where the given signature is not that of token and parts."""
    expected = signature(token, *parts)
    if not hmac.compare_digest(given.encode(errors="replace"), expected.encode()):
        raise NotGenuineError("签名不对：请核对 Token")


class MessageCipher:
    """Encrypts and decrypts one account's messages."""

    def __init__(self, encoding_aes_key: str, receive_id: str) -> None:
        """Use the account's EncodingAESKey; `receive_id` is its AppID or CorpID.

        ValueError where the key is not 43 characters of base64.
        """
        key = base64.b64decode(f"{encoding_aes_key}=", validate=True)
        if len(encoding_aes_key) != AES_KEY_CHARS:
            raise ValueError("an EncodingAESKey has 43 characters")
        self._cipher = Cipher(algorithms.AES256(key), modes.CBC(key[:16]))
        self._receive_id = receive_id.encode()

    def encrypt(self, text: str) -> str:
        """The text as base64 of AES-CBC over random bytes, length, text and receiver."""
        content = text.encode()
        length = len(content).to_bytes(_LENGTH_BYTES, "big")
        padder = PKCS7(_BLOCK_BITS).padder()
        plain = secrets.token_bytes(_RANDOM_BYTES) + length + content + self._receive_id
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted: str) -> str:
        """The text of `encrypt`; NotGenuineError for anything else, or another's message."""
        try:
            content, receiver = _parted(self._opened(encrypted))
            text = content.decode()
        except ValueError:
            raise NotGenuineError("解不开：请核对 EncodingAESKey") from None
        if not hmac.compare_digest(receiver, self._receive_id):
            raise NotGenuineError("是发给别人的：请核对 AppID 或 CorpID")
        return text

    def _opened(self, encrypted: str) -> bytes:
        """The plain bytes without their padding; ValueError where it isn't base64 or padded."""
        decryptor = self._cipher.decryptor()
        sealed = base64.b64decode(encrypted, validate=True)
        plain = decryptor.update(sealed) + decryptor.finalize()
        unpadder = PKCS7(_BLOCK_BITS).unpadder()
        return unpadder.update(plain) + unpadder.finalize()


def _parted(plain: bytes) -> tuple[bytes, bytes]:
    """Content and receiver of a plaintext; ValueError where its length is not true."""
    start = _RANDOM_BYTES + _LENGTH_BYTES
    end = start + int.from_bytes(plain[_RANDOM_BYTES:start], "big")
    if not start <= end <= len(plain):
        raise ValueError("the stated length goes beyond the message")
    return plain[start:end], plain[end:]
