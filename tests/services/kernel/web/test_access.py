"""Who gets in: every route of every service has a rule, and nobody passes without a pass that holds."""

from dataclasses import replace
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from itsdangerous import URLSafeSerializer
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from services.kernel import migration
from services.kernel.clock import now
from services.kernel.identity import Pass
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.kernel.web.access import SESSION_COOKIE, everyone, rule_of
from services.kernel.web.application import create_app
from services.registry import SERVICES
from tests.services.kernel.web.site import Site, until

HOME, API = "/", "/api/v1/improvements"


def path_of(rule: Rule) -> str:
    uuid = "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"
    url = rule.build({name: 1 if f"<int:{name}>" in rule.rule else uuid for name in rule.arguments})
    assert url
    return url[1]


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_has_a_rule_and_answers_nobody_unless_it_is_for_everyone(site: Site, service: str) -> None:
    app = site.apps[service]
    asked = 0
    for rule in app.url_map.iter_rules():
        declared = rule_of(app, rule.endpoint)
        assert declared is not None, f"{rule.rule} has no rule"
        if declared is everyone:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = app.test_client().open(path_of(rule), method=method, headers={"Accept": "text/html"})
            asked += 1
            if rule.rule.startswith("/api/v1/"):
                assert answer.status_code == 401, f"{method} {rule.rule}"
                assert answer.mimetype == "application/problem+json"
                assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            elif method == "GET":
                assert answer.status_code == 303, f"{method} {rule.rule}"
                assert answer.headers["Location"].startswith("/sign-in?next=%2F")
            else:
                assert answer.status_code == 401, f"{method} {rule.rule}"
                assert 'action="/sign-in"' in answer.text
    assert asked


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_for_everyone_is_known_by_name(site: Site, service: str) -> None:
    app = site.apps[service]
    free = {rule.rule for rule in app.url_map.iter_rules() if rule_of(app, rule.endpoint) is everyone}
    probes = {"/healthz", "/readyz", "/metrics", "/static/<name>"}
    contracts = {f"/api/v1/{name}/openapi.json" for name in SERVICES[service].collections}
    sign_in = {"/sign-in", "/sign-in/out", "/language", "/api/docs", "/asyncapi.json", "/schemas/<path:name>"}
    # What a browser keeps for when there is no network.
    sign_in |= {"/observations/worker.js", "/observations/offline"}
    assert free - sign_in - {rule for rule in free if rule.startswith("/schemas/")} <= probes | contracts
    assert probes | contracts <= free


def get(site: Site, held: Pass | None) -> TestResponse:
    return site.browser(held).get(HOME)


def test_a_session_holds_until_it_expires_or_lies_idle(site: Site) -> None:
    fresh = site.held(site.principal("member"))
    idle = timedelta(minutes=site.settings.session_idle_minutes)
    moment = timedelta(seconds=5)
    for held, status in (
        (fresh, 200),
        (replace(fresh, expires_at=now() - moment), 303),
        (replace(fresh, expires_at=now() + moment), 200),
        (replace(fresh, seen_at=now() - idle - moment), 303),
        (replace(fresh, seen_at=now() - idle + moment), 200),
    ):
        assert get(site, held).status_code == status


def test_a_session_that_we_did_not_sign_is_nobodys(site: Site) -> None:
    held = site.held(site.principal("admin"))
    signed = site.runtime.signer.session(held)
    forged = URLSafeSerializer("another key", salt="leanstream session").dumps(held.packed())
    token = site.runtime.signer.token(held)
    for value in ("", "nonsense", signed[:-2], f"x{signed}", forged, token):
        browser = site.browser()
        browser.set_cookie(SESSION_COOKIE, str(value))
        assert browser.get(HOME).status_code == 303


def test_a_token_is_no_session_and_a_bad_one_is_said_to_be_bad(site: Site) -> None:
    held = site.held(site.principal("coach", kind="client"))
    signer, client = site.runtime.signer, site.app.test_client()
    gone = replace(held, expires_at=now() - timedelta(seconds=1))
    assert client.get(API, headers={"Authorization": f"Bearer {signer.token(held)}"}).status_code == 200
    assert client.get(API, headers={"Authorization": f"bearer  {signer.token(held)} "}).status_code == 200
    for value in ("", "x", signer.session(held), signer.token(gone)):
        answer = client.get(API, headers={"Authorization": f"Bearer {value}", "Accept-Language": "en"})
        assert answer.status_code == 401
        assert "token is not valid" in answer.get_json()["detail"]


