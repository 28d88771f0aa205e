"""A database that is safe, whose writers queue and whose readers do not wait."""

import threading

import pytest
from sqlalchemy import insert, select, text

from services.kernel import tables
from services.kernel.database import Database
from services.kernel.settings import BadSetting
from tests.conftest import Databases, Region
from tests.services.kernel import life


@pytest.mark.parametrize("writes", [False, True])
def test_sqlite_writes_ahead_and_waits_for_the_disk(embedded: Region, writes: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    database = embedded.runtime(life.SERVICE).database
    with (database.writer if writes else database.engine).connect() as connection:
        pragmas = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert pragmas == ["wal", 2, 1]


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_a_server_that_acknowledges_before_it_is_safe_is_refused(
    postgres_url: str, postgres_server: Databases, setting: str
) -> None:
    database = Database(postgres_url)
    database.refuse_if_unsafe()
    database.close()
    postgres_server.administer(f'ALTER DATABASE "{database.engine.url.database}" SET {setting} = off')
    with pytest.raises(BadSetting, match=setting):
        database.refuse_if_unsafe()
    database.close()


def test_what_an_error_leaves_is_not_written(region: Region) -> None:
    database = region.runtime(life.SERVICE).database
    with pytest.raises(ArithmeticError), database.writing() as connection:  # noqa: PT012 (the last statement raises)
        connection.execute(insert(tables.epoch).values(number=1))
        raise ArithmeticError
    with database.engine.connect() as connection:
        assert connection.execute(select(tables.epoch)).all() == []


def test_sqlites_writers_queue_instead_of_failing_and_readers_do_not_wait(embedded: Region) -> None:
    database = embedded.runtime(life.SERVICE).database
    begin, faults = threading.Barrier(8), list[Exception]()

    def write(number: int) -> None:
        begin.wait()
        try:
            for turn in range(10):
                with database.writing_session() as session:
                    session.execute(select(tables.epoch)).all()
                    session.execute(insert(tables.epoch).values(number=number * 10 + turn))
                    session.commit()
        except Exception as fault:  # noqa: BLE001 (asserted on below)
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with database.writing() as connection:
        connection.execute(insert(tables.epoch).values(number=1000))
        with database.reading() as session:
            assert len(session.execute(select(tables.epoch)).all()) == 80


def test_a_reader_sees_one_moment_until_its_end(region: Region) -> None:
    database = region.runtime(life.SERVICE).database
    numbers = select(tables.epoch.c.number)
    with database.reading() as session:
        assert session.execute(numbers).all() == []
        with database.writing() as connection:
            connection.execute(insert(tables.epoch).values(number=1))
        assert session.execute(numbers).all() == []
    with database.reading() as session:
        assert session.scalars(numbers).all() == [1]
