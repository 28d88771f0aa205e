"""How every API of leanstream refuses: RFC 9457, with the fields to mend."""

from marshmallow import Schema, fields


class Problem(Schema):
    """application/problem+json."""

    type = fields.String(required=True, metadata={"description": "about:blank: the status says which kind"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "What to do about it"})
    instance = fields.String(required=True, metadata={"description": "Path of the request, without its query"})
    request_id = fields.String(allow_none=True, metadata={"description": "Finds the request in the logs"})
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "Per field what to mend; nested fields as a.0.b"},
    )
