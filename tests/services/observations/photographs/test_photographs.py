"""The photograph of an observation: who sees it, who changes it, and how it comes and goes, through both doors."""

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from services.kernel.identity import Principal
from services.kernel.service import Runtime
from services.observations.noting import operations as noting
from services.observations.photographs import images, operations, queries
from services.observations.photographs.images import Picture, shrunk
from tests.services.kernel import life
from tests.services.kernel.web.document import Document, sound_page
from tests.services.kernel.web.site import Site
from tests.services.observations.client import ObservationsApi, api_as, rows, told
from tests.services.observations.noting import lives
from tests.services.observations.photographs.pictures import PLACE, encoded, from_camera, scene

NARROW = Picture(b"narrow", 1, 2)
WIDE = Picture(b"wide", 2, 1)
FIELDS = {"unit": "W1", "waste": "waiting", "description": "The patient waits."}


@pytest.fixture
def author(site: Site, unit: str) -> Principal:
    return site.principal("member", home_unit=unit, name="Lo Vik")


@pytest.fixture
def api(site: Site, author: Principal) -> ObservationsApi:
    api = api_as(site, author)
    api.headers |= {"Accept-Language": "en"}
    return api


@pytest.fixture
def seen(api: ObservationsApi, unit: str) -> dict[str, Any]:
    return api.note(unit)


@pytest.fixture
def browser(site: Site, author: Principal) -> FlaskClient:
    return site.browser(author, "observations")


def path_of(thing: dict[str, Any]) -> str:
    return f"/observations/{thing['id']}/photograph"


def put(api: ObservationsApi, thing: dict[str, Any], data: bytes, kind: str = "image/jpeg") -> TestResponse:
    return api.send("PUT", f"/{thing['id']}/photograph", data=data, content_type=kind)


def delete(api: ObservationsApi, thing: dict[str, Any]) -> TestResponse:
    return api.plain.delete(f"{api.root}/{thing['id']}/photograph", headers=api.headers)


def upload(browser: FlaskClient, thing: dict[str, Any], data: bytes, name: str = "photo.jpg") -> TestResponse:
    page = f"{path_of(thing)}/edit"
    return send(browser, page, dict(sound_page(browser, page).form(page)), data, name)


def send(browser: FlaskClient, address: str, form: dict[str, Any], data: bytes, name: str) -> TestResponse:
    """Send a form with a file. The test client would put a large one into a temporary file and leave that open."""
    fields = [("", f'name="{field}"', texts[0].encode()) for field, texts in form.items() if texts != [""]]
    parts = [*fields, ("Content-Type: image/jpeg\r\n", f'name="photograph"; filename="{name}"', data)]
    body = b"".join(
        f"--edge\r\nContent-Disposition: form-data; {named}\r\n{kind}\r\n".encode() + content + b"\r\n"
        for kind, named, content in parts
    )
    return browser.post(address, data=body + b"--edge--\r\n", content_type="multipart/form-data; boundary=edge")


def test_a_photograph_is_shown_to_who_signs_in_and_kept_by_no_cache(
    site: Site, api: ObservationsApi, browser: FlaskClient, seen: dict[str, Any]
) -> None:
    answer = put(api, seen, from_camera(6))
    assert answer.status_code == 200, answer.text
    assert answer.get_json() == {"photograph": path_of(seen), "width": 200, "height": 300}
    picture = browser.get(path_of(seen))
    assert picture.mimetype == "image/jpeg"
    assert Image.open(BytesIO(picture.data)).size == (200, 300)
    assert PLACE not in picture.data
    expected = {
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert {name: picture.headers.get(name) for name in expected} == expected
    assert site.browser(site.principal("member"), "observations").get(path_of(seen)).status_code == 200
    assert site.browser(None, "observations").get(path_of(seen)).status_code == 303
    assert site.browser(site.principal("training"), "observations").get(path_of(seen)).status_code == 403


def test_a_photograph_is_in_no_event_and_makes_no_version(
    site: Site, api: ObservationsApi, seen: dict[str, Any]
) -> None:
    put(api, seen, from_camera())
    now = api.get(f"/{seen['id']}").get_json()
    assert now["photograph"] == path_of(seen)
    assert now["version"] == seen["version"]
    (noted,) = told(site, seen)
    assert "photograph" not in noted
    # What else was put down about it is the observation's alone.
    assert not rows(site, "SELECT 1 FROM outbox WHERE envelope LIKE '%photograph%'")


def test_a_new_photograph_takes_the_place_of_the_old_and_can_be_taken_away(
    api: ObservationsApi, browser: FlaskClient, seen: dict[str, Any]
) -> None:
    put(api, seen, encoded(scene(30, 20), "PNG"), "application/octet-stream")
    assert put(api, seen, encoded(scene(50, 40), "WEBP"), "image/png").get_json()["width"] == 50
    assert Image.open(BytesIO(browser.get(path_of(seen)).data)).size == (50, 40)
    assert [delete(api, seen).status_code for _ in range(2)] == [204, 204]
    assert browser.get(path_of(seen)).status_code == 404
    assert api.get(f"/{seen['id']}").get_json()["photograph"] is None


def test_the_api_takes_a_form_too(api: ObservationsApi, seen: dict[str, Any]) -> None:
    path = f"{api.root}/{seen['id']}/photograph"
    sent = {"photograph": (BytesIO(from_camera()), "x.exe")}
    assert api.plain.put(path, data=sent, headers=api.headers).get_json()["width"] == 300
    bare = api.plain.put(path, data={"other": "1"}, headers=api.headers)
    assert bare.status_code == 422
    assert list(bare.get_json()["errors"]) == ["photograph"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", images.NOT_A_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", images.NOT_A_PICTURE),
        (from_camera()[:-400], images.DAMAGED),
        (from_camera() + bytes(images.MOST_BYTES), images.TOO_LARGE),
    ],
    ids=["nothing", "drawing", "half", "large"],
)
def test_what_is_no_photograph_is_refused_naming_the_field(
    api: ObservationsApi, browser: FlaskClient, seen: dict[str, Any], data: bytes, text: str
) -> None:
    answer = put(api, seen, data)
    assert answer.status_code == 422
    assert answer.get_json()["errors"] == {"photograph": [text]}
    page = upload(browser, seen, data)
    assert page.status_code == 422
    assert text in page.text
    assert 'id="error-photograph"' in page.text


