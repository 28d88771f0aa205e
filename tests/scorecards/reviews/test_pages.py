"""The pages: opening a review by hand, reading it, marking actions, and who has reviewed."""

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from tests.scorecards.reviews.leaders import WHOLE, Division, Leader
from tests.services.kernel.web.document import Document, sound_page
from tests.services.kernel.web.site import Site

NUMBER = "19121212-1212"
TYPED = {
    "question": "Why <b>here</b>?\nAnd there?",
    "decision": "Meet & talk",
    "what_0": "Invite the ward next door",
    "who_0": "Head nurse",
    "due_0": "2026-12-15",
    "what_2": "Show the board",
}


def leading(site: Site, *divisions: str) -> FlaskClient:
    """The browser of a leader."""
    return site.browser(site.principal("division_leader", divisions=divisions, name="Minna Ek"), "scorecards")


@pytest.fixture
def browser(site: Site, division: Division) -> FlaskClient:
    return leading(site, division.code)


def new(division: Division) -> str:
    return f"/scorecards/divisions/{division.code}/reviews/new"


def opened(browser: FlaskClient, division: Division, **typed: str) -> str:
    """Open a review through the form; answers its address."""
    form = sound_page(browser, new(division)).form(new(division))
    answer = browser.post(new(division), data=form | typed)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def text_of(browser: FlaskClient, path: str) -> str:
    """Everything a page says in its main part, spaces as one."""
    (main,) = sound_page(browser, path).all("main")
    return " ".join(main.text.split())


def test_a_filled_form_leads_to_the_record_with_the_numbers_as_seen(browser: FlaskClient, division: Division) -> None:
    division.running(2)
    form = sound_page(browser, new(division))
    (beside,) = form.all("aside")
    assert "running2" in "".join(beside.text.split())
    assert form.form(new(division))["period"] == [division.present_month]
    record = text_of(browser, opened(browser, division, **TYPED))
    for said in (
        f"Review of Division {division.code}",
        "Why <b>here</b>?",
        "Meet & talk",
        "2 open actions",
        "Head nurse",
    ):
        assert said in record
    assert "by 2026-12-15" in record
    assert "Minna Ek opened it" in record


def test_the_period_chosen_first_is_one_without_a_review(browser: FlaskClient, division: Division) -> None:
    opened(browser, division)
    (chosen,) = sound_page(browser, new(division)).form(new(division))["period"]
    assert "-Q" in chosen


