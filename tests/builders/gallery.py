"""An application with nothing but the templates, the token and the headers, to look at components without a database."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, render_template
from flask_wtf import CSRFProtect

from training_app.web import forms_gallery, headers
from training_app.web.presentation import instant

ROOT = Path(__file__).parents[2]
CITY = {"platform_name": "威海数字<平台>", "office": "威海市人社局", "section": "专技科", "phone": "0631-520 0000"}
# What the forms round a list are sent to.
LIST_FORMS = ["save_filter", "change_filter", "choose_columns", "export", "act"]
NAV = ["首页", "班次", "导入", "人员", "证书", "职称"]


def draw() -> str:
    """The page of all components."""
    return render_template("gallery/index.html", sample=forms_gallery.sample())


def make_app() -> Flask:
    """The application; its first page is the gallery of components."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config["SECRET_KEY"] = "test"
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["instant"] = instant
    CSRFProtect(app)
    headers.install(app)
    app.context_processor(lambda: {
        "city": CITY, "logout_url": "/logout", "search_url": "/search",
        "nav_items": [{"label": text, "url": "#", "current": text == "班次"} for text in NAV],
        "account": {"display_name": "丛珊", "role": "市局经办", "organisation": "专技科", "switch_url": "/switch",
                    "links": [{"label": "账户", "url": "/account"}], "roles": []},
    })
    for name in LIST_FORMS:
        app.add_url_rule(f"/lists/<key>/{name}", f"listing.{name}", draw)
    app.add_url_rule("/", "index", draw)
    return app
