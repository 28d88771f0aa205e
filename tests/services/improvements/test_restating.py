"""After a restore everything is stated anew, and what only the log had is withdrawn."""

from services.improvements.adoptions import operations as adoptions
from services.improvements.operations import move_improvement
from services.improvements.taps import operations as taps
from services.kernel import restoring
from services.kernel.service import Runtime
from tests.conftest import Region
from tests.services.kernel import life
from tests.services.kernel.test_restoring import Backup, relay

COACH, DIRECTORY = life.COACH, life.DIRECTORY


def adopt(runtime: Runtime, identifier: str, stage: str) -> str:
    with runtime.work() as work:
        made, _ = adoptions.take_over(work, COACH, DIRECTORY, identifier, {"unit": "W2", "stage": stage})
    return made.id


def tap(runtime: Runtime, identifier: str) -> None:
    with runtime.work() as work:
        taps.tell(work, COACH, DIRECTORY, identifier, "W2")


def test_adoptions_and_taps_are_stated_anew_and_notices_stay(region: Region) -> None:
    runtime = region.runtime(life.SERVICE)
    log = runtime.open_log()
    kept, merged, fresh = (life.propose(runtime) for _ in range(3))
    tap(runtime, kept)
    adoption = adopt(runtime, kept, "implemented")
    moved = adopt(runtime, merged, "testing")
    with runtime.work() as work:
        move_improvement(work, COACH, DIRECTORY, merged, None, to="merged", into=kept)
    relay(runtime, log)
    backup = Backup(region, runtime)
    lost = adopt(runtime, fresh, "implemented")
    tap(runtime, fresh)
    adopt(runtime, kept, "sustained")
    relay(runtime, log)

    backup.restore()
    # Three improvements, two adoptions and one tap are there, and so is the notice of the first adoption.
    # An adoption, its notice and a tap are only in the log.
    assert restoring.restore(runtime, log) == {"restated": 7, "withdrawn": 3}
    relay(runtime, log)
    newest = {each["subject"]: each for each in life.contents(log) if each["sequence"] >= "000001"}
    assert newest[adoption]["type"] == "org.leanstream.adoption.restated.v1"
    assert newest[adoption]["data"]["stage"] == "implemented"
    assert newest[moved]["data"]["moved_to"] == adoption
    assert newest[lost]["type"] == "org.leanstream.adoption.withdrawn.v1"
    gone = sorted(each["type"].split(".")[2] for each in newest.values() if each["type"].endswith("withdrawn.v1"))
    assert gone == ["adoption", "notice", "same_problem"]
    assert not [each for each in newest.values() if each["type"].startswith("org.leanstream.notice.given")]
    log.close()


def test_what_is_recorded_counts_everything_ever_made(region: Region) -> None:
    runtime = region.runtime(life.SERVICE)
    kept, merged = life.propose(runtime), life.propose(runtime)
    tap(runtime, merged)
    adopt(runtime, merged, "testing")
    with runtime.work() as work:
        move_improvement(work, COACH, DIRECTORY, merged, None, to="merged", into=kept)
    recorded = runtime.service.recorded
    assert recorded
    with runtime.database.reading() as session:
        assert recorded(session) == {"improvement": 2, "adoption": 2, "same_problem": 2}
