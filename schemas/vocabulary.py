"""The closed lists of the method that several services and their readers share, with their names for people.

Wastes: the eight of Graban, Lean Hospitals, table 3.3. States: the life of an improvement (design.md §7).
Stages: where one unit stands with an improvement of another (design.md §6); the first five are the steps of reach.
Benefit kinds: after Inera's nyttokalkyl (financial, redistributed time, quality, environment).
"""

from schemas.messages import N_

WASTE_NAMES = {
    "defects": N_("defects"),
    "overproduction": N_("overproduction"),
    "waiting": N_("waiting"),
    "unused_talent": N_("unused talent"),
    "transport": N_("transport"),
    "inventory": N_("inventory"),
    "motion": N_("motion"),
    "overprocessing": N_("overprocessing"),
}
WASTES = tuple(WASTE_NAMES)
STATES = (
    "proposed",
    "accepted",
    "testing",
    "implementing",
    "implemented",
    "sustained",
    "declined",
    "stopped",
    "merged",
)
RUNNING = ("accepted", "testing", "implementing")
STAGES = ("known", "interested", "testing", "implemented", "sustained", "stopped")
# A unit in one of these has adopted the improvement; an improvement in one of these is solved.
ADOPTED = ("implemented", "sustained")
BENEFIT_NAMES = {
    "financial": N_("Money that can be taken home"),
    "time": N_("Time freed for other work"),
    "quality": N_("Quality: safety, health, experience"),
    "environment": N_("Environment"),
}
BENEFIT_KINDS = tuple(BENEFIT_NAMES)
PERIOD_NAMES = {"year": N_("every year"), "once": N_("once")}
BENEFIT_PERIODS = tuple(PERIOD_NAMES)
# Steps of a value stream: value-adding, necessary but not value-adding, not value-adding.
VALUE_KINDS = ("va", "nnva", "nva")