def test_far_too_much_is_not_even_read_and_other_addresses_keep_the_ordinary_limit(
    api: ObservationsApi, browser: FlaskClient, seen: dict[str, Any]
) -> None:
    far_too_much = bytes(12 * 1024 * 1024)
    answer = put(api, seen, far_too_much)
    assert answer.status_code == 413
    assert answer.get_json()["detail"] == images.TOO_LARGE
    page = upload(browser, seen, far_too_much)
    assert page.status_code == 413
    assert images.TOO_LARGE in page.text
    other = send(browser, f"{path_of(seen)}/remove", {}, bytes(2 * 1024 * 1024), "x.jpg")
    assert other.status_code == 413
    assert "Send at most 1 MiB." in other.text


def test_who_may_not_change_the_observation_may_not_change_its_photograph(
    site: Site, api: ObservationsApi, unit: str, another: str, seen: dict[str, Any]
) -> None:
    def statuses(principal: Principal) -> set[int]:
        them = api_as(site, principal)
        page = site.browser(principal, "observations").get(f"{path_of(seen)}/edit")
        answers = {put(them, seen, from_camera()).status_code, delete(them, seen).status_code, page.status_code}
        return {status if status >= 400 else 200 for status in answers}

    put(api, seen, from_camera())
    assert statuses(site.principal("member", home_unit=unit)) == {403}
    assert statuses(site.principal("unit_lead", home_unit=another)) == {403}
    assert api.get(f"/{seen['id']}").get_json()["photograph"]
    assert statuses(site.principal("unit_lead", home_unit=unit)) == {200}
    assert statuses(site.principal("coach")) == {200}


def test_an_observation_that_is_not_there_has_no_photograph(api: ObservationsApi, browser: FlaskClient) -> None:
    nobody = {"id": "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"}
    assert put(api, nobody, from_camera()).status_code == 404
    assert delete(api, nobody).status_code == 404
    assert browser.get(path_of(nobody)).status_code == 404
    assert browser.get(f"{path_of(nobody)}/edit").status_code == 404


def test_people_add_replace_and_remove_it_on_a_page(browser: FlaskClient, seen: dict[str, Any]) -> None:
    record = f"/observations/{seen['id']}"
    assert "Add a photograph" in browser.get(record).text
    nothing_chosen = upload(browser, seen, b"", "")
    assert nothing_chosen.status_code == 422
    assert "Fill this in." in nothing_chosen.text
    assert upload(browser, seen, from_camera()).headers["Location"] == record

    page = sound_page(browser, record)
    (image,) = page.all("img", src=path_of(seen))
    assert "The patient is ready" in str(image.attributes["alt"])
    edit = sound_page(browser, f"{path_of(seen)}/edit")
    assert edit.all("input", type="file", accept="image/*", capture="environment")
    remove = f"{path_of(seen)}/remove"
    assert browser.post(remove, data=dict(edit.form(remove))).headers["Location"] == record
    assert not Document.of(browser.get(record).text).all("img", src=path_of(seen))


def test_a_form_that_is_not_ours_changes_nothing(browser: FlaskClient, seen: dict[str, Any]) -> None:
    for address in ("edit", "remove"):
        answer = browser.post(f"{path_of(seen)}/{address}", data={"photograph": (BytesIO(from_camera()), "x.jpg")})
        assert answer.status_code == 403


def test_one_photograph_is_kept_on_each_kind_of_database(runtime: Runtime) -> None:
    with runtime.work() as work:
        noted, _ = noting.note_observation(work, lives.SOMEBODY, life.DIRECTORY, FIELDS, NARROW)
    with runtime.database.reading() as session:
        assert queries.jpeg(session, noted.id) == b"narrow"
    with runtime.work() as work:
        operations.attach(work, lives.SOMEBODY, life.DIRECTORY, noted.id, WIDE)
    with runtime.database.reading() as session:
        assert queries.jpeg(session, noted.id) == b"wide"
        assert queries.kept(session, [noted.id, "another"]) == {noted.id}
        assert queries.kept(session, []) == set()
    with runtime.work() as work:
        operations.remove(work, lives.SOMEBODY, life.DIRECTORY, noted.id)
    with runtime.database.reading() as session:
        assert queries.kept(session, [noted.id]) == set()
    assert len(life.outbox(runtime)) == 1


def test_a_picture_of_forty_megapixels_leaves_room_for_others() -> None:
    wide = encoded(Image.new("L", (8000, 5000), 128), quality=50)
    assert shrunk(wide).width == 1600
