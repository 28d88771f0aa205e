"""The peer of the write path: Flask that reads a POST's JSON and answers with the same bytes."""

from flask import Flask, Response, request

app = Flask(__name__)


@app.post("/api/v1/improvements")
def take() -> Response:
    """Read the JSON, answer 201."""
    request.get_json()
    return Response(request.get_data(), status=201, content_type="application/json")


@app.get("/")
def ready() -> str:
    """Say that it is there."""
    return "ready"
