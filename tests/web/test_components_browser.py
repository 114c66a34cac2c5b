"""The components in a browser: no violation of WCAG, no overflow, no complaint of the content policy, and their behaviour."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator

import pytest
from flask import flash, render_template_string, request
from werkzeug.serving import make_server

from tests.builders.gallery import draw, make_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
browser_test = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")]


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, list[str]]]:
    """The gallery served with the real policy of content; the list notes the posts that arrive."""
    app = make_app()
    posts: list[str] = []

    def slow_post() -> str:
        posts.append(request.headers.get("X-CSRFToken") or request.form["csrf_token"])
        flash("已保存。", "success")
        return draw()

    def form() -> str:
        return render_template_string(
            "{% extends 'layouts/base.html' %}{% from 'components/forms.html' import post_button %}"
            "{% from 'components/sheet.html' import drawer, drawer_head %}{% block title %}x{% endblock %}{% block content %}"
            "{{ post_button('/post', '提交') }}<button id='hx' hx-post='/post' hx-swap='none'>hx</button>"
            "<table><tr><td><a id='fig' href='/list' data-opens-drawer hx-get='/list' hx-target='#drawer'>41</a></td></tr>"
            "</table>{{ drawer() }}<a id='gone' href='#' hx-get='/nothing'>gone</a>{% endblock %}")

    app.add_url_rule("/post", "post", slow_post, methods=["POST"])
    app.add_url_rule("/form", "form", form)
    app.add_url_rule("/list", "list", lambda: render_template_string(
        "{% from 'components/sheet.html' import drawer_head %}{{ drawer_head('取得证书人数', '智能制造', 41) }}"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", posts
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as runner:
        browser = runner.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, site) -> Iterator[object]:
    page = chromium.new_page(viewport={"width": 1366, "height": 900})
    page.set_default_timeout(5000)
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    page.close()


@pytest.mark.parametrize("width", [390, 768, 1366])
@pytest.mark.parametrize("large", [False, True])
class TestGallery:
    pytestmark = browser_test

    def test_nothing_to_complain_about(self, page, site, width: int, large: bool) -> None:
        axe = pytest.importorskip("axe_playwright_python.sync_playwright")
        page.set_viewport_size({"width": width, "height": 900})
        if large:
            page.context.add_cookies([{"name": "font", "value": "large", "url": site[0]}])
        page.goto(site[0] + "/")
        page.locator("details.confirm > summary").first.click()
        page.locator(".appbar details.menu > summary").click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        violations = axe.Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
        assert page.complaints == []


class TestBehaviour:
    pytestmark = browser_test

    def test_two_clicks_send_one_form(self, page, site) -> None:
        page.goto(site[0] + "/form")
        site[1].clear()
        page.evaluate("""() => { const f = document.querySelector('form[action="/post"]');
            const b = f.querySelector('button'); b.click(); b.click(); }""")
        page.wait_for_selector(".notice.is-ok")
        assert len(site[1]) == 1

    def test_htmx_sends_the_token(self, page, site) -> None:
        page.goto(site[0] + "/form")
        site[1].clear()
        with page.expect_response("**/post") as answer:
            page.click("#hx")
        assert answer.value.status == 200
        assert site[1] == [page.get_attribute("meta[name=csrf-token]", "content")]

    def test_figure_opens_its_list_beside_the_paper_and_escape_gives_the_focus_back(self, page, site) -> None:
        page.goto(site[0] + "/form")
        page.click("#fig")
        page.wait_for_selector("#drawer:not([hidden]) h2")
        assert page.evaluate("document.activeElement.textContent") == "取得证书人数"
        assert page.get_attribute("#fig", "aria-expanded") == "true"
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.id") == "fig"
        assert page.locator("#drawer").is_hidden()

    def test_failure_of_a_part_is_told_in_words(self, page, site) -> None:
        page.goto(site[0] + "/form")
        page.click("#gone")
        assert "没有办成" in page.wait_for_selector("#flashes .notice").inner_text()

    def test_keys_and_type_size(self, page, site) -> None:
        page.goto(site[0] + "/form")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "global-search"
        page.click("[data-font-switch]")
        page.reload()
        assert page.get_attribute("html", "data-font") == "large"

    def test_unfit_file_is_refused_before_it_travels(self, page, site) -> None:
        page.goto(site[0] + "/")
        page.set_input_files("#roster-file", {"name": "花名册.pdf", "mimeType": "application/pdf", "buffer": b"x"})
        assert "不能读" in page.inner_text("#roster-file-error")
        page.set_input_files("#roster-file", {"name": "花名册.XLSX", "mimeType": "x/y", "buffer": b"x" * 2048})
        assert page.inner_text("#roster-file-state") == "花名册.XLSX，2 KB"
        assert page.locator("#roster-file-error").is_hidden()
