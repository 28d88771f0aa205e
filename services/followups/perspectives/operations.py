"""What can be done with perspectives: wording those of a year, and stating all of them anew."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from schemas.events import type_of
from schemas.messages import N_, Message
from services.followups.goals.model import Goal
from services.followups.perspectives import model, queries
from services.followups.perspectives.model import PerspectiveSet, Wording
from services.kernel import people
from services.kernel.errors import Invalid, NotAllowed
from services.kernel.identity import Principal
from services.kernel.work import Work

NOT_YOURS = N_("Only a leader of the whole region or the administrator words the perspectives.")
TWICE = N_("Another perspective of this year has this code or name. Each needs its own.")
IN_USE = N_("Goals use these perspectives, so they have to stay: %(codes)s.")


def word_perspectives(
    work: Work, principal: Principal, year: int, asked: int | None, perspectives: list[dict[str, Any]]
) -> PerspectiveSet:
    """Word the perspectives of a year; the same once more changes nothing. `asked` 0: the year has none of its own.

    `perspectives` are those of schemas.goals.Perspectives. Raises NotAllowed, Stale or Invalid.
    """
    if not model.may_word(principal):
        raise NotAllowed(NOT_YOURS)
    found = work.session.scalar(select(PerspectiveSet).where(PerspectiveSet.year == year).with_for_update())
    work.expect(found.version if found else 0, asked)
    _refuse_repeated(perspectives)
    _refuse_removed(work, year, [each["code"] for each in perspectives])
    if found is None or found.perspectives != perspectives:
        found = _write(work, found, year, principal, perspectives)
        _emit(work, "worded", found, principal.id)
    work.commit(found)
    return found


def restate(work: Work) -> set[str]:
    """State every year's anew, after a restore; the caller commits. Answers the years as text."""
    seen: set[str] = set()
    for found in work.session.scalars(select(PerspectiveSet).order_by(PerspectiveSet.year)).all():
        work.insert(*_wording(found).row())
        found.version += 1
        _emit(work, "restated", found, found.worded_by)
        seen.add(f"{found.year:04}")
    return seen


def _write(
    work: Work, found: PerspectiveSet | None, year: int, principal: Principal, perspectives: list[dict[str, Any]]
) -> PerspectiveSet:
    people.remember(work, principal)
    said = {"perspectives": perspectives, "updated_at": work.now, "worded_by": principal.id}
    if found is None:
        found = PerspectiveSet(year=year, version=1, **said)
        work.session.add(found)
        return found
    work.insert(*_wording(found).row())
    found.version += 1
    for name, value in said.items():
        setattr(found, name, value)
    return found


def _wording(found: PerspectiveSet) -> Wording:
    """What it says now, to be kept."""
    return Wording(
        year=found.year,
        version=found.version,
        perspectives=found.perspectives,
        at=found.updated_at,
        actor=found.worded_by,
    )


def _emit(work: Work, verb: str, found: PerspectiveSet, actor: str) -> None:
    year = f"{found.year:04}"
    data = model.public_state(found, actor)
    work.emit(type_of("perspectives", verb), subject=year, key=year, version=found.version, data=data)


def _refuse_repeated(perspectives: Sequence[dict[str, Any]]) -> None:
    """Raise Invalid for a text that would mean two perspectives: a goal may name its own by code or by name."""
    texts = [{text.casefold() for text in (each["code"], *each["name"].values())} for each in perspectives]
    times = Counter(text for each in texts for text in each)
    wrong = [place for place, each in enumerate(texts) if any(times[text] > 1 for text in each)]
    if wrong:
        raise Invalid({f"perspectives.{place}.code": [TWICE] for place in wrong[1:]})


def _refuse_removed(work: Work, year: int, codes: Sequence[str]) -> None:
    """Raise Invalid where goals of the years for which these will hold have others."""
    until = queries.worded(work.session).until(year)
    wanted = select(Goal.perspective).where(Goal.ends >= date(year, 1, 1), Goal.perspective.not_in(codes))
    if until:
        wanted = wanted.where(Goal.ends < date(until, 1, 1))
    if missing := sorted(work.session.scalars(wanted.distinct())):
        raise Invalid({"perspectives": [Message(IN_USE, codes=", ".join(missing))]})
