"""What is said of points and settings that make no chart: the field, and how to mend it."""

from collections.abc import Mapping

from schemas.messages import N_
from services.followups.control import CannotJudge, Problem

TEXTS: Mapping[Problem, tuple[str, str]] = {
    Problem.NOT_FINITE: ("value", N_("The number is too large. Check it.")),
    Problem.VALUE_AND_RATIO: ("value", N_("Give either a value, or a numerator and a denominator.")),
    Problem.HALF_A_RATIO: ("denominator", N_("A numerator and a denominator go together. Give both.")),
    Problem.DENOMINATOR_NOT_POSITIVE: (
        "denominator",
        N_("The denominator has to be above zero. Leave the period out if there was nothing to count."),
    ),
    Problem.NUMERATOR_ABOVE_DENOMINATOR: (
        "numerator",
        N_("The numerator is above the denominator, and a share cannot be more than the whole. Check both."),
    ),
    Problem.NEGATIVE_COUNT: ("value", N_("A count cannot be below zero. Check it.")),
    Problem.NOT_WHOLE: ("value", N_("A count is a whole number. Check it, or choose another chart.")),
    Problem.NOT_POSITIVE: ("value", N_("The time between two events has to be above zero.")),
    Problem.RATIO_NEEDED: ("numerator", N_("This chart needs a numerator and a denominator.")),
    Problem.VALUE_NEEDED: ("value", N_("This chart needs one value, not a numerator and a denominator.")),
    Problem.OUT_OF_ORDER: ("period", N_("This period stands here twice. Give each once.")),
    Problem.PHASE_OUTSIDE: ("start", N_("New limits begin after the first value, and no later than at the last.")),
    Problem.PHASE_OUT_OF_ORDER: ("start", N_("New limits begin here already.")),
    Problem.PHASE_WITHOUT_REASON: ("reason", N_("Say why the limits begin anew.")),
    Problem.BASELINE_TOO_SHORT: ("baseline", N_("A baseline needs at least two values.")),
    Problem.TARGET_NOT_FINITE: ("target", N_("The target is too large. Check it.")),
    Problem.UNKNOWN_RULES: ("rules", N_("There is no such rule set.")),
    Problem.RULES_DO_NOT_FIT: ("rules", N_("This rule set judges other charts. Choose one that fits.")),
}
# A count of a rate is its numerator.
COUNTED = frozenset({Problem.NEGATIVE_COUNT, Problem.NOT_WHOLE})


def errors_of(cannot: CannotJudge, *, ratio: bool = False) -> dict[str, list[str]]:
    """The field to mend with what is said of it, as Invalid takes it; `ratio`: the value has a denominator."""
    field, text = TEXTS[cannot.problem]
    return {"numerator" if ratio and cannot.problem in COUNTED else field: [text]}
