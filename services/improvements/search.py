"""The search index of improvements: written in the transaction of what it indexes, ranked the same everywhere.

Python makes the terms; the database only finds rows that hold them (FTS5 on SQLite, tsvector with GIN on
PostgreSQL), so both modes find the same. *Similar* lets the longest words, which are the rarest, pick at most
some 200 candidates, and scores those in Python.
"""

from typing import Any

from sqlalchemy import BindParameter, Column, ColumnElement, Connection, MetaData, String, Table, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType

from services.improvements.model import Improvement
from services.improvements.words import likeness, stems, triples
from services.kernel.work import Work

CANDIDATES = 200
FROM_EACH_WORD = 60
TITLE_WEIGHT = 0.6
LEAST_SCORE = 0.15

# Finds the ids whose terms hold all of a query's.
MATCH = {
    "sqlite": "SELECT id FROM improvement_terms WHERE improvement_terms MATCH :query",
    "postgresql": "SELECT id FROM improvement_terms WHERE terms @@ to_tsquery('simple', :query)",
}


class Terms(UserDefinedType[str]):
    """Terms as the database keeps them: plain text for FTS5, a tsvector on PostgreSQL."""

    cache_ok = True

    def bind_expression(self, bindvalue: BindParameter[str]) -> ColumnElement[str]:
        """Hand terms over so that PostgreSQL takes each as it is."""
        return as_terms(bindvalue)


class as_terms(FunctionElement[str]):  # noqa: N801 (an SQL function)
    """What makes terms of text."""

    inherit_cache = True
    type = String()


@compiles(as_terms)
def _as_they_are(element: as_terms, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 (SQLAlchemy's own)
    return compiler.process(element.clauses, **options)


@compiles(as_terms, "postgresql")
def _as_tsvector(element: as_terms, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 (as above)
    return f"to_tsvector('simple', CAST({compiler.process(element.clauses, **options)} AS TEXT))"


# Made by a migration, a virtual table on SQLite; outside the models' metadata, which could not describe both.
INDEX = Table("improvement_terms", MetaData(), Column("id", String(36)), Column("terms", Terms()))


def add(work: Work, improvement: Improvement) -> None:
    """Index a new improvement."""
    said = [
        improvement.title,
        improvement.problem,
        improvement.proposal,
        improvement.value_stream or "",
        *improvement.tags,
    ]
    work.insert(INDEX, {"id": improvement.id, "terms": " ".join(stems(" ".join(said)))})


def replace(work: Work, improvement: Improvement) -> None:
    """Index an improvement whose texts have changed."""
    work.session.execute(INDEX.delete().where(INDEX.c.id == improvement.id))
    add(work, improvement)


def query_of(dialect: str, words: str) -> str | None:
    """A query for rows that hold every word, the last also as a beginning; None when no word is left."""
    terms = stems(words)
    if not terms:
        return None
    if dialect == "sqlite":
        return " AND ".join(f'"{term}"*' if term == terms[-1] else f'"{term}"' for term in terms)
    return " & ".join(f"{term}:*" if term == terms[-1] else term for term in terms)


def similar(session: Session, title: str, problem: str, most: int) -> list[tuple[Improvement, float]]:
    """Improvements that resemble a title and a problem (which may be empty), with scores 0 to 1, best first."""
    candidates = _candidates(session.connection(), f"{title} {problem}")
    if not candidates:
        return []
    title_triples, problem_triples = triples(title), triples(problem)
    scored = [
        (each, _score(each, title_triples, problem_triples))
        for each in session.query(Improvement).where(Improvement.id.in_(candidates), Improvement.state != "merged")
    ]
    best = sorted((pair for pair in scored if pair[1] >= LEAST_SCORE), key=lambda pair: (-pair[1], pair[0].id))
    return best[:most]


def _candidates(connection: Connection, words: str) -> set[str]:
    dialect = connection.dialect.name
    found: set[str] = set()
    for term in sorted(stems(words), key=lambda stem: (-len(stem), stem)):
        statement = text(f"{MATCH[dialect]} ORDER BY id DESC LIMIT {FROM_EACH_WORD}")
        found |= set(connection.execute(statement, {"query": query_of(dialect, term)}).scalars())
        if len(found) >= CANDIDATES:
            break
    return found


def _score(improvement: Improvement, title: frozenset[str], problem: frozenset[str]) -> float:
    by_title = likeness(title, triples(improvement.title))
    if not problem:
        return round(by_title, 3)
    by_problem = likeness(problem, triples(improvement.problem))
    return round(TITLE_WEIGHT * by_title + (1 - TITLE_WEIGHT) * by_problem, 3)
