"""An organisation that hears of notices, and a mail server beside it."""

from collections.abc import Iterator

import pytest

from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.organisation import SERVICE
from tests.services.kernel import postbox
from tests.services.kernel.postbox import Postbox
from tests.services.organisation.inbox.telling import Teller


@pytest.fixture
def tell(runtime: Runtime) -> Iterator[Teller]:
    """Tells the running organisation of notices."""
    log = runtime.open_log()
    yield Teller(runtime, log)
    log.close()


@pytest.fixture
def box() -> Iterator[Postbox]:
    """A mail server."""
    with postbox.listening() as running:
        yield running


@pytest.fixture
def mailing(runtime: Runtime, box: Postbox) -> Iterator[Runtime]:
    """The same organisation with a mail server in its settings."""
    environment = {
        "LEANSTREAM_SMTP_URL": f"smtp://127.0.0.1:{box.port}",
        "LEANSTREAM_MAIL_FROM": "leanstream <leanstream@region.example>",
        "LEANSTREAM_PUBLIC_URL": "https://lean.region.example/",
    }
    made = Runtime(SERVICE, Settings.read(environment, data=runtime.settings.data))
    yield made
    made.database.close()
