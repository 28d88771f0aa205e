"""The forms for people: everything typed comes back with what is wrong, and nobody overwrites somebody else."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.kernel.clock import now
from services.kernel.identity import Pass
from services.kernel.web.access import SESSION_COOKIE
from tests.services.improvements.client import WHOLE, ApiClient
from tests.services.kernel.web.document import Document
from tests.services.kernel.web.site import Site

NEW = "/improvements/new"
NUMBER = "19121212-1212"
TYPED = {
    "title": "Kortare väntan <b>nu</b>",
    "problem": "Rad ett\nRad två",
    "proposal": "Hämta kl. 9 & 13",
    "waste": "waiting",
    "value_stream": "Prover",
    "tags": "lab, morgon",
    "relevant_units": ["E59", "M59"],
    "time_amount": "1 200,5",
    "time_unit": "hours",
    "time_per": "once",
    "time_note": "At night",
}

TEXTS = [name for name, text in TYPED.items() if isinstance(text, str) and name != "waste"]


@pytest.fixture
def held(site: Site, unit: str) -> Pass:
    return site.held(site.principal("unit_lead", home_unit=unit, name="Lo Vik"))


@pytest.fixture
def browser(site: Site, held: Pass) -> FlaskClient:
    return site.browser(held)


@pytest.fixture
def coach(site: Site) -> ApiClient:
    return ApiClient(site, site.bearer("coach"))


def form_of(browser: FlaskClient, page: str, action: str | None = None, **holding: str) -> dict[str, Any]:
    answer = browser.get(page)
    assert answer.status_code == 200, answer.text
    return dict(Document.of(answer.text).form(action or page, **holding))


def list_of(site: Site, unit: str) -> list[dict[str, Any]]:
    answer = ApiClient(site, site.bearer("coach")).get(unit=unit)
    return list(answer.get_json()["items"])


def test_a_filled_form_leads_to_its_page_which_says_thank_you(site: Site, browser: FlaskClient, unit: str) -> None:
    form = form_of(browser, NEW)
    assert form["unit"] == [unit]
    answer = browser.post(NEW, data=form | TYPED, headers={"Accept-Language": "sv"})
    assert answer.status_code == 303
    (made,) = list_of(site, unit)
    assert answer.headers["Location"] == f"/improvements/{made['id']}"
    assert made["title"] == TYPED["title"]
    assert made["problem"] == TYPED["problem"]
    assert made["tags"] == ["lab", "morgon"]
    assert made["relevant_units"] == TYPED["relevant_units"]
    assert made["expected_benefit"] == [
        {"kind": "time", "amount": 1200.5, "unit": "hours", "per": "once", "note": "At night"}
    ]
    page = browser.get(answer.headers["Location"]).text
    assert "Thank you." in page
    assert "Kortare väntan &lt;b&gt;nu&lt;/b&gt;" in page
    assert "Time freed for other work: 1,200.5 hours once, At night" in page


def test_a_comma_in_an_english_number_is_refused_rather_than_guessed(browser: FlaskClient) -> None:
    answer = browser.post(NEW, data=form_of(browser, NEW) | TYPED | {"time_amount": "1,200"})
    assert answer.status_code == 422
    assert "error-time_amount" in answer.text


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("title", ""),
        ("problem", "x" * 4001),
        ("proposal", " "),
        ("unit", "NOWHERE"),
        ("unit", ""),
        ("value_stream", "x" * 121),
        ("tags", "x" * 41),
        ("relevant_units", "NOWHERE"),
        ("time_amount", "many"),
        ("time_unit", "x" * 21),
        ("waste", "laziness"),
        ("title", f"About {NUMBER}"),
        ("tags", f"fine, {NUMBER}"),
        ("time_note", NUMBER),
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_whole_with_the_error_beside_its_field(
    site: Site, browser: FlaskClient, unit: str, caplog: pytest.LogCaptureFixture, field: str, text: str
) -> None:
    form = form_of(browser, NEW) | TYPED | {"time_amount": "12", "unit": unit}
    sent = form | {field: text}
    with caplog.at_level(logging.DEBUG):
        answer = browser.post(NEW, data=sent)
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert page.wrong() == []
    back = page.form(NEW)
    assert {name: back[name] for name in TEXTS} == {name: [sent[name]] for name in TEXTS}
    for name in {"unit", "waste", "relevant_units"} - {field}:
        assert sorted(back[name]) == ([sent[name]] if isinstance(sent[name], str) else sent[name])
    assert back["idempotency_key"] != form["idempotency_key"]
    (summary,) = page.all("div", class_="summary")
    assert "autofocus" in summary.attributes
    links = [each.attributes["href"] for each in page.all("a") if each.within(summary)]
    assert links == [f"#field-{field}"]
    (error,) = page.all("div", id=f"error-{field}")
    assert NUMBER not in error.text + summary.text + caplog.text
    assert all(each.within(summary) is False for each in page.all("details") if "open" not in each.attributes)
    assert list_of(site, unit) == []
    assert NUMBER not in site.everything_written()


def test_a_forged_form_is_refused_and_writes_nothing(site: Site, browser: FlaskClient, unit: str) -> None:
    form = form_of(browser, NEW) | WHOLE
    stranger = form_of(site.browser(site.principal("member", home_unit=unit)), NEW)
    for token in ("", "nonsense", stranger["form_token"][0]):
        answer = browser.post(NEW, data=form | {"form_token": token})
        assert answer.status_code == 403
        assert "Nothing was saved." in answer.text
        assert Document.of(answer.text).wrong() == []
    assert list_of(site, unit) == []


def test_an_edit_shows_what_is_written_and_keeps_what_it_does_not_show(
    browser: FlaskClient, coach: ApiClient, unit: str
) -> None:
    benefits = [
        {"kind": "quality", "amount": 0, "unit": None, "per": "year", "note": "first"},
        {"kind": "quality", "amount": None, "unit": None, "per": "once", "note": "second"},
    ]
    made = coach.propose(unit, tags=["a", "b"], waste="motion", origins=["E58"], expected_benefit=benefits)
    page = f"/improvements/{made['id']}/edit"
    form = form_of(browser, page)
    assert form["title"] == [made["title"]]
    assert form["waste"] == ["motion"]
    assert form["tags"] == ["a, b"]
    assert form["quality_amount"] == ["0"]
    assert browser.post(page, data=form).headers["Location"] == f"/improvements/{made['id']}"
    assert coach.get(f"/{made['id']}").get_json() == made
    emptied = form_of(browser, page) | {"tags": "", "waste": "", "quality_note": "better"}
    browser.post(page, data=emptied)
    edited = coach.get(f"/{made['id']}").get_json()
    assert (edited["tags"], edited["waste"], edited["origins"]) == ([], None, ["E58"])
    assert [each["note"] for each in edited["expected_benefit"]] == ["better", "second"]


def test_an_edit_without_a_title_comes_back(browser: FlaskClient, coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit)
    page = f"/improvements/{made['id']}/edit"
    answer = browser.post(page, data=form_of(browser, page) | {"title": " ", "problem": "New problem"})
    assert answer.status_code == 422
    assert "New problem" in answer.text
    assert coach.get(f"/{made['id']}").get_json() == made


def test_who_edits_second_sees_both_and_overwrites_only_on_purpose(
    browser: FlaskClient, coach: ApiClient, unit: str
) -> None:
    made = coach.propose(unit)
    page = f"/improvements/{made['id']}/edit"
    form = form_of(browser, page) | {"title": "What I wrote"}
    coach.edit(made, {"title": "What somebody else wrote"})
    answer = browser.post(page, data=form)
    assert answer.status_code == 412
    shown = Document.of(answer.text)
    assert shown.wrong() == []
    assert "Somebody else was faster" in answer.text
    assert "What somebody else wrote" in answer.text
    assert coach.get(f"/{made['id']}").get_json()["title"] == "What somebody else wrote"
    back = shown.form(page)
    assert (back["title"], back["version"]) == (["What I wrote"], ["2"])
    assert browser.post(page, data=back).status_code == 303
    assert coach.get(f"/{made['id']}").get_json()["title"] == "What I wrote"


def test_who_decides_second_is_told_and_sees_how_it_stands_now(
    browser: FlaskClient, coach: ApiClient, unit: str
) -> None:
    made = coach.propose(unit)
    page, steps = f"/improvements/{made['id']}", f"/improvements/{made['id']}/transitions"
    form = form_of(browser, page, steps, to="declined") | {"reason": "Too dear for us."}
    coach.move(made, "accepted")
    answer = browser.post(steps, data=form)
    assert answer.status_code == 412
    shown = Document.of(answer.text)
    assert shown.wrong() == []
    assert "Somebody else was faster" in answer.text
    assert "Too dear for us." in answer.text
    assert "has worked on it since" in answer.text
    assert shown.form(steps, to="testing")["version"] == ["2"]
    assert coach.get(page.removeprefix("/improvements")).get_json()["state"] == "accepted"


def test_a_step_without_its_reason_comes_back_open(browser: FlaskClient, coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit)
    page, steps = f"/improvements/{made['id']}", f"/improvements/{made['id']}/transitions"
    answer = browser.post(steps, data=form_of(browser, page, steps, to="declined"))
    assert answer.status_code == 422
    shown = Document.of(answer.text)
    assert shown.wrong() == []
    (reason,) = shown.all("textarea", name="reason")
    assert any("open" in each.attributes for each in shown.all("details") if reason.within(each))
    assert shown.form(steps, to="declined")["version"] == ["1"]


def test_a_step_is_taken_and_told_in_the_story(browser: FlaskClient, coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit)
    page, steps = f"/improvements/{made['id']}", f"/improvements/{made['id']}/transitions"
    form = form_of(browser, page, steps, to="declined") | {"reason": "We do this already."}
    assert browser.post(steps, data=form).headers["Location"] == page
    shown = browser.get(page).text
    assert "We do this already." in shown
    assert "Lo Vik" in shown


def test_a_merge_takes_the_others_address_as_it_is_copied(browser: FlaskClient, coach: ApiClient, unit: str) -> None:
    made, other = coach.propose(unit), coach.propose(unit, title="The other one")
    page, steps = f"/improvements/{made['id']}", f"/improvements/{made['id']}/transitions"
    address = f"https://lean.example.org/improvements/{other['id']} "
    form = form_of(browser, page, steps, to="merged") | {"into": address}
    assert browser.post(steps, data=form).status_code == 303
    assert f'<a href="/improvements/{other["id"]}">The other one</a>' in browser.get(page).text


def expired(held: Pass) -> Pass:
    return Pass(held.principal, held.id, held.issued_at, held.seen_at, now() - timedelta(seconds=1))


def test_what_was_typed_survives_a_session_that_ended(site: Site, browser: FlaskClient, held: Pass, unit: str) -> None:
    sent = form_of(browser, NEW) | TYPED | {"unit": unit}
    browser.set_cookie(SESSION_COOKIE, site.runtime.signer.session(expired(held)))
    answer = browser.post(NEW, data=sent)
    assert answer.status_code == 401
    page = Document.of(answer.text)
    assert page.wrong() == []
    kept = {
        name.removeprefix("kept."): texts for name, texts in page.form("/sign-in").items() if name.startswith("kept.")
    }
    assert page.form("/sign-in")["next"] == [NEW]
    typed = {name: value if isinstance(value, list) else [value] for name, value in sent.items()}
    assert kept == {name: texts for name, texts in typed.items() if name not in {"form_token", "idempotency_key"}}

    again = site.browser(held.principal).post(NEW, data=kept | {"given_back": "1"})
    assert again.status_code == 200
    back = Document.of(again.text)
    assert back.wrong() == []
    form = back.form(NEW)
    assert {name: sorted(form[name]) for name in kept} == kept
    assert back.all("div", class_="summary") == []
    assert list_of(site, unit) == []


def test_a_step_given_back_is_not_taken(browser: FlaskClient, coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit)
    kept = {"given_back": "1", "to": "declined", "reason": "Half a sen", "version": "1"}
    answer = browser.post(f"/improvements/{made['id']}/transitions", data=kept)
    assert answer.status_code == 200
    assert "Half a sen" in answer.text
    assert Document.of(answer.text).wrong() == []
    assert coach.get(f"/{made['id']}").get_json()["version"] == 1


def test_too_much_is_refused_on_paper_too(site: Site, browser: FlaskClient, unit: str) -> None:
    form = form_of(browser, NEW) | WHOLE | {"problem": "x" * 1024 * 1024}
    for client in (browser, site.browser()):
        answer = client.post(NEW, data=form)
        assert answer.status_code == 413
        assert "<h1>" in answer.text
    assert list_of(site, unit) == []
