"""Words as they are compared: without case and accents, cut to a stem, and as runs of three letters.

Cutting words at six letters serves Swedish, Finnish and English alike, without knowing which one is written
(McNamee & Mayfield 2004 found truncation as good as stemming for inflecting languages). The similarity of two
texts is the Dice coefficient of their letter triples, which forgives spelling and compounding.
"""

import re
import unicodedata

STEM = 6
SHORTEST = 2
_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Lower case without accents: `Väntan` is `vantan`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def stems(text: str) -> list[str]:
    """The stems of the words in a text, each once, in the order they first come."""
    words = (word[:STEM] for word in _WORD.findall(folded(text)) if len(word) >= SHORTEST)
    return list(dict.fromkeys(words))


def triples(text: str) -> frozenset[str]:
    """Every run of three letters, words padded so that their beginnings and ends count."""
    return frozenset(
        padded[start : start + 3]
        for word in _WORD.findall(folded(text))
        for padded in [f" {word} "]
        for start in range(len(padded) - 2)
    )


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The Dice coefficient of two sets, 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