def test_a_bad_token_is_not_made_good_by_a_session(site: Site) -> None:
    browser = site.browser(site.principal("coach"))
    assert browser.get(API, headers={"Authorization": "Bearer x"}).status_code == 401


def rfc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def test_a_session_that_was_signed_out_is_refused_everywhere(site: Site) -> None:
    held = site.held(site.principal("member"))
    assert get(site, held).status_code == 200
    site.tell(("session.ended", held.id, {"until": rfc(held.expires_at)}))
    until(lambda: get(site, held).status_code == 303)
    until(lambda: site.browser(held, "scorecards").get("/scorecards").status_code == 303)
    assert get(site, site.held(held.principal)).status_code == 200


def test_sessions_from_before_a_change_of_roles_are_refused_and_later_ones_not(site: Site) -> None:
    old = site.held(site.principal("admin"), issued_at=now() - timedelta(minutes=1))
    assert get(site, old).status_code == 200
    changed = {"changed_at": rfc(now()), "until": rfc(old.expires_at)}
    site.tell(("person.changed", old.principal.id, changed))
    until(lambda: get(site, old).status_code == 303)
    assert get(site, site.held(old.principal, issued_at=now() + timedelta(seconds=1))).status_code == 200


def test_a_revoked_token_is_refused_within_seconds(site: Site) -> None:
    held = site.held(site.principal("coach", kind="client"))
    headers = {"Authorization": f"Bearer {site.runtime.signer.token(held)}"}
    client = site.app.test_client()
    assert client.get(API, headers=headers).status_code == 200
    state = {"roles": ["coach"], "units": [], "divisions": [], "expires_at": rfc(held.expires_at)}
    site.tell(("client.revoked", held.principal.id, state | {"revoked_at": rfc(now())}))
    until(lambda: client.get(API, headers=headers).status_code == 401, seconds=5)


def test_nobody_is_trusted_before_the_deny_list_was_read_once(site: Site, tmp_path: Path) -> None:
    settings = Settings.read({}, data=tmp_path, secret_key=site.settings.secret_key)
    runtime = Runtime(SERVICES["improvements"], settings)
    migration.migrate(runtime)
    client, headers = create_app(runtime).test_client(), site.bearer("admin")
    client.set_cookie(SESSION_COOKIE, runtime.signer.session(site.held(site.principal("admin"))))
    for answer in (
        client.get(API, headers=headers),
        client.get(API),
        client.get(HOME),
        client.get("/readyz", headers=headers),
    ):
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
    assert client.get("/readyz", headers={"Accept": "text/html"}).mimetype == "application/problem+json"
    assert client.get("/healthz", headers=headers).status_code == 200
    runtime.database.close()


def cookie_of(answer: TestResponse) -> SimpleCookie:
    cookies: SimpleCookie = SimpleCookie()
    for header in answer.headers.getlist("Set-Cookie"):
        cookies.load(header)
    return cookies


def test_a_session_is_signed_again_once_a_minute_and_never_lives_longer(site: Site) -> None:
    held = site.held(site.principal("member"))
    assert SESSION_COOKIE not in cookie_of(get(site, replace(held, seen_at=now() - timedelta(seconds=50))))
    old = replace(held, seen_at=now() - timedelta(seconds=61))
    morsel = cookie_of(get(site, old))[SESSION_COOKIE]
    renewed = site.runtime.signer.read_session(morsel.value, now())
    assert renewed
    assert renewed.seen_at > now() - timedelta(seconds=10)
    assert replace(renewed, seen_at=old.seen_at).packed() == old.packed()
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Lax", "/")
    assert not morsel["secure"]
    secure = cookie_of(site.browser(old).get(HOME, base_url="https://localhost"))[SESSION_COOKIE]
    assert secure["secure"]


def test_what_a_shared_cache_keeps_carries_nobodys_session(site: Site) -> None:
    old = replace(site.held(site.principal("member")), seen_at=now() - timedelta(minutes=2))
    answer = site.browser(old).get("/static/leanstream.css")
    assert "public" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]


def test_a_page_may_write_by_the_api_only_with_its_form_token(site: Site) -> None:
    held = site.held(site.principal("member"))
    browser = site.browser(held)
    body = {"title": "T", "problem": "P", "proposal": "Q", "unit": "E01"}
    assert browser.post(API, json=body).status_code == 403
    token = site.runtime.signer.form_token(held.id)
    assert browser.post(API, json=body, headers={"X-Form-Token": token}).status_code == 201
