"""Hashes and checks passwords with argon2."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """The hash to keep; takes some tenths of a second on purpose."""
    return _hasher.hash(password)


def fits(stored: str | None, password: str) -> bool:
    """Whether the password is the one behind `stored`; without one the answer is no, after the same time."""
    spare = _spare()
    try:
        return _hasher.verify(stored or spare, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _spare() -> str:
    return _hasher.hash("nobody's password")
