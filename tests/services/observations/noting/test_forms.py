"""The forms for people: three taps and a sentence, all typed kept, and nobody overwrites somebody else."""

import re
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from PIL import Image

from services.kernel.clock import now
from services.kernel.identity import Pass
from services.kernel.web.access import SESSION_COOKIE
from tests.services.kernel.web.document import Document, sound_page
from tests.services.kernel.web.site import Site
from tests.services.observations.client import ObservationsApi, api_as, rows
from tests.services.observations.photographs.pictures import from_camera

NEW = "/observations/new"
NUMBER = "19121212-1212"
TYPED = {
    "waste": "motion",
    "description": "The store is <far> away.\nAt night twice.",
    "minutes_lost": "2,5",
    "times_per_week": "10",
    "value_stream": "Discharge",
    "step": "Pack",
    "seen_at": "2026-03-02T09:15",
}
SWEDISH = {"Accept-Language": "sv"}


@pytest.fixture
def held(site: Site, unit: str) -> Pass:
    return site.held(site.principal("member", home_unit=unit, name="Lo Vik"))


@pytest.fixture
def browser(site: Site, held: Pass) -> FlaskClient:
    return site.browser(held, "observations")


def form_of(browser: FlaskClient, page: str, action: str | None = None) -> dict[str, Any]:
    return dict(sound_page(browser, page).form(action or page))


def noted_in(site: Site, unit: str) -> list[dict[str, Any]]:
    return list(ObservationsApi(site, site.bearer("coach")).get(unit=unit).get_json()["items"])


def test_three_taps_and_a_sentence_lead_to_its_page_and_on_to_the_next(
    site: Site, browser: FlaskClient, unit: str
) -> None:
    page = sound_page(browser, NEW)
    form = page.form(NEW)
    assert form["unit"] == [unit]
    assert len(page.all("input", type="radio", name="waste")) == 8
    assert [each.attributes.get("open") for each in page.all("details", class_="disclosure")] == [None]
    answer = browser.post(NEW, data=form | {"waste": "motion", "description": "The store is far away."})
    assert answer.status_code == 303
    (made,) = noted_in(site, unit)
    assert answer.headers["Location"] == f"/observations/{made['id']}"
    assert (made["waste"], made["description"], made["noted_by"]) == ("motion", "The store is far away.", "Lo Vik")
    shown = sound_page(browser, answer.headers["Location"])
    assert shown.all("div", role="status")[0].text.startswith("Thank you.")
    (onwards,) = shown.all("a", class_="btn btn-primary")
    assert onwards.attributes["href"] == f"/observations/new?unit={unit}"


def test_on_a_walk_the_walk_and_the_unit_are_kept_for_the_next_one(
    site: Site, browser: FlaskClient, another: str
) -> None:
    walk = ObservationsApi(site, site.bearer("coach")).plan(another, date=f"{now():%Y-%m-%d}")["id"]
    page = sound_page(browser, f"{NEW}?walk={walk}&unit={another}")
    form = page.form(NEW)
    assert (form["walk"], form["unit"]) == ([walk], [another])
    assert "open" not in page.all("details", class_="disclosure")[0].attributes
    answer = browser.post(NEW, data=form | {"waste": "motion", "description": "Far away."})
    (made,) = noted_in(site, another)
    assert made["walk"] == walk
    shown = sound_page(browser, answer.headers["Location"])
    assert shown.all("a", href=f"/observations/new?unit={another}&walk={walk}")


def test_a_walk_of_long_ago_can_be_chosen_by_its_address(site: Site, browser: FlaskClient, unit: str) -> None:
    walk = ObservationsApi(site, site.bearer("coach")).plan(unit, date="2020-01-01")["id"]
    assert sound_page(browser, f"{NEW}?walk={walk}").form(NEW)["walk"] == [walk]
    assert sound_page(browser, f"{NEW}?walk=nonsense").form(NEW)["walk"] == [""]


