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
# Following up. Which way an indicator shall move.
DIRECTION_NAMES = {
    "higher": N_("higher is better"),
    "lower": N_("lower is better"),
    "neutral": N_("neither way is better"),
}
DIRECTIONS = tuple(DIRECTION_NAMES)
# The charts of statistical process control (services/followups/control) and what each is for.
CHART_NAMES = {
    "run": N_("Run chart: any number, judged by its median"),
    "xmr": N_("XmR chart: any number, with control limits"),
    "p": N_("p chart: a share, of some hundreds at most"),
    "p_prime": N_("p′ chart: a share of many"),  # noqa: RUF001 (the prime is its name)
    "u": N_("u chart: events per so many, such as falls per 1,000 days"),
    "u_prime": N_("u′ chart: events per very many"),  # noqa: RUF001 (as above)
    "c": N_("c chart: how many events in equal periods"),
    "g": N_("g chart: how many cases between two rare events"),
    "t": N_("t chart: how long between two rare events"),
}
CHARTS = tuple(CHART_NAMES)
RULE_SETS = ("ihi-run", "anhoej", "mdc-xmr", "western-electric")
# How often something is measured or followed up; the grains of schemas.periods.
FREQUENCY_NAMES = {
    "day": N_("every day"),
    "week": N_("every week"),
    "month": N_("every month"),
    "quarter": N_("every quarter"),
    "third": N_("every four months"),
    "half": N_("every half-year"),
    "year": N_("every year"),
}
FREQUENCIES = tuple(FREQUENCY_NAMES)
FOLLOW_UP_FREQUENCIES = FREQUENCIES[FREQUENCIES.index("month") :]
# Where a goal stands, as those say who follow it up.
FOLLOW_UP_STATUS_NAMES = {
    "not_started": N_("not started"),
    "on_track": N_("on the way"),
    "at_risk": N_("uncertain"),
    "off_track": N_("not on the way"),
    "reached": N_("reached"),
}
FOLLOW_UP_STATUSES = tuple(FOLLOW_UP_STATUS_NAMES)
GOAL_STATE_NAMES = {
    "open": N_("open"),
    "reached": N_("closed, reached"),
    "not_reached": N_("closed, not reached"),
    "dropped": N_("closed, given up"),
}
GOAL_STATES = tuple(GOAL_STATE_NAMES)
# What a chart says of its newest value, and of whether its target will be met.
VARIATION_NAMES = {
    "improving": N_("special cause, improving"),
    "concerning": N_("special cause, concerning"),
    "neutral_high": N_("special cause, neutral, high"),
    "neutral_low": N_("special cause, neutral, low"),
    "undirected": N_("special cause, in the chart as a whole"),
    "common_cause": N_("common cause"),
    "too_early": N_("too early to tell"),
}
VARIATIONS = tuple(VARIATION_NAMES)
ASSURANCE_NAMES = {
    "passes": N_("passes the target"),
    "fails": N_("fails the target"),
    "hit_and_miss": N_("hit and miss"),
    "too_early": N_("too early to tell"),
}
ASSURANCES = tuple(ASSURANCE_NAMES)
