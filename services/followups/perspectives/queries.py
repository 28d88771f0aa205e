"""Which perspectives hold in a year: its own, else those of the year before it that has some, else the example."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from schemas.perspectives import BUILT_IN
from services.followups.perspectives.model import PerspectiveSet, Wording


@dataclass(frozen=True)
class Held:
    """The perspectives of a year, and the year they are of; `version` is 0 where it has none of its own."""

    year: int
    version: int
    taken_from: int | None
    perspectives: Sequence[dict[str, Any]]

    @property
    def codes(self) -> list[str]:
        """In the order of the scorecard."""
        return [each["code"] for each in self.perspectives]

    def code_of(self, text: str) -> str | None:
        """The perspective that somebody means by its code or by its name in any language; None: none of them."""
        wanted = text.casefold()
        by_code = (each["code"] for each in self.perspectives if each["code"].casefold() == wanted)
        named = (
            each["code"] for each in self.perspectives if wanted in {name.casefold() for name in each["name"].values()}
        )
        return next(by_code, None) or next(named, None)

    def name_of(self, code: str, language: str) -> str:
        """What a perspective is called; its code where the year has none such."""
        return next((str(each["name"][language]) for each in self.perspectives if each["code"] == code), code)


@dataclass(frozen=True)
class Worded:
    """All sets at one look, by year: they are a few rows."""

    sets: dict[int, PerspectiveSet]

    def of(self, year: int) -> Held:
        """What holds in a year."""
        last = max((each for each in self.sets if each <= year), default=None)
        if last is None:
            return Held(year, 0, None, BUILT_IN)
        found = self.sets[last]
        return Held(year, found.version if last == year else 0, last, found.perspectives)

    def until(self, year: int) -> int | None:
        """The next year with a set of its own; None where there is none."""
        return min((each for each in self.sets if each > year), default=None)


def worded(session: Session) -> Worded:
    """Every set."""
    return Worded({each.year: each for each in session.scalars(select(PerspectiveSet))})


def wordings(session: Session, year: int) -> list[Wording]:
    """What a year's were called before, newest first."""
    return list(session.scalars(select(Wording).where(Wording.year == year).order_by(Wording.version.desc())))


def number(session: Session) -> int:
    """How many years have a set of their own."""
    return session.execute(select(func.count()).select_from(PerspectiveSet)).scalar_one()