def test_more_rows_keep_all_that_was_typed_and_save_nothing(
    browser: FlaskClient, division: Division, leader: Leader
) -> None:
    form = sound_page(browser, new(division)).form(new(division)) | TYPED
    answer = browser.post(new(division), data=form | {"more": "1"})
    page = Document.of(answer.text)
    assert (answer.status_code, page.wrong()) == (200, [])
    back = page.form(new(division))
    assert {name: back[name] for name in TYPED} == {name: [text] for name, text in TYPED.items()}
    assert back["what_5"] == [""]
    assert leader.send("GET", division.path).json["items"] == []
    saved = browser.post(new(division), data=back | {"what_5": "In the sixth row"})
    assert saved.status_code == 303
    (review,) = leader.send("GET", division.path).json["items"]
    assert [each["what"] for each in review["actions"]] == [TYPED["what_0"], TYPED["what_2"], "In the sixth row"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("period", "soon"),
        ("question", f"About {NUMBER}"),
        ("decision", "x" * 2001),
        ("what_2", f"Call {NUMBER}"),
        ("who_2", "x" * 81),
        ("due_2", "tomorrow"),
        ("what_0", ""),
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_whole_with_the_error_beside_its_field(
    browser: FlaskClient, division: Division, leader: Leader, field: str, text: str
) -> None:
    form = sound_page(browser, new(division)).form(new(division)) | TYPED
    sent: dict[str, Any] = form | {field: text}
    answer = browser.post(new(division), data=sent)
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert page.wrong() == []
    back = page.form(new(division))
    assert {name: back[name] for name in TYPED} == {name: [sent[name]] for name in TYPED}
    (summary,) = page.all("div", class_="summary")
    assert [each.attributes["href"] for each in page.all("a") if each.within(summary)] == [f"#field-{field}"]
    (error,) = page.all("div", id=f"error-{field}")
    assert NUMBER not in error.text + summary.text
    assert leader.send("GET", division.path).json["items"] == []


def test_a_second_review_of_a_period_is_refused_on_the_form_with_all_that_was_typed(
    browser: FlaskClient, division: Division
) -> None:
    first = opened(browser, division, period="2025")
    form = sound_page(browser, new(division)).form(new(division)) | TYPED | {"period": "2025"}
    answer = browser.post(new(division), data=form)
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert first in page.all("div", id="error-period")[0].text
    assert page.form(new(division))["decision"] == ["Meet & talk"]


def test_an_action_is_done_and_not_done_after_all_by_its_buttons(browser: FlaskClient, division: Division) -> None:
    path = opened(browser, division, **TYPED)
    for how, number in (("done", 1), ("undone", 2)):
        page = sound_page(browser, path)
        action = next(each.attributes["action"] for each in page.all("form") if f"/{how}" in each.attributes["action"])
        assert browser.post(action, data=page.form(action)).headers["Location"] == path
        assert f"{number} open action" in text_of(browser, path)


def test_writing_on_shows_what_is_written_and_tells_who_was_faster(
    browser: FlaskClient, division: Division, leader: Leader
) -> None:
    path = opened(browser, division, **TYPED)
    form = sound_page(browser, f"{path}/edit").form(f"{path}/edit")
    assert (form["decision"], form["version"]) == (["Meet & talk"], ["1"])
    review = {"id": path.rpartition("/")[2], "version": 1}
    assert leader.change(review, {"decision": "Decided meanwhile"}).status_code == 200
    late = browser.post(f"{path}/edit", data=form | {"decision": "Typed late", "what_0": "Added late"})
    assert late.status_code == 412
    page = Document.of(late.text)
    assert page.wrong() == []
    assert "Decided meanwhile" in late.text
    back = page.form(f"{path}/edit")
    assert (back["decision"], back["what_0"], back["version"]) == (["Typed late"], ["Added late"], ["2"])
    assert browser.post(f"{path}/edit", data=back).headers["Location"] == path
    assert "3 open actions" in text_of(browser, path)


def test_an_older_review_leads_to_the_newer_and_takes_no_more_actions(browser: FlaskClient, division: Division) -> None:
    older = opened(browser, division, **TYPED)
    page = sound_page(browser, f"{older}/edit")
    newer = opened(browser, division)
    assert "The open actions have gone on" in text_of(browser, older)
    assert not [each for each in sound_page(browser, older).all("form") if "/actions/" in each.attributes["action"]]
    assert "what_0" not in sound_page(browser, f"{older}/edit").form(f"{older}/edit")
    late = browser.post(f"{older}/edit", data=page.form(f"{older}/edit") | {"what_0": "Too late"})
    assert late.status_code == 422
    back = Document.of(late.text)
    assert newer in back.all("div", id="error-actions")[0].text
    assert back.form(f"{older}/edit")["what_0"] == ["Too late"]


def test_the_region_sees_which_divisions_have_reviewed_and_which_have_not(
    site: Site, browser: FlaskClient, division: Division
) -> None:
    path = opened(browser, division)
    page = sound_page(leading(site), "/scorecards/reviews")
    rows = {row.text.split("\n")[1].strip(): row for row in page.all("tr")[1:]}
    assert list(rows) == sorted(rows, key=str.casefold)
    ours = rows[f"Division {division.code}"]
    assert path in {each.attributes["href"] for each in page.all("a") if each.within(ours)}
    assert "not yet" in rows["MED"].text


def test_a_scorecard_shows_the_latest_review_and_what_has_changed_since(
    browser: FlaskClient, division: Division
) -> None:
    scorecard = f"/scorecards/divisions/{division.code}"
    assert "No review yet" in text_of(browser, scorecard)
    opened(browser, division, **TYPED)
    division.running(2)
    shown = text_of(browser, scorecard)
    for said in ("Meet & talk", "running: 0 → 2", "implemented: 0 → 0", "2 open actions", "Show the board"):
        assert said in shown


def test_others_read_and_find_nothing_to_press(site: Site, division: Division, leader: Leader) -> None:
    review = leader.open(division, **WHOLE)
    member = site.browser(site.principal("member"), "scorecards")
    path = f"/scorecards/reviews/{review['id']}"
    for page in (path, f"/scorecards/divisions/{division.code}/reviews", "/scorecards/reviews"):
        shown = sound_page(member, page)
        (main,) = shown.all("main")
        assert not [each for each in shown.all("button") if each.within(main)]
        assert not [each for each in shown.all("a", class_="btn btn-primary") if each.within(main)]
    assert member.get(new(division)).status_code == 403
    assert member.get(f"{path}/edit").status_code == 403
    assert leading(site, "MED").get(new(division)).status_code == 403
    assert leading(site, "MED").get(f"{path}/edit").status_code == 403
    assert leading(site).get("/scorecards/divisions/NONE/reviews/new").status_code == 404


def test_csv_and_xlsx_say_what_the_record_says_and_hold_no_formula(
    browser: FlaskClient, division: Division, leader: Leader
) -> None:
    division.running(1)
    review = leader.open(division, question="=1+1", actions=[{"what": "@SUM(A1)", "who": "+1"}])
    path = f"/scorecards/reviews/{review['id']}"
    rows = list(csv.reader(io.StringIO(browser.get(f"{path}.csv").data.decode("utf-8-sig"))))
    assert ["Question", "'=1+1"] in rows
    assert ["'@SUM(A1)", "'+1", "", ""] in rows
    sheet = load_workbook(io.BytesIO(browser.get(f"{path}.xlsx").data)).worksheets[0]
    for table in (rows, [list(row) for row in sheet.values]):
        figures, total = (next(row for row in table if row[:1] == [head]) for head in ("Unit", "Total"))
        assert int(total[figures.index("running")]) == 1
        assert [row[0] for row in table[table.index(figures) + 1 : table.index(total)]] == division.units
    assert sheet.cell(4, 2).data_type == "s"
    assert browser.get(f"{path}.pdf").status_code == 404


def test_a_form_whose_session_ended_is_given_back_after_signing_in(site: Site, division: Division) -> None:
    stranger = site.browser(service="scorecards")
    answer = stranger.post(new(division), data=TYPED)
    assert answer.status_code == 401
    assert "Invite the ward next door" in answer.text
