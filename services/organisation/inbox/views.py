"""The door of the inbox, for people: the list, what marks it as read, and the wish for a digest."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.inbox import DAILY, NEVER, WEEKLY, DigestInput
from services.kernel.clock import now
from services.kernel.errors import Unreadable
from services.kernel.language import LANGUAGES
from services.kernel.web import doors, forms, paging
from services.kernel.web.access import allow, people
from services.kernel.web.context import gettext, language, principal, runtime
from services.kernel.web.forms import Form
from services.organisation import operations
from services.organisation.inbox import queries, words
from services.organisation.inbox.model import Reader
from services.organisation.inbox.queries import Entry

pages = Blueprint("inbox", __name__)
INBOX = "/inbox"


def _reader() -> Reader:
    today = now().astimezone(runtime().settings.zone).date()
    return Reader.of(principal(), runtime().known.directory(), today)


@pages.get(INBOX)
@allow(people)
def inbox() -> str:
    """What units of the reader ought to hear of, newest first."""
    reader, moment, limit, after = _reader(), now(), paging.limit(), _after()
    with runtime().database.reading() as session:
        found, last = queries.entries(session, reader, moment, limit, after)
        unread, newest = queries.unread(session, reader, moment)
    return render_template(
        "organisation/inbox.html",
        entries=[_shown(each, reader) for each in found],
        unread=unread,
        until=newest.isoformat() if newest else None,
        first_url=INBOX if after else None,
        next_url=paging.next_path(last),
    )


def _shown(entry: Entry, reader: Reader) -> dict[str, Any]:
    directory, code = runtime().known.directory(), language().code
    return {
        "id": entry.notice.id,
        "text": words.said(entry.notice, gettext, lambda unit: directory.unit_name(unit, code)),
        "href": words.address(entry.notice),
        "at": entry.notice.at,
        "read": entry.read,
        # Who reads for one unit need not be told which.
        "units": [directory.unit_name(unit, code) for unit in entry.units] if len(reader.units) > 1 else [],
    }


def _after() -> queries.Place | None:
    found = paging.cursor(2)
    if found is None:
        return None
    try:
        return datetime.fromisoformat(found[0]).astimezone(UTC), found[1]
    except (ValueError, OverflowError):
        raise paging.not_ours() from None


@pages.post(f"{INBOX}/read")
@allow(people)
def mark_all_read() -> AnyResponse:
    """Everything that stood in the inbox when its page was opened has been read."""
    reader, until = _reader(), _until()
    return doors.perform(lambda work: operations.mark_all_read(work, reader, until), lambda _: doors.see(INBOX))


def _until() -> datetime:
    try:
        return datetime.fromisoformat(request.form.get("until", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable(gettext("Open the inbox again and send it from there.")) from None


@pages.post(f"{INBOX}/<identifier>/read")
@allow(people)
def mark_read(identifier: str) -> AnyResponse:
    """One has been read."""
    reader = _reader()
    return doors.perform(lambda work: operations.mark_read(work, reader, identifier), lambda _: doors.see(INBOX))


@pages.get(f"{INBOX}/digest")
@allow(people)
def digest() -> str:
    """The form with one's present wish."""
    with runtime().database.reading() as session:
        wish = queries.digest(session, principal().id)
    if wish is None:
        return _form(Form({"every": NEVER, "language": language().code}))
    return _form(Form({"every": wish.every, "language": wish.language, "address": wish.address}))


@pages.post(f"{INBOX}/digest")
@allow(people)
@forms.gives_back
def choose_digest() -> AnyResponse:
    """Keep the wish."""
    form = forms.posted()

    def act() -> AnyResponse:
        given = forms.load(DigestInput(), form.values)
        return doors.perform(
            lambda work: operations.choose_digest(work, principal(), given), lambda _: doors.see(INBOX)
        )

    return forms.handle(form, _form, act)


def _form(form: Form) -> str:
    return render_template(
        "organisation/digest.html",
        form=form,
        sends=bool(runtime().settings.smtp_url),
        rhythms=[(NEVER, gettext("No e-mail")), (DAILY, gettext("Once a day")), (WEEKLY, gettext("Once a week"))],
        spoken=list(LANGUAGES.items()),
    )
