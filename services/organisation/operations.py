"""The organisation's verbs, each a whole unit of work: what its sub-slices write, and the commit.

The sub-slices' own operations leave the commit to their caller, so that an import writes many rows at once.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from services.kernel.work import Work
from services.organisation.clients import operations as clients
from services.organisation.inbox import operations as inbox
from services.organisation.people import operations as people
from services.organisation.people import sessions, tries
from services.organisation.region import operations as region

Asked = ParamSpec("Asked")
Result = TypeVar("Result")
Verb = Callable[Concatenate[Work, Asked], Result]


def _committed(verb: Verb[Asked, Result]) -> Verb[Asked, Result]:
    @wraps(verb)
    def whole(work: Work, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Result:
        result = verb(work, *args, **kwargs)
        work.commit(result)
        return result

    return whole


add_division = _committed(region.add_division)
change_division = _committed(region.change_division)
add_unit = _committed(region.add_unit)
change_unit = _committed(region.change_unit)

add_person = _committed(people.add_person)
change_person = _committed(people.change_person)
count_try = _committed(tries.count)
forget_tries = _committed(tries.forget)
begin_session = _committed(sessions.begin)
end_session = _committed(sessions.end)

make_client = _committed(clients.make_client)
revoke_client = _committed(clients.revoke_client)

mark_read = _committed(inbox.mark_read)
mark_all_read = _committed(inbox.mark_all_read)
forget_old_notices = _committed(inbox.forget_old)
choose_digest = _committed(inbox.choose_digest)
begin_digest = _committed(inbox.begin_digest)
end_digest = _committed(inbox.end_digest)
postpone_digest = _committed(inbox.postpone_digest)
