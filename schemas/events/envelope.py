"""The CloudEvents 1.0 envelope as leanstream fills it in; structured JSON, one event a record."""

from marshmallow import EXCLUDE, Schema, fields, validate

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
        required=True, validate=validate.Length(min=1), metadata={"description": "UUIDv7, drawn when it happened"}
    )
    type = fields.String(required=True, validate=validate.Length(min=1))
    source = fields.String(required=True, metadata={"description": "/leanstream/<region>/<service>"})
    subject = fields.String(
        required=True, validate=validate.Length(min=1), metadata={"description": "Id of the thing the event is about"}
    )
    time = fields.AwareDateTime(required=True, metadata={"description": "When it was recorded, UTC"})
    datacontenttype = fields.String(metadata={"description": "application/json"})
    dataschema = fields.String(metadata={"description": "URI of the JSON Schema of `data`"})
    partitionkey = fields.String(
        required=True, validate=validate.Length(min=1), metadata={"description": "Id of what it belongs to: the key"}
    )
    sequence = fields.String(
        required=True,
        validate=validate.Regexp(r"^[0-9]{6}-[0-9]{12}$"),
        metadata={"description": "Epoch and version of the thing; text order is their order, within one thing only"},
    )
    outboxid = fields.String(
        required=True,
        validate=validate.Regexp(r"^[0-9]{1,19}$"),
        metadata={"description": "Number of the event's row in the outbox of its service"},
    )
    traceparent = fields.String(metadata={"description": "W3C trace context of the request behind it"})
