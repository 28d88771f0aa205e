"""The closed lists of the method that several services and their readers share.

Wastes: the eight of Graban, Lean Hospitals, table 3.3. States: the life of an improvement (design.md §7).
Benefit kinds: after Inera's nyttokalkyl (financial, redistributed time, quality, environment).
"""

WASTES = (
    "defects",
    "overproduction",
    "waiting",
    "unused_talent",
    "transport",
    "inventory",
    "motion",
    "overprocessing",
)
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
BENEFIT_KINDS = ("financial", "time", "quality", "environment")
BENEFIT_PERIODS = ("year", "once")
