"""What a value-stream map says in numbers: pure functions of its steps, without web, database or clock.

The numbers decide what people change and are compared between units and versions, so there is one place that makes
them, held against published cases and properties. The method is that of Martin and Osterling's value-stream maps for
health care (webinar, 2009), whose terms are:

- process time (PT): the minutes the work itself takes, uninterrupted;
- lead time (LT): from when work could begin until it is passed on; it contains the process time, so the lead time of
  a step is the wait before it plus its process time;
- per cent complete and accurate (%C&A): how much of what a step passes on the receiver can use without correcting,
  adding or asking;
- timeline critical path: the way through the map that sums are taken along. Of parallel steps it has those of the
  longest lead time, unless they are a dead end.

A number that nobody gave is None. So is every result that needs it: unknown is never zero.

    if not flaws(steps):
        measured(steps, demand).lead_minutes
"""

from services.observations.arithmetic.flaws import Flaw, flaws
from services.observations.arithmetic.metrics import Demand, Metrics, measured
from services.observations.arithmetic.order import predecessors
from services.observations.arithmetic.path import Path, critical_path
from services.observations.arithmetic.steps import Step

__all__ = [
    "Demand",
    "Flaw",
    "Metrics",
    "Path",
    "Step",
    "critical_path",
    "flaws",
    "measured",
    "predecessors",
]
