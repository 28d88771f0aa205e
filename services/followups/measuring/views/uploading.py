"""A file of an indicator's measurements, sent through the browser: the good rows go in, the others are named."""

from typing import Any, NamedTuple

from flask import Blueprint, make_response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from schemas.messages import N_
from services.followups.indicators import queries as indicators
from services.followups.indicators.model import RATIOS, Indicator
from services.followups.measuring.files import OwnFile
from services.followups.measuring.importing import MeasurementImport
from services.followups.measuring.views.measuring import PAGES
from services.kernel import inputs
from services.kernel.errors import Invalid, Refusal, TooLarge, Unreadable
from services.kernel.importing import Tally
from services.kernel.web import forms, refusals
from services.kernel.web.access import allow, writers
from services.kernel.web.context import principal, runtime, say
from services.kernel.web.forms import Form

pages = Blueprint("uploading", __name__, url_prefix=f"{PAGES}/upload")
FIELD = "file"
MIB = 1024 * 1024
MOST_BYTES = 10 * MIB
# The file, and everything else that a form may hold.
BODY_LIMIT = MOST_BYTES + MIB
# So many refused rows are named; who mends them sees the next ones.
MOST_NAMED = 200
TOO_LARGE = N_("Send a file of at most 10 MiB, or let the administrator import it.")


class Refused(NamedTuple):
    """A row that was left out."""

    line: int
    reason: str


@pages.url_value_preprocessor
def _make_room(endpoint: str | None, _: dict[str, Any] | None) -> None:
    if endpoint == f"{pages.name}.{upload.__name__}":
        request.max_content_length = BODY_LIMIT


@pages.errorhandler(RequestEntityTooLarge)
def _too_large(_: RequestEntityTooLarge) -> AnyResponse:
    response = refusals.answer(TooLarge(TOO_LARGE))
    # What was not read would be taken for the next request of the same connection.
    response.headers["Connection"] = "close"
    return response


@pages.get("")
@allow(writers)
def open_upload(identifier: object) -> str:
    """The form."""
    return _page(_indicator(identifier), Form())


@pages.post("")
@allow(writers)
@forms.gives_back
def upload(identifier: object) -> AnyResponse:
    """Bring the file in."""
    indicator = _indicator(identifier)

    def act() -> AnyResponse:
        if not (sent := request.files.get(FIELD)) or not sent.filename:
            raise Invalid({FIELD: [N_("Choose a file.")]})
        refused: list[Refused] = []
        run = MeasurementImport(
            runtime(),
            principal(),
            lambda line, reason: refused.append(Refused(line, reason)),
            OwnFile(indicator.id),
            _said,
        )
        try:
            with inputs.reading(sent.stream) as table:
                tally = run.run(table)
        except Unreadable as unreadable:
            raise Invalid({FIELD: [unreadable.detail]}) from None
        return make_response(_page(_indicator(identifier), Form(), tally, refused))

    return forms.handle(forms.posted(), lambda form: _page(indicator, form), act)


def _said(refusal: Exception) -> str:
    """A refusal in the reader's language."""
    errors = refusal.errors if isinstance(refusal, Refusal) else {}
    named = (f"{name}: {' '.join(say(text) for text in texts)}" for name, texts in errors.items())
    return "; ".join(named) or say(refusal.detail if isinstance(refusal, Refusal) else str(refusal))


def _indicator(identifier: object) -> Indicator:
    with runtime().database.reading() as session:
        return indicators.one(session, str(identifier))


def _page(indicator: Indicator, form: Form, tally: Tally | None = None, refused: list[Refused] | None = None) -> str:
    return render_template(
        "followups/measuring/upload.html",
        form=form,
        it=indicator,
        by_ratio=indicator.chart in RATIOS,
        tally=tally,
        refused=sorted(refused or [])[:MOST_NAMED],
    )
