"""The events that services publish: one CloudEvents 1.0 envelope, and for each type the schema of its data.

Evolution: a schema only ever gains optional fields. Data carries the thing's whole public state, so that a
reader needs the newest event of a thing and never its history. Of free text only names and titles, what an adoption
adapted and why it stopped, and a review's question, decision and actions; people appear as pseudonymous ids.
"""

from marshmallow import Schema

from schemas.events.followups import (
    GOAL_VERBS,
    INDICATOR_VERBS,
    MEASUREMENT_VERBS,
    PERSPECTIVES_VERBS,
    GoalState,
    IndicatorState,
    MeasurementState,
    PerspectivesState,
)
from schemas.events.improvements import IMPROVEMENT_VERBS, ImprovementState, Withdrawn
from schemas.events.observations import (
    OBSERVATION_VERBS,
    VALUE_STREAM_VERBS,
    WALK_VERBS,
    ObservationState,
    ValueStreamState,
    WalkState,
)
from schemas.events.organisation import ClientState, DivisionState, PersonAccess, SessionEnd, UnitState
from schemas.events.reviews import REVIEW_VERBS, ReviewState
from schemas.events.spread import ADOPTION_VERBS, AdoptionState, NoticeGiven, SameProblemState

PREFIX = "org.leanstream"


def type_of(thing: str, verb: str) -> str:
    """The CloudEvents type of what happened: `org.leanstream.improvement.accepted.v1`."""
    return f"{PREFIX}.{thing}.{verb}.v1"


def thing_of(event_type: str) -> str:
    """The thing that an event type speaks of."""
    return event_type.removeprefix(f"{PREFIX}.").split(".")[0]


ORGANISATION: dict[str, type[Schema]] = {
    type_of("division", "created"): DivisionState,
    type_of("division", "changed"): DivisionState,
    type_of("unit", "created"): UnitState,
    type_of("unit", "changed"): UnitState,
    type_of("person", "changed"): PersonAccess,
    type_of("session", "ended"): SessionEnd,
    type_of("client", "created"): ClientState,
    type_of("client", "revoked"): ClientState,
    type_of("division", "withdrawn"): Withdrawn,
    type_of("unit", "withdrawn"): Withdrawn,
    type_of("person", "withdrawn"): Withdrawn,
    type_of("session", "withdrawn"): Withdrawn,
    type_of("client", "withdrawn"): Withdrawn,
}
IMPROVEMENTS: dict[str, type[Schema]] = {
    **{type_of("improvement", verb): ImprovementState for verb in IMPROVEMENT_VERBS},
    type_of("improvement", "withdrawn"): Withdrawn,
    **{type_of("adoption", verb): AdoptionState for verb in (*ADOPTION_VERBS.values(), "edited", "moved", "restated")},
    type_of("adoption", "withdrawn"): Withdrawn,
    **{type_of("same_problem", verb): SameProblemState for verb in ("told", "taken_back", "restated")},
    type_of("same_problem", "withdrawn"): Withdrawn,
    type_of("notice", "given"): NoticeGiven,
    type_of("notice", "withdrawn"): Withdrawn,
}
OBSERVATIONS: dict[str, type[Schema]] = {
    **{type_of("observation", verb): ObservationState for verb in OBSERVATION_VERBS},
    type_of("observation", "withdrawn"): Withdrawn,
    **{type_of("walk", verb): WalkState for verb in WALK_VERBS},
    type_of("walk", "withdrawn"): Withdrawn,
    **{type_of("value_stream", verb): ValueStreamState for verb in VALUE_STREAM_VERBS},
    type_of("value_stream", "withdrawn"): Withdrawn,
}
FOLLOWUPS: dict[str, type[Schema]] = {
    **{type_of("perspectives", verb): PerspectivesState for verb in PERSPECTIVES_VERBS},
    type_of("perspectives", "withdrawn"): Withdrawn,
    **{type_of("goal", verb): GoalState for verb in GOAL_VERBS},
    type_of("goal", "withdrawn"): Withdrawn,
    **{type_of("indicator", verb): IndicatorState for verb in INDICATOR_VERBS},
    type_of("indicator", "withdrawn"): Withdrawn,
    **{type_of("measurement", verb): MeasurementState for verb in MEASUREMENT_VERBS},
    type_of("measurement", "withdrawn"): Withdrawn,
}
SCORECARDS: dict[str, type[Schema]] = {
    **{type_of("review", verb): ReviewState for verb in REVIEW_VERBS},
    type_of("review", "withdrawn"): Withdrawn,
}
# topic → {event type → schema of its data}
TOPICS: dict[str, dict[str, type[Schema]]] = {
    "organisation": ORGANISATION,
    "improvements": IMPROVEMENTS,
    "observations": OBSERVATIONS,
    "followups": FOLLOWUPS,
    "scorecards": SCORECARDS,
}
ALL: dict[str, type[Schema]] = {kind: schema for types in TOPICS.values() for kind, schema in types.items()}
