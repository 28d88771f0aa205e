"""The words of scorecards that both pages and files use; pages have the states' in kernel/macros.html."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.messages import N_
from schemas.vocabulary import BENEFIT_KINDS, BENEFIT_NAMES, PERIOD_NAMES
from scorecards.spreading.measures import Benefit
from services.kernel.web.context import gettext

STATE_WORDS = {
    "proposed": N_("proposed"),
    "accepted": N_("accepted"),
    "testing": N_("testing"),
    "implementing": N_("implementing"),
    "implemented": N_("implemented"),
    "sustained": N_("sustained"),
    "declined": N_("declined"),
    "stopped": N_("stopped"),
}


def state_word(state: str) -> str:
    """The state's name in the reader's language."""
    return gettext(STATE_WORDS[state])


# The figures of scorecards.spreading.measures.flat, as a file heads them.
SPREAD_HEADINGS = {
    "relevant_solved": N_("solved and useful to others"),
    "spread": N_("of these spread"),
    "rate_percent": N_("spread rate, %"),
    "islands": N_("islands"),
    "given": N_("given"),
    "given_across": N_("given across divisions"),
    "received": N_("received"),
    "received_across": N_("received across divisions"),
    "solved_unit": N_("solved within one unit"),
    "solved_division": N_("solved in several units of one division"),
    "solved_region": N_("solved across divisions"),
    "running_unit": N_("running within one unit"),
    "running_division": N_("running in several units of one division"),
    "running_region": N_("running across divisions"),
    "unanswered": N_("unanswered shared problems"),
    "answered": N_("answered shared problems"),
}
PHASES = ("proposed", "running", "solved")


@dataclass(frozen=True)
class BenefitRow:
    """Expected benefit of one kind, measured in one way, in each phase that states any."""

    code: str
    kind: str
    measure: str
    per: str
    # Phase → (amount, how many times it was stated).
    phases: dict[str, tuple[float, int]]


def benefit_rows(benefits: Iterable[Benefit]) -> list[BenefitRow]:
    """A row for each kind, measure and period, in the order of the kinds."""
    found: dict[tuple[str, str, str], dict[str, tuple[float, int]]] = {}
    for each in benefits:
        found.setdefault((each.kind, each.measure, each.per), {})[each.phase] = (each.amount, each.number)
    keys = sorted(found, key=lambda key: (BENEFIT_KINDS.index(key[0]), key[1:]))
    return [
        BenefitRow(kind, gettext(BENEFIT_NAMES[kind]), measure, gettext(PERIOD_NAMES[per]), found[kind, measure, per])
        for kind, measure, per in keys
    ]
