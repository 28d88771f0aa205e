"""The CloudEvents 1.0 envelope as leanstream fills it in; structured JSON, one event a record."""

from marshmallow import EXCLUDE, Schema, fields, validate

from schemas.events import kinds

CONTENT_TYPE = "application/cloudevents+json"
MAX_BYTES = 64 * 1024


class EventSchema(Schema):
    """Base of everything read from the log: what a newer writer has added is passed over."""

    class Meta:
        """Newer optional fields do not break an older reader."""

        unknown = EXCLUDE


class Envelope(EventSchema):
    """The attributes of every event. `data` is described by the schema of its `type`."""

    specversion = fields.String(required=True, validate=validate.OneOf(["1.0"]))
    id = fields.String(
        required=True, validate=kinds.Identifier, metadata={"description": "UUIDv7, drawn when it happened"}
    )
    type = fields.String(required=True, validate=validate.Length(min=1))
    source = fields.String(required=True, metadata={"description": "/leanstream/<region>/<service>"})
    subject = fields.String(
        required=True, validate=kinds.Identifier, metadata={"description": "Id of the thing the event is about"}
    )
    time = kinds.Moment(required=True, metadata={"description": "When it was recorded, UTC"})
    datacontenttype = fields.String(metadata={"description": "application/json"})
    dataschema = fields.String(metadata={"description": "URI of the JSON Schema of `data`"})
    partitionkey = fields.String(
        required=True, validate=kinds.Identifier, metadata={"description": "Id of what it belongs to: the key"}
    )
    # `$` alone would let a line feed follow.
    sequence = fields.String(
        required=True,
        validate=validate.Regexp(r"^[0-9]{6}-[0-9]{12}$(?!\n)"),
        metadata={"description": "Epoch and version of the thing; text order is their order, within one thing only"},
    )
    outboxid = fields.String(
        required=True,
        validate=validate.Regexp(r"^[0-9]{1,18}$(?!\n)"),
        metadata={"description": "Number of the event's row in the outbox of its service"},
    )
    traceparent = fields.String(metadata={"description": "W3C trace context of the request behind it"})
