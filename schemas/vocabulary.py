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
# People cannot tell some wastes apart by name, so each comes with an example from health care.
WASTE_EXAMPLES = {
    "defects": N_("A referral comes back because a field is missing."),
    "overproduction": N_("A report is printed for everybody and read by nobody."),
    "waiting": N_("The patient is ready, the room is not."),
    "unused_talent": N_("A specialist nurse spends the morning looking for wheelchairs."),
    "transport": N_("Samples are carried by hand between buildings."),
    "inventory": N_("Dressings pass their date at the back of the shelf."),
    "motion": N_("The glucose meter hangs at the other end of the corridor."),
    "overprocessing": N_("The same blood pressure is written in three places."),
}
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
VALUE_NAMES = {
    "va": N_("adds value"),
    "nnva": N_("necessary, adds no value"),
    "nva": N_("adds no value"),
}
VALUE_KINDS = tuple(VALUE_NAMES)
# Whether the minutes of a value stream pass on the clock, nights and weekends too, or at work only.
TIME_BASIS_NAMES = {"clock": N_("clock time"), "working": N_("working time")}
TIME_BASES = tuple(TIME_BASIS_NAMES)
DEMAND_PERIOD_NAMES = {"day": N_("a day"), "week": N_("a week"), "month": N_("a month"), "year": N_("a year")}
DEMAND_PERIODS = tuple(DEMAND_PERIOD_NAMES)
# A map shows how the work is done now, how it was done, or how it shall be done.
VERSION_NAMES = {"current": N_("current"), "future": N_("future"), "past": N_("past")}
VERSION_KINDS = tuple(VERSION_NAMES)
