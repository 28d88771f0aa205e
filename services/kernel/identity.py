"""Who is asking: a person with a session or an API client with a token, both verified without asking anybody.

Sessions and tokens are signed with the one secret key, so every service reads them by itself. What was ended
before its time (signed out, revoked, role changed) is in the deny list each service keeps from the
organisation's events; until a service has read that list once, it trusts nobody.
"""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Self

from itsdangerous import BadData, URLSafeSerializer

from schemas import roles
from services.kernel.settings import Settings

RESIGN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Principal:
    """Who is asking, what they are, and for which part of the region.

    `units` and `divisions` are codes. A client without any is for the whole region, and so is a division leader
    without a division; a unit lead without a unit leads the home unit.
    """

    kind: Literal["person", "client"]
    id: str
    name: str
    roles: tuple[str, ...]
    units: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()
    home_unit: str | None = None

    def has(self, *wanted: str) -> bool:
        """Whether one of these roles is held, anywhere."""
        return any(role in wanted for role in self.roles)

    @property
    def everywhere(self) -> bool:
        """Whether an API client speaks for the whole region."""
        return self.kind == "client" and not self.units and not self.divisions

    def covers(self, unit: str, division: str | None) -> bool:
        """Whether a unit, which belongs to `division` today, is within what was given to this principal."""
        return self.everywhere or unit in self.units or unit == self.home_unit or division in self.divisions

    def leads(self, unit: str, division: str | None) -> bool:
        """Whether this principal decides in the unit: its lead."""
        return self.has(roles.UNIT_LEAD) and self.covers(unit, division)


@dataclass(frozen=True)
class Pass:
    """What is signed: the principal and how long it holds. `id` is the session's or the token's own."""

    principal: Principal
    id: str
    issued_at: datetime
    seen_at: datetime
    expires_at: datetime

    def packed(self) -> dict[str, Any]:
        """As JSON; moments in whole seconds, which is all that is compared."""
        moments = {name: getattr(self, name).timestamp() for name in ("issued_at", "seen_at", "expires_at")}
        return {"principal": asdict(self.principal), "id": self.id, **moments}

    @classmethod
    def unpacked(cls, packed: dict[str, Any]) -> Self:
        """The reverse of `packed`; raises KeyError, TypeError or ValueError for anything else."""
        told: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in packed["principal"].items()
        }
        principal = Principal(**told)
        moments = {name: datetime.fromtimestamp(packed[name], UTC) for name in ("issued_at", "seen_at", "expires_at")}
        return cls(principal, packed["id"], **moments)


class Signer:
    """Signs and reads sessions, tokens and form tokens with the one secret key."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        key = settings.signing_key()
        self._session = URLSafeSerializer(key, salt="leanstream session")
        self._token = URLSafeSerializer(key, salt="leanstream token")
        self._form = URLSafeSerializer(key, salt="leanstream form")

    def session(self, held: Pass) -> str:
        """The cookie's value."""
        return str(self._session.dumps(held.packed()))

    def token(self, held: Pass) -> str:
        """The bearer token."""
        return str(self._token.dumps(held.packed()))

    def read_session(self, value: str, now: datetime) -> Pass | None:
        """The session in a cookie; None when forged, expired or idle for too long."""
        held = _read(self._session, value)
        idle = timedelta(minutes=self.settings.session_idle_minutes)
        return held if held and now < held.expires_at and now < held.seen_at + idle else None

    def read_token(self, value: str, now: datetime) -> Pass | None:
        """The pass in a bearer token; None when forged or expired."""
        held = _read(self._token, value)
        return held if held and now < held.expires_at else None

    def seen(self, held: Pass, now: datetime) -> Pass | None:
        """The session signed anew because it is in use; None while the last signature is young enough."""
        return replace(held, seen_at=now) if now - held.seen_at > RESIGN_AFTER else None

    def form_token(self, session_id: str) -> str:
        """What a form must carry to prove that one of our pages sent it."""
        return str(self._form.dumps(session_id))

    def form_token_is_for(self, value: str, session_id: str) -> bool:
        """Whether a form's token was made for this session."""
        try:
            return bool(self._form.loads(value) == session_id)
        except BadData:
            return False


def _read(serializer: URLSafeSerializer, value: str) -> Pass | None:
    try:
        return Pass.unpacked(serializer.loads(value))
    except (BadData, KeyError, TypeError, ValueError):
        return None
