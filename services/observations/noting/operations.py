"""What can be done with observations. Each verb loads, asks the model, writes state and event, and commits."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from uuid_utils import uuid7

from schemas.events import type_of
from schemas.messages import N_
from services.kernel import people, places
from services.kernel.errors import Conflict, Invalid, NotAllowed
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work
from services.observations.noting import loading, model
from services.observations.noting.model import Coding, Observation
from services.observations.photographs import operations as photographs
from services.observations.photographs.images import Picture
from services.observations.walks.model import Walk

Noted = tuple[Observation, list[Coding]]
# The clocks of phones and of ward computers go wrong by so much without anybody noticing.
LEEWAY = timedelta(minutes=5)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
NOT_YOURS = N_("Only who noted it, the unit's lead or a coach can change it.")
OPTIONAL = ("minutes_lost", "times_per_week", "value_stream", "step", "walk")


def note_observation(
    work: Work,
    principal: Principal,
    directory: Directory,
    fields: dict[str, Any],
    picture: Picture | None = None,
    identifier: str | None = None,
) -> Noted:
    """Record what somebody saw, with its photograph. `fields` are those of schemas.observations.NewObservation.

    `identifier` is a UUID that the browser gave a note which it kept: the same note once more is answered unchanged.
    Raises Invalid, NotAllowed or, for an identifier that is somebody else's note, Conflict.
    """
    noted = _noted_before(work, principal, identifier) if identifier else None
    if noted is None:
        noted = record_observation(work, principal, directory, fields, identifier=identifier)
        if picture:
            photographs.keep(work, principal, noted[0].id, picture)
    work.commit(noted)
    return noted


def record_observation(
    work: Work,
    principal: Principal,
    directory: Directory,
    fields: dict[str, Any],
    *,
    noted_at: datetime | None = None,
    identifier: str | None = None,
) -> Noted:
    """Write a new observation without committing; `noted_at` is when it was noted elsewhere before."""
    _refuse_unknown(work, fields)
    places.refuse_unknown_units(work, directory, {"unit": [fields["unit"]]})
    places.refuse_out_of_scope(work, principal, directory, fields["unit"])
    noted_at = noted_at or work.now
    observation = Observation(
        id=identifier or str(uuid7()),
        version=1,
        noted_at=noted_at,
        updated_at=work.now,
        noted_by=principal.id,
        improvement=None,
        improved_at=None,
        **(dict.fromkeys(OPTIONAL) | fields | {"seen_at": min(fields.get("seen_at", noted_at), work.now)}),
    )
    coding = Coding(
        observation=observation.id, number=1, waste=observation.waste, at=noted_at, actor=principal.id, note=None
    )
    people.remember(work, principal)
    work.insert(*observation.row())
    work.insert(*coding.row())
    emit(work, "noted", observation, [coding], principal.id)
    return observation, [coding]


def edit_observation(
    work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None, fields: dict[str, Any]
) -> Noted:
    """Change what is written about it; the same once more changes nothing.

    `fields` are some of schemas.observations.EditedObservation. Raises NotFound, Stale, NotAllowed or Invalid.
    """
    observation = _changeable(work, principal, directory, identifier, asked)
    _refuse_unknown(work, fields)
    if "seen_at" in fields:
        fields = fields | {"seen_at": min(fields["seen_at"], work.now)}
    changed = {name: value for name, value in fields.items() if value != getattr(observation, name)}
    codings = loading.codings_of(work, identifier)
    if changed:
        for name, value in changed.items():
            setattr(observation, name, value)
        _change(work, "edited", observation, codings, principal)
    work.commit((observation, codings))
    return observation, codings


def recode_observation(
    work: Work,
    principal: Principal,
    directory: Directory,
    identifier: str,
    asked: int | None,
    waste: str,
    note: str | None = None,
) -> Noted:
    """Take it for another waste; what it was taken for before is kept.

    Raises NotFound, Stale, NotAllowed or, for the waste it is taken for already, Invalid.
    """
    observation = _changeable(work, principal, directory, identifier, asked)
    if observation.waste == waste:
        raise Invalid({"waste": [N_("It is taken for this waste already. Choose another one.")]})
    codings = loading.codings_of(work, identifier)
    codings.append(
        Coding(
            observation=identifier,
            number=len(codings) + 1,
            waste=waste,
            at=work.now,
            actor=principal.id,
            note=note,
        )
    )
    work.session.add(codings[-1])
    observation.waste = waste
    _change(work, "recoded", observation, codings, principal)
    work.commit((observation, codings))
    return observation, codings


def restate(work: Work) -> set[str]:
    """State every observation anew, after a restore; the caller commits."""
    seen: set[str] = set()
    for observation in work.session.scalars(select(Observation).order_by(Observation.id)):
        codings = loading.codings_of(work, observation.id)
        observation.version += 1
        emit(work, "restated", observation, codings, codings[-1].actor)
        seen.add(observation.id)
    return seen


def emit(work: Work, verb: str, observation: Observation, codings: list[Coding], actor: str) -> None:
    """Tell the others how it stands now."""
    work.emit(
        type_of("observation", verb),
        subject=observation.id,
        key=observation.id,
        version=observation.version,
        data=model.public_state(observation, codings, actor),
    )


def _noted_before(work: Work, principal: Principal, identifier: str) -> Noted | None:
    found = work.session.get(Observation, identifier)
    if found is None:
        return None
    if found.noted_by != principal.id:
        raise Conflict(N_("Somebody else noted this already. Note it anew under your own name."))
    return found, loading.codings_of(work, identifier)


def _changeable(
    work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None
) -> Observation:
    observation = loading.locked(work, identifier)
    work.expect(observation.version, asked)
    if not model.may_change(principal, observation, places.division_today(work, directory, observation.unit)):
        raise NotAllowed(NOT_YOURS)
    return observation


def _change(work: Work, verb: str, observation: Observation, codings: list[Coding], principal: Principal) -> None:
    observation.updated_at = work.now
    observation.version += 1
    people.remember(work, principal)
    emit(work, verb, observation, codings, principal.id)


def _refuse_unknown(work: Work, fields: dict[str, Any]) -> None:
    """Raise Invalid for a moment that cannot be and for a walk that is none, both named at once."""
    errors: dict[str, list[str]] = {}
    seen_at, walk = fields.get("seen_at"), fields.get("walk")
    if seen_at and seen_at > work.now + LEEWAY:
        errors["seen_at"] = [N_("This lies in the future. Say when you saw it.")]
    if seen_at and seen_at < EARLIEST:
        errors["seen_at"] = [N_("This is too long ago. Check the year.")]
    if walk and work.session.get(Walk, walk) is None:
        errors["walk"] = [N_("There is no such walk. Choose one from the list of walks.")]
    if errors:
        raise Invalid(errors)
