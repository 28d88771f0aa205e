"""What a browser that keeps notes asks for; see services/observations/keeping/__init__.py."""

from typing import Any

from flask import Blueprint, Response, render_template
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from schemas.fields import Identifier, Moment
from schemas.messages import N_
from schemas.observations import NewObservation
from services.kernel.clock import now
from services.kernel.errors import Conflict, Errors
from services.kernel.language import KERNEL_FOLDER
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, everyone, people
from services.kernel.web.context import principal, runtime
from services.kernel.web.doors import Answer
from services.kernel.web.forms import Typed
from services.kernel.web.naming import directory_with
from services.observations.noting import operations
from services.observations.noting.operations import Noted
from services.observations.noting.views import entry, wording
from services.observations.photographs import uploads

PAGES = "/observations"
# The worker runs what the pages run to hand notes in, and then its own part.
WORKER = "\n".join(
    (KERNEL_FOLDER / "static" / name).read_text(encoding="utf-8") for name in ("keeping-notes.js", "keeping-worker.js")
)
NOT_YOURS = N_("This note was written by somebody else. It is sent when they sign in.")


class Kept(Schema):
    """What a kept note says beside its fields."""

    id = Identifier(required=True)
    kept_at = Moment(required=True)


# Made once: a schema costs more than a load.
KEPT, NEW = Kept(), NewObservation()

pages = Blueprint("keeping", __name__, url_prefix=PAGES)
uploads.takes_photographs(pages, "hand_in")


@pages.app_context_processor
def _words() -> dict[str, Any]:
    """What templates of this service may say about it."""
    return {"idle_minutes": runtime().settings.session_idle_minutes}


@pages.get("/worker.js")
@allow(everyone)
def worker() -> Response:
    """The service worker; it may see what is below /observations/ and nothing else."""
    return Response(WORKER, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@pages.get("/offline")
@allow(everyone)
def offline() -> str:
    """What the worker shows without network where it has no form to show; the same for everybody."""
    return render_template("observations/keeping/offline.html")


@pages.post("/kept")
@allow(people)
def hand_in() -> AnyResponse:
    """Take a kept note; the same once more is answered with the observation it became."""
    typed = forms.typed()
    if typed.get("person") != principal().id:
        raise Conflict(NOT_YOURS)
    with wording.refusing_by(_by_label):
        return _take(typed)


def _take(typed: Typed) -> AnyResponse:
    kept = forms.load(KEPT, {name: typed[name] for name in ("id", "kept_at") if name in typed})
    given = forms.load(NEW, entry.fields_of(typed))
    # Without a time of its own it was seen when it was kept, however late it comes; a clock may be ahead.
    given.setdefault("seen_at", min(kept["kept_at"], now()))
    picture = uploads.uploaded()
    return doors.perform(
        lambda work: operations.note_observation(
            work, principal(), directory_with({given["unit"]}), given, picture, kept["id"]
        ),
        _handed_in,
    )


def _by_label(errors: Errors) -> Errors:
    """What is wrong, each with the label of its field: it is read on whatever page is open then."""
    return wording.with_labels(wording.as_in_the_form(errors), entry.LABELS)


def _handed_in(noted: Noted) -> Answer:
    observation, _ = noted
    return {"status": 200, "body": {"id": observation.id, "version": observation.version}}
