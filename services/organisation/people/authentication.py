"""Turns credentials into a person: the one place to change when a site signs in with OpenID Connect.

What follows, the session, does not depend on how somebody was recognised.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

from schemas.messages import N_
from services.kernel.errors import Invalid
from services.kernel.work import Work
from services.organisation import operations
from services.organisation.people import passwords
from services.organisation.people.model import Account

WRONG = N_("This user name and password do not belong together. Check both and try again.")

Works = Callable[[], AbstractContextManager[Work]]


def authenticate(works: Works, name: str, password: str) -> Account:
    """The person with this name and password; raises Invalid, the same for a wrong name and a wrong password."""
    with works() as work:
        account = operations.count_try(work, name)
    # Outside the unit of work: it takes its time, and others wait to write.
    right = passwords.fits(account.password_hash if account else None, password)
    if account is None or not right:
        raise Invalid({"_body": [WRONG]})
    with works() as work:
        operations.forget_tries(work, name)
    return account
