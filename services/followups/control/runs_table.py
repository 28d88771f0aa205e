"""How many runs about the median are too few or too many, for each number of points that are not on it.

The table of Perla, Provost & Murray (BMJ Quality & Safety 2011;20:46-51), after Swed & Eisenhart (Annals of
Mathematical Statistics 1943;14:66-87), as it is printed in public code that names them. Printed tables differ by one
here and there, and none follows from a formula: against the exact distribution this one gives false signals at 0.4 to
3.6 %. So it is kept as data. It ends at 40 points, and so does our judgement.
"""

RUNS: dict[int, tuple[int, int]] = {
    10: (3, 9),
    11: (3, 10),
    12: (3, 11),
    13: (4, 11),
    14: (4, 12),
    15: (5, 12),
    16: (5, 13),
    17: (5, 13),
    18: (6, 14),
    19: (6, 15),
    20: (6, 16),
    21: (7, 16),
    22: (7, 17),
    23: (7, 17),
    24: (8, 18),
    25: (8, 18),
    26: (9, 19),
    27: (9, 20),
    28: (10, 20),
    29: (10, 21),
    30: (11, 22),
    31: (11, 22),
    32: (11, 23),
    33: (11, 24),
    34: (12, 24),
    35: (12, 25),
    36: (13, 25),
    37: (13, 26),
    38: (14, 26),
    39: (14, 27),
    40: (15, 27),
}