def test_everything_typed_is_kept_in_the_readers_own_way_of_writing(
    site: Site, browser: FlaskClient, unit: str
) -> None:
    answer = browser.post(NEW, data=form_of(browser, NEW) | TYPED, headers=SWEDISH)
    assert answer.status_code == 303, answer.text
    (made,) = noted_in(site, unit)
    assert (made["minutes_lost"], made["times_per_week"]) == (2.5, 10)
    assert made["seen_at"] == "2026-03-02T08:15:00+00:00"
    page = browser.get(f"/observations/{made['id']}").text
    assert "The store is &lt;far&gt; away." in page
    assert "2.5 minutes each time, 10 times a week, that is 25 minutes a week" in page


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("unit", "NOWHERE"),
        ("unit", ""),
        ("waste", ""),
        ("description", " "),
        ("description", f"About {NUMBER}"),
        ("minutes_lost", "-1"),
        ("minutes_lost", "1,500"),
        ("times_per_week", "often"),
        ("seen_at", "2999-01-01T00:00"),
        ("seen_at", "yesterday"),
        ("seen_at", "0001-01-01T00:00"),
        ("walk", "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"),
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_whole_with_the_error_beside_its_field(
    site: Site, browser: FlaskClient, unit: str, field: str, text: str
) -> None:
    form = form_of(browser, NEW) | TYPED | {"minutes_lost": "2.5", "unit": unit}
    sent = form | {field: text}
    answer = browser.post(NEW, data=sent)
    assert answer.status_code == 422
    page = Document.of(answer.text)
    assert page.wrong() == []
    back = page.form(NEW)
    texts = TYPED.keys() - {"waste"}
    assert {name: back[name] for name in texts} == {name: [sent[name]] for name in texts}
    assert back["idempotency_key"] != form["idempotency_key"]
    (summary,) = page.all("div", class_="summary")
    links = [each.attributes["href"] for each in page.all("a") if each.within(summary)]
    assert links == [f"#field-{field}"]
    (error,) = page.all("div", id=f"error-{field}")
    assert NUMBER not in error.text + summary.text
    assert field != "waste" or "Choose one." in error.text
    assert "+01:00" not in error.text
    assert "open" in page.all("details", class_="disclosure")[0].attributes
    assert noted_in(site, unit) == []


def test_a_form_sent_twice_notes_once(site: Site, browser: FlaskClient, unit: str) -> None:
    form = form_of(browser, NEW) | {"waste": "motion", "description": "Far away."}
    assert [browser.post(NEW, data=form).status_code for _ in range(2)] == [303, 303]
    assert len(noted_in(site, unit)) == 1


def test_a_photograph_comes_along_and_what_is_none_is_named(site: Site, browser: FlaskClient, unit: str) -> None:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    form = form_of(browser, NEW) | {"waste": "motion", "description": "Far away."}
    broken = browser.post(NEW, data=form | {"photograph": (BytesIO(b"no picture"), "photo.jpg")})
    assert broken.status_code == 422
    assert "error-photograph" in broken.text
    assert noted_in(site, unit) == []
    picture.seek(0)
    key = {"idempotency_key": "another"}
    answer = browser.post(NEW, data=form | key | {"photograph": (picture, "photo.png")})
    assert answer.status_code == 303, answer.text
    (made,) = noted_in(site, unit)
    assert made["photograph"] == f"/observations/{made['id']}/photograph"
    assert browser.get(made["photograph"]).mimetype == "image/jpeg"


def test_a_chosen_photograph_is_not_lost_without_a_word(browser: FlaskClient, unit: str) -> None:
    form = form_of(browser, NEW) | {"unit": unit, "description": "Far away."}

    def told(**sent: Any) -> tuple[list[str], str, bool]:  # noqa: ANN401 (texts and files)
        page = Document.of(browser.post(NEW, data=form | sent).text)
        errors = [each.text for each in page.all("div", id="error-photograph")]
        (summary,) = page.all("div", class_="summary")
        links = [each.attributes["href"] for each in page.all("a") if each.within(summary)]
        return links, "".join(errors), "open" in page.all("details", class_="disclosure")[0].attributes

    links, error, unfolded = told(minutes_lost="-1", photograph=(BytesIO(from_camera()), "photo.jpg"))
    assert links == ["#field-waste", "#field-photograph", "#field-minutes_lost"]
    assert "Choose the photograph again" in error
    assert unfolded
    assert "no photograph" in told(waste="motion", photograph=(BytesIO(b"none"), "photo.jpg"))[1]
    assert told(photograph=(BytesIO(), "")) == (["#field-waste"], "", False)


def test_what_was_written_outlives_the_session(site: Site, browser: FlaskClient, held: Pass, unit: str) -> None:
    form = form_of(browser, NEW) | TYPED
    browser.delete_cookie(SESSION_COOKIE)
    answer = browser.post(NEW, data=form)
    assert answer.status_code == 401
    kept = [each.attributes["value"] for each in Document.of(answer.text).all("input", type="hidden")]
    assert TYPED["description"] in kept
    browser.set_cookie(SESSION_COOKIE, site.runtime.signer.session(site.held(held.principal)))
    back = browser.post(NEW, data={"given_back": "1", "unit": unit, **TYPED})
    assert back.status_code == 200
    assert Document.of(back.text).form(NEW)["description"] == [TYPED["description"]]
    assert noted_in(site, unit) == []


