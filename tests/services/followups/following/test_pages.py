"""Following up on pages: the form for the period that is due, and changing what was said."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.kernel.clock import now
from tests.services.followups.goals.client import GoalsApi, api_as, know_improvement
from tests.services.kernel.web.document import Document, sound_page
from tests.services.kernel.web.site import Site


@pytest.fixture(scope="module")
def head(site: Site) -> GoalsApi:
    """The API for a leader of the whole region."""
    return api_as(site, site.principal("division_leader", name="Robin Ek"))


@pytest.fixture
def lead(site: Site, unit: str) -> FlaskClient:
    """The browser of who leads the unit."""
    return site.browser(site.principal("unit_lead", home_unit=unit, name="Lo Vik"), "followups")


@pytest.fixture
def goal(head: GoalsApi, unit: str) -> dict[str, Any]:
    """A goal of the unit that ended."""
    return head.set(unit, period="2025", follow_up_every="half")


def form_of(browser: FlaskClient, path: str) -> dict[str, Any]:
    return dict(sound_page(browser, path).form(path))


def test_the_due_period_is_chosen_and_improvements_are_ticked(
    lead: FlaskClient, head: GoalsApi, goal: dict[str, Any], unit: str
) -> None:
    running, declined, other = (str(uuid.uuid4()) for _ in range(3))
    know_improvement(head.site, running, unit)
    know_improvement(head.site, declined, unit, "declined")
    path = f"/follow-ups/goals/{goal['id']}/follow-up"
    page = sound_page(lead, path)
    assert [each.attributes["value"] for each in page.all("input", name="improvements")] == [running]
    assert [each.attributes["value"] for each in page.all("option")] == ["2025-H2", "2025", "2025-H1"]
    form = page.form(path)
    assert form["period"] == ["2025-H2"]
    sent = form | {"status": "off_track", "improvements": [running], "another": other}
    sent |= {
        "actions.0.what": "Ask",
        "actions.2.what": "Listen",
        "actions.2.who": "Anna",
        "actions.2.due": "2026-02-01",
    }
    answer = lead.post(path, data=sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/follow-ups/goals/{goal['id']}")
    (written,) = head.one(goal)["follow_ups"]
    assert (written["period"], written["status"], set(written["improvements"])) == (
        "2025-H2",
        "off_track",
        {running, other},
    )
    assert [(each["what"], each["who"], each["due"]) for each in written["actions"]] == [
        ("Ask", None, None),
        ("Listen", "Anna", "2026-02-01"),
    ]
    page = sound_page(lead, f"/follow-ups/{written['id']}")
    assert page.all("a", href=f"/follow-ups/{written['id']}/edit", class_="btn btn-primary")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"status": []}, "status"),
        ({"status": "at_risk", "comment": "", "actions.2.what": ""}, "comment"),
        ({"actions.2.what": "", "actions.2.who": "Anna"}, "actions.2.what"),
        ({"actions.2.due": "soon"}, "actions.2.due"),
        ({"another": "that one"}, "another"),
        ({"period": f"{now() + timedelta(days=400):%Y}"}, "period"),
    ],
    ids=str,
)
def test_a_form_that_cannot_be_taken_comes_back_whole(
    lead: FlaskClient, goal: dict[str, Any], wrong: dict[str, Any], field: str
) -> None:
    path = f"/follow-ups/goals/{goal['id']}/follow-up"
    sent = form_of(lead, path) | {"status": "on_track", "comment": "Fine", "actions.2.what": "Listen"} | wrong
    answer = lead.post(path, data=sent)
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert page.wrong() == []
    (summary,) = page.all("div", class_="summary")
    (link,) = (each for each in page.all("a") if each.within(summary))
    assert link.attributes["href"] == f"#field-{field}"
    assert link.text.startswith("Action 3, ") == field.startswith("actions.")
    back = page.form(path)
    assert back["comment"] == [sent["comment"]]
    assert back["actions.2.what"] == [sent["actions.2.what"]]


def test_what_was_written_meanwhile_loses_nothing_typed(
    lead: FlaskClient, head: GoalsApi, goal: dict[str, Any]
) -> None:
    path = f"/follow-ups/goals/{goal['id']}/follow-up"
    form = form_of(lead, path) | {"status": "reached", "comment": "All of it typed"}
    api = GoalsApi(head.site, head.headers, "follow-ups")
    written = api.post({"goal": goal["id"], "period": "2025-H2", "status": "on_track"}).get_json()
    twice = lead.post(path, data=form)
    assert twice.status_code == 422
    assert f"/follow-ups/{written['id']}" in twice.text
    assert Document.of(twice.text).form(path)["comment"] == ["All of it typed"]
    edit = f"/follow-ups/{written['id']}/edit"
    form = form_of(lead, edit) | {"comment": "Mine"}
    api.edit(written, {"comment": "The head's <words>"})
    stale = lead.post(edit, data=form)
    assert (stale.status_code, Document.of(stale.text).wrong()) == (412, [])
    assert "The head&#39;s &lt;words&gt;" in stale.text
    assert lead.post(edit, data=Document.of(stale.text).form(edit)).status_code == 303
    assert api.one(written)["comment"] == "Mine"
    page = lead.get(f"/follow-ups/{written['id']}").text
    assert "The head&#39;s &lt;words&gt;" in page


def test_a_goal_that_is_followed_up_throughout_says_so(lead: FlaskClient, head: GoalsApi, goal: dict[str, Any]) -> None:
    api = GoalsApi(head.site, head.headers, "follow-ups")
    for period in ("2025-H1", "2025-H2", "2025"):
        api.post({"goal": goal["id"], "period": period, "status": "reached"})
    assert lead.get(f"/follow-ups/goals/{goal['id']}/follow-up").status_code == 409
    assert lead.get(f"/follow-ups/{uuid.uuid4()}").status_code == 404


def test_who_does_not_decide_there_reads_but_does_not_write(site: Site, head: GoalsApi, goal: dict[str, Any]) -> None:
    api = GoalsApi(head.site, head.headers, "follow-ups")
    written = api.post({"goal": goal["id"], "period": "2025", "status": "reached"}).get_json()
    member = site.browser(site.principal("member", home_unit=goal["unit"]), "followups")
    assert sound_page(member, f"/follow-ups/{written['id']}").all("a", href=f"/follow-ups/{written['id']}/edit") == []
    for path in (f"/follow-ups/{written['id']}/edit", f"/follow-ups/goals/{goal['id']}/follow-up"):
        assert member.get(path).status_code == 403
