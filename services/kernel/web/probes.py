"""/healthz, /readyz and /metrics of a web process."""

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from schemas.messages import N_
from services.kernel import exposition
from services.kernel.errors import NotReady
from services.kernel.migration import is_current
from services.kernel.web.access import allow, everyone
from services.kernel.web.context import runtime


def blueprint() -> Blueprint:
    """The three probes; open to everyone, they tell nothing about people."""
    probes = Blueprint("probes", __name__)

    @probes.get("/healthz")
    @allow(everyone)
    def healthz() -> Response:
        return jsonify({"status": "ok", "service": runtime().service.name})

    @probes.get("/readyz")
    @allow(everyone)
    def readyz() -> Response:
        here = runtime()
        try:
            if not is_current(here):
                raise NotReady(N_("The database has an older schema. Run leanstream migrate."))
            if not here.known.ready():
                raise NotReady(N_("The service is still reading the organisation. Try again in a few seconds."))
        except SQLAlchemyError as away:
            raise NotReady(N_("The database does not answer.")) from away
        return jsonify({"status": "ready", "service": here.service.name})

    @probes.get("/metrics")
    @allow(everyone)
    def metrics() -> Response:
        return Response(exposition.latest(), content_type=CONTENT_TYPE_LATEST)

    return probes
