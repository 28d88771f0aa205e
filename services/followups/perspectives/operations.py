"""What can be done with perspectives: wording those of a year, and stating all of them anew.

Goals name perspectives by code, so a code that falls away takes its goals along to the one that replaces it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from schemas.events import type_of
from schemas.messages import N_, Message
from services.followups.goals import loading
from services.followups.goals.model import Goal
from services.followups.perspectives import model, queries
from services.followups.perspectives.model import PerspectiveSet, Wording
from services.kernel import people
from services.kernel.errors import Invalid, NotAllowed, Stale
from services.kernel.identity import Principal
from services.kernel.work import Work

NOT_YOURS = N_("Only a leader of the whole region or the administrator words the perspectives.")
TWICE = N_("Another perspective of this year has this code or name. Each needs its own.")
IN_USE = N_(
    "Goals use perspectives that fall away (how many in parentheses): %(codes)s. Keep these perspectives, or say which "
    "takes the place of each."
)
NOT_AMONG_THEM = N_("Choose one of the perspectives that stay or are new.")
FASTER = N_("Somebody worded this year meanwhile. Nothing was overwritten: read it again, then decide.")
BATCH = 500


def word_perspectives(
    work: Work,
    principal: Principal,
    year: int,
    asked: int | None,
    perspectives: list[dict[str, Any]],
    replaced_by: Mapping[str, str],
) -> PerspectiveSet:
    """Word the perspectives of a year; the same once more changes nothing. `asked` 0: the year has none of its own.

    The rest are the fields of schemas.goals.Perspectives. Raises NotAllowed, Stale or Invalid.
    """
    if not model.may_word(principal):
        raise NotAllowed(NOT_YOURS)
    found = work.session.scalar(select(PerspectiveSet).where(PerspectiveSet.year == year).with_for_update())
    work.expect(found.version if found else 0, asked)
    _refuse_repeated(perspectives)
    _move_goals(work, principal, year, [each["code"] for each in perspectives], replaced_by)
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
        return _begin(work, PerspectiveSet(year=year, version=1, **said))
    work.insert(*_wording(found).row())
    found.version += 1
    for name, value in said.items():
        setattr(found, name, value)
    return found


def _begin(work: Work, first: PerspectiveSet) -> PerspectiveSet:
    """Write the first wording of a year; there was no row to lock, so of two at once one finds out here."""
    work.session.add(first)
    try:
        work.session.flush()
    except IntegrityError:
        raise Stale(FASTER, 1) from None
    return first


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


def in_use(session: Session, year: int, codes: Collection[str]) -> dict[str, int]:
    """How many goals of the years for which a year's perspectives hold have others than these, by code."""
    rows = session.execute(
        select(Goal.perspective, func.count().label("number"))
        .where(*_of_others(session, year, codes))
        .group_by(Goal.perspective)
        .order_by(Goal.perspective)
    )
    return {row.perspective: row.number for row in rows}


def _of_others(session: Session, year: int, codes: Collection[str]) -> list[ColumnElement[bool]]:
    until = queries.worded(session).until(year)
    wanted = [Goal.ends >= date(year, 1, 1), Goal.perspective.not_in(codes)]
    return [*wanted, Goal.ends < date(until, 1, 1)] if until else wanted


def _move_goals(
    work: Work, principal: Principal, year: int, codes: Sequence[str], replaced_by: Mapping[str, str]
) -> None:
    """Give goals the perspective that takes the place of theirs; raises Invalid where none is named."""
    there = in_use(work.session, year, codes)
    if wrong := [old for old in there if old in replaced_by and replaced_by[old] not in codes]:
        raise Invalid({f"replaced_by.{old}": [NOT_AMONG_THEM] for old in wrong})
    if lacking := [f"{code} ({number})" for code, number in there.items() if code not in replaced_by]:
        raise Invalid({"perspectives": [Message(IN_USE, codes=", ".join(lacking))]})
    if not there:
        return
    wanted = select(Goal).where(*_of_others(work.session, year, codes)).order_by(Goal.id).with_for_update()
    goals = work.session.scalars(wanted).all()
    for begin in range(0, len(goals), BATCH):
        for told in loading.told_of(work.session, goals[begin : begin + BATCH]):
            told.goal.perspective = replaced_by[told.goal.perspective]
            loading.change(work, "edited", told, principal)
