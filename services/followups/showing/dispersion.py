"""Whether a p or u chart would be absurd: whether periods differ by far more than chance alone lets them.

With denominators of thousands chance alone makes limits so narrow that most values lie outside. Sigma z of Laney
(Improved control charts for attributes, Quality Engineering 2002;14:531-7) measures by how much they differ more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from services.followups.control import Kind, Point
from services.followups.control.limits import FIRM_FROM, present
from services.followups.control.phases import draw
from services.followups.control.points import read

SOURCE = "Laney, Quality Engineering 2002;14:531-7"
# From here on more lies outside the limits of the plain chart than anybody could look into.
TOO_MUCH = 2.0
PRIMES = {Kind.P: Kind.P_PRIME, Kind.U: Kind.U_PRIME}
PLAIN = {prime: plain for plain, prime in PRIMES.items()}


@dataclass(frozen=True)
class Dispersion:
    """Of `values` values `outside` lie outside plain limits, which are `width` apart at the mean size.

    `times`: by how much they differ more than by chance (sigma z).
    """

    plain: Kind
    values: int
    outside: int
    size: float
    width: float
    times: float


def too_much(kind: Kind, points: Sequence[Point], baseline: int | None, *, screening: bool) -> Dispersion | None:
    """What makes a plain chart of these points of one phase absurd; None where nothing does, or they are too few."""
    plain = PLAIN.get(kind, kind)
    if plain not in PRIMES:
        return None
    readings = read(points, plain)
    valued = present(readings)
    if len(valued) < FIRM_FROM:
        return None
    narrow, wide = (draw(readings, each, baseline, screening=screening) for each in (plain, PRIMES[plain]))
    if not narrow or not wide or not narrow.fit.sigma or not wide.fit.sigma:
        return None
    times = wide.fit.sigma / narrow.fit.sigma
    size = fmean(reading.denominator for reading in valued)
    return (
        Dispersion(
            plain,
            len(valued),
            sum(
                zones.zone(reading.value, 0) == 3
                for zones, reading in zip(narrow.zones, readings, strict=True)
                if reading
            ),
            size,
            6 * narrow.fit.sigma / size**0.5,
            times,
        )
        if times >= TOO_MUCH
        else None
    )