def test_the_edit_form_shows_what_is_written_and_clears_what_is_emptied(
    site: Site, held: Pass, browser: FlaskClient, unit: str
) -> None:
    moment = "2026-07-02T08:15:42+00:00"
    made = api_as(site, held.principal).note(unit, minutes_lost=12.5, step="Pack", seen_at=moment)
    edit = f"/observations/{made['id']}/edit"
    form = form_of(browser, edit)
    local = datetime.fromisoformat(moment).astimezone(ZoneInfo("Europe/Stockholm"))
    assert form["seen_at"] == [f"{local:%Y-%m-%dT%H:%M}"]
    assert (form["minutes_lost"], form["step"], form["version"]) == (["12.5"], ["Pack"], ["1"])
    assert "unit" not in form
    answer = browser.post(edit, data=form | {"step": "", "description": "Another sentence."})
    assert answer.status_code == 303
    (changed,) = noted_in(site, unit)
    assert (changed["step"], changed["minutes_lost"], changed["description"]) == (None, 12.5, "Another sentence.")
    assert changed["seen_at"] == moment
    assert browser.post(edit, data=form_of(browser, edit) | {"seen_at": "2026-07-03T10:00"}).status_code == 303
    assert noted_in(site, unit)[0]["seen_at"] == "2026-07-03T08:00:00+00:00"


def test_nobody_overwrites_what_somebody_else_wrote_meanwhile(
    site: Site, held: Pass, browser: FlaskClient, coach: ObservationsApi, unit: str
) -> None:
    made = api_as(site, held.principal).note(unit)
    edit, recodings = f"/observations/{made['id']}/edit", f"/observations/{made['id']}/recodings"
    form, recoding = form_of(browser, edit), form_of(browser, f"/observations/{made['id']}", recodings)
    coach.edit(made, {"description": "The coach was here."})
    answer = browser.post(edit, data=form | {"description": "Mine instead."})
    assert answer.status_code == 412
    page = Document.of(answer.text)
    assert page.wrong() == []
    assert "The coach was here." in answer.text
    back = page.form(edit)
    assert (back["description"], back["version"]) == (["Mine instead."], ["2"])
    answer = browser.post(recodings, data=recoding | {"waste": "motion"})
    assert answer.status_code == 412
    assert "Somebody else was faster" in answer.text
    assert browser.post(edit, data=back).status_code == 303


def test_it_is_taken_for_another_waste_on_its_page(site: Site, held: Pass, browser: FlaskClient, unit: str) -> None:
    made = api_as(site, held.principal).note(unit)
    page, recodings = f"/observations/{made['id']}", f"/observations/{made['id']}/recodings"
    form = form_of(browser, page, recodings)
    refused = browser.post(recodings, data=form | {"waste": ""})
    assert refused.status_code == 422
    assert "error-waste" in refused.text
    assert Document.of(refused.text).wrong() == []
    same = browser.post(recodings, data=form | {"waste": "waiting"})
    assert "It is taken for this waste already." in same.text
    answer = browser.post(recodings, data=form | {"waste": "motion", "note": "They walk."})
    assert answer.status_code == 303
    shown = sound_page(browser, page)
    wastes = [each.text for each in shown.all("h3") if each.parent and each.parent.tag == "li"]
    assert wastes == ["Motion", "Waiting"]
    assert any("They walk." in each.text for each in shown.all("ol", class_="story"))


def test_who_may_not_change_it_is_shown_no_form_and_told_why(site: Site, coach: ObservationsApi, unit: str) -> None:
    made = coach.note(unit)
    reader = site.browser(site.principal("member", home_unit=unit), "observations")
    page = reader.get(f"/observations/{made['id']}").text
    assert "/recodings" not in page
    assert f"/observations/{made['id']}/edit" not in page
    answer = reader.get(f"/observations/{made['id']}/edit")
    assert answer.status_code == 403
    assert "Only who noted it" in answer.text


def test_a_form_of_another_page_is_refused(site: Site, browser: FlaskClient, unit: str) -> None:
    answer = browser.post(NEW, data={"unit": unit, "waste": "motion", "description": "x", "form_token": "made up"})
    assert answer.status_code == 403
    assert rows(site, "SELECT 1 FROM observation WHERE unit = :unit", unit=unit) == []
    assert re.search("did not come from a page of yours", answer.text)
