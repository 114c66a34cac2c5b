"""Takes the pictures of the pages 怎么用 from a running demo city, again whenever the screens have changed.

    DEMO=1 PLAIN_HTTP=1 ./run        # in one window
    .venv/bin/python -m tests.browser.pictures http://127.0.0.1:8000
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from training_app.demo.logins import PASSWORD

FOLDER = Path(__file__).resolve().parents[2] / "static" / "help"
SIZE = {"width": 1100, "height": 620}
# Name of the picture: who looks, at which address, then which link (by its words) is followed.
PICTURES = {
    "institution-class": ("jigou01", "/classes?state=running", "td a.id"),
    "institution-roster": ("jigou01", "/intake?kind=roster", "td a.id"),
    "institution-attendance": ("jigou01", "/classes?state=reported", "td a.id"),
    "institution-return": ("jigou01", "/reports", None),
    "bureau-home": ("shiju", "/", None),
    "bureau-registrations": ("shiju", "/registrations", None),
    "bureau-titles": ("shiju", "/titles/", None),
    "bureau-report": ("shiju", "/reports", None),
    "bureau-import": ("shiju", "/intake", None),
    "district-home": ("huancui", "/", None),
    "district-person": ("huancui", "/people", "tbody a"),
    "assessment-import": ("pingjia1", "/intake", None),
    "employer-people": ("danwei1", "/employees", None),
    "authority-inspections": ("zhuguan1", "/inspections", None),
    "authority-institutions": ("zhuguan1", "/institutions/", None),
    "engineer-hours": ("xueyuan1", "/me", None),
    "engineer-titles": ("xueyuan1", "/me/titles", None),
    "engineer-looks": ("xueyuan1", "/me/looks", None),
    "admin-accounts": ("xitong", "/accounts", None),
    "admin-jobs": ("xitong", "/jobs/", None),
    "auditor-audit": ("shenji", "/audit/", None),
}


def take(page: Page, site: str, name: str) -> None:
    """One picture, as the logged-in user sees it."""
    _, path, link = PICTURES[name]
    page.goto(site + path)
    if link is not None:
        page.locator(link).first.click()
        page.wait_for_load_state()
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").save(FOLDER / f"{name}.webp", quality=72, method=6)


def main(site: str) -> None:
    """Takes all of them, one login after the other."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as runner:
        browser = runner.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for login in dict.fromkeys(entry[0] for entry in PICTURES.values()):
            page = browser.new_page(viewport=SIZE)
            page.goto(f"{site}/login")
            page.fill("#login", login)
            page.fill("#password", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: not url.endswith("/login"))
            for name, entry in PICTURES.items():
                if entry[0] == login:
                    take(page, site, name)
            page.context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
