"""Both doors to the photograph of an observation: seeing it, adding it, replacing it and taking it away.

It is for who signs in: no cache keeps it, and whatever a browser made of its bytes could run nothing.
"""

from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.messages import N_, REQUIRED
from schemas.observations import Photograph
from services.kernel.errors import Invalid, NotAllowed
from services.kernel.web import doors, forms, naming
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.forms import Form
from services.kernel.web.openapi import describe
from services.observations.noting import model
from services.observations.noting.queries import one
from services.observations.photographs import images, operations, queries, uploads
from services.observations.photographs.images import Picture

PAGES, API = "/observations", "/api/v1/observations"
pages = Blueprint("photographs", __name__, url_prefix=f"{PAGES}/<uuid:identifier>/photograph")
api = Blueprint("photographs_api", __name__, url_prefix=f"{API}/<uuid:identifier>/photograph")
uploads.takes_photographs(pages, "put")
uploads.takes_photographs(api, "put")

HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_schema = Photograph()


@pages.get("")
@allow(readers)
def see(identifier: object) -> Response:
    """The picture itself."""
    with runtime().database.reading() as session:
        return Response(queries.jpeg(session, str(identifier)), mimetype="image/jpeg", headers=HEADERS)


@pages.get("/edit")
@allow(writers)
def open_edit(identifier: object) -> str:
    """The form."""
    return _edit(str(identifier), Form())


@pages.post("/edit")
@allow(writers)
@forms.gives_back
def put(identifier: object) -> AnyResponse:
    """Take the photograph of the form."""

    def act() -> AnyResponse:
        return _attach(str(identifier), _needed(uploads.uploaded()), lambda kept: doors.see(f"{PAGES}/{kept}"))

    return forms.handle(forms.posted(), lambda form: _edit(str(identifier), form), act)


@pages.post("/remove")
@allow(writers)
def remove(identifier: object) -> AnyResponse:
    """Take it away and go back."""
    return _remove(str(identifier), lambda bare: doors.see(f"{PAGES}/{bare}"))


@api.put("", endpoint="put")
@allow(writers)
@describe("Add or replace the photograph: the picture itself, or a form with the field `photograph`", gives=_schema)
def put_picture(identifier: object) -> AnyResponse:
    """Take a photograph from a program."""
    whole = request.mimetype not in FORMS
    picture = images.shrunk(request.get_data()) if whole else _needed(uploads.uploaded())
    told = {"photograph": f"{PAGES}/{identifier}/photograph", "width": picture.width, "height": picture.height}
    return _attach(str(identifier), picture, lambda _: {"status": 200, "body": _schema.dump(told)})


@api.delete("")
@allow(writers)
@describe("Take the photograph away", status=204)
def delete_picture(identifier: object) -> AnyResponse:
    """Take it away, if there is one."""
    return _remove(str(identifier), lambda _: {"status": 204})


def _attach(identifier: str, picture: Picture, present: Any) -> AnyResponse:  # noqa: ANN401 (as doors.perform takes it)
    return doors.perform(
        lambda work: operations.attach(work, principal(), naming.directory(), identifier, picture), present
    )


def _remove(identifier: str, present: Any) -> AnyResponse:  # noqa: ANN401 (as above)
    return doors.perform(lambda work: operations.remove(work, principal(), naming.directory(), identifier), present)


def _needed(picture: Picture | None) -> Picture:
    if picture is None:
        raise Invalid({uploads.FIELD: [REQUIRED]})
    return picture


def _edit(identifier: str, form: Form) -> str:
    with runtime().database.reading() as session:
        observation, _ = one(session, identifier)
        pictured = bool(queries.kept(session, [identifier]))
    if not model.may_change(principal(), observation, naming.division_today(observation.unit)):
        raise NotAllowed(N_("Only who noted it, the unit's lead or a coach can change its photograph."))
    return render_template("observations/photographs/edit.html", form=form, observation=observation, pictured=pictured)
