"""What a notice says, by its kind, and where it leads; the same on the page and in a letter."""

from collections.abc import Callable

from schemas.messages import N_
from services.organisation.inbox.model import Notice

# kind → (with a unit whose doing it is, without, what follows the improvement's own address)
KINDS: dict[str, tuple[str, str, str]] = {
    "solved": (
        N_("The problem you said you have is solved in %(unit)s: %(title)s"),
        N_("The problem you said you have is solved: %(title)s"),
        "",
    ),
    "taken_over": (
        N_("%(unit)s has taken over yours: %(title)s"),
        N_("Another unit has taken over yours: %(title)s"),
        "",
    ),
    "still_in_use": (
        N_("Is it still in use at yours? %(title)s"),
        N_("Is it still in use at yours? %(title)s"),
        "/take-over",
    ),
}


def said(notice: Notice, gettext: Callable[[str], str], unit_name: Callable[[str], str]) -> str:
    """The sentence in the language of `gettext` and `unit_name`."""
    by_unit, by_nobody, _ = KINDS[notice.kind]
    if notice.by_unit:
        return gettext(by_unit) % {"unit": unit_name(notice.by_unit), "title": notice.title}
    return gettext(by_nobody) % {"title": notice.title}


def address(notice: Notice) -> str:
    """The path of the page that it speaks of."""
    return f"/improvements/{notice.improvement}{KINDS[notice.kind][2]}"
