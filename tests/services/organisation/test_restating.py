"""What is stated anew after a restore."""

from services.kernel.service import Runtime
from services.organisation import operations, restating
from services.organisation.changes import OPERATOR
from services.organisation.people import queries as people


def test_every_division_unit_and_client_is_told_as_it_stands(runtime: Runtime) -> None:
    fields = {"name": "Portal", "roles": ["member"], "units": [], "divisions": []}
    with runtime.work() as work:
        client, _ = operations.make_client(work, runtime.signer, OPERATOR, fields)
    with runtime.work() as work:
        operations.revoke_client(work, OPERATOR, client.id)
    with runtime.work() as work:
        present = restating.restate(work)
        everybody = {each.id for each in people.listed(work.session)}
        work.commit()
    assert (len(present["division"]), len(present["unit"])) == (5, 22)
    assert present["client"] == {client.id}
    assert present["person"] == everybody
    assert present["session"] == set()
