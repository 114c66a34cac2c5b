"""Templates: each that a view names exists, each that exists is used, each page has a title, nothing is imported in vain."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
from flask import Flask

POST_FORM = re.compile(r'<form\b[^>]*method="post".*?</form>|\{% call form_open\(.*?\{% endcall %\}', re.DOTALL)
TYPED_INTO = re.compile(
    r"""<input(?![^>]*type="(?:hidden|checkbox|radio)")|<textarea|<select|\bfield\(|\bfile_(?:drop|box)\(|\b(?:find|select)\("""
)
# Forms something is typed into that cannot be refused on their own page.
NEVER_REFUSED = {
    "layouts/base.html": "a search, and the choice of a role: anything typed is a search",
    "search/index.html": "a search: anything typed is one", "people/index.html": "a search: anything typed is one",
    "lots/index.html": "buttons that draw a lot: there is nothing to type",
    "components/listing.html": "menus over a list: a refused name is shown again on listing/filter.html",
}

ROOT = Path(__file__).resolve().parents[2]
APP, TEMPLATES = ROOT / "training_app", ROOT / "templates"
REFERENCE = re.compile(r"""(?:extends|include|import|from)\s+['"]([\w/.-]+\.html)['"]""")
IMPORT = re.compile(r"""\{%-?\s*from\s+'([\w/.-]+)'\s+import\s+([^%]+?)\s*-?%\}""")


def named_in_views() -> set[str]:
    """Strings of the application that name a template."""
    found = set()
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html"):
                found.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                pattern = "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in node.values
                )
                if pattern.endswith(r"\.html"):
                    found |= {name for name in existing() if re.fullmatch(pattern, name)}
    return found


def existing() -> set[str]:
    """Every template by its name."""
    return {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}


def included_in(source: str) -> str:
    """The templates a template includes, and those these include: they see its macros."""
    inner = [(TEMPLATES / name).read_text("utf-8") for name in re.findall(r"include '([\w/.-]+)'", source)]
    return "".join(text + included_in(text) for text in inner)


def unused_macros(source: str, included: str = "") -> list[str]:
    """Names imported from other templates and not mentioned again, nor in the templates it includes."""
    found = []
    for imported in IMPORT.finditer(source):
        names = [name.split(" as ")[-1].split(" with ")[0].strip() for name in imported[2].split(",")]
        rest = source[: imported.start()] + source[imported.end():] + included
        found += [name for name in names if not re.search(rf"\b{name}\b", IMPORT.sub("", rest))]
    return found


def test_templates_that_views_name_exist() -> None:
    assert not {name for name in named_in_views() if "/" in name} - existing()


def test_every_template_is_used() -> None:
    used = {name for path in TEMPLATES.rglob("*.html") for name in REFERENCE.findall(path.read_text("utf-8"))}
    assert not existing() - used - named_in_views()


@pytest.mark.parametrize("name", sorted(name for name in existing() if not Path(name).name.startswith("_")))
def test_every_page_has_a_title_and_a_headline(name: str) -> None:
    source = (TEMPLATES / name).read_text("utf-8")
    if not re.search(r"extends '(layouts/(base|public|plain)|errors/_page)\.html'", source):
        assert name.split("/")[0] in ("components", "layouts"), "a page extends a layout; a part begins with _"
        return
    if name.startswith("errors/"):
        assert "set heading" in source
        return
    assert re.search(r"\{% block title %\}.+\{% endblock %\}", source), "no title"
    assert re.search(r"<h1|pagehead\(", source + included_in(source)), "no headline"


def test_macros_are_not_imported_in_vain(app: Flask) -> None:
    found = {}
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text("utf-8")
        if names := unused_macros(source, included_in(source)):
            found[path.relative_to(TEMPLATES).as_posix()] = names
    assert not found


def test_the_checker_finds_a_macro_imported_in_vain() -> None:
    assert unused_macros("{% from 'components/signs.html' import badge, plain as p %}{{ badge() }}") == ["p"]
    assert unused_macros("{% from 'components/signs.html' import badge %}{{ badge() }}") == []


def test_every_template_compiles(app: Flask) -> None:
    for name in existing():
        app.jinja_env.get_template(name)


def test_nothing_is_marked_safe() -> None:
    found = [
        path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")
        if re.search(r"(?<!'<br>')\|\s*safe\b|autoescape\s+false", path.read_text("utf-8"))
    ]
    assert not found


def forms_without_a_summary() -> set[str]:
    """Templates with a POST form something is typed into, where neither they nor a page that includes them has a list of
    what is wrong."""
    sources = {name: (TEMPLATES / name).read_text("utf-8") for name in existing()}
    found = set()
    for name, source in sources.items():
        if any(TYPED_INTO.search(form[0]) for form in POST_FORM.finditer(source)):
            pages = [source, *(page for page in sources.values() if f"include '{name}'" in page)]
            if not any(re.search(r"error_(summary|list)\(", IMPORT.sub("", page)) for page in pages):
                found.add(name)
    return found


def test_every_form_says_on_top_what_is_wrong() -> None:
    assert forms_without_a_summary() == set(NEVER_REFUSED)


def test_only_what_may_be_sent_again_has_no_token_to_be_carried_out_once() -> None:
    """Searches, the choice of a role and logging out."""
    sources = {name: (TEMPLATES / name).read_text("utf-8") for name in existing()}
    without = {name: source.count("csrf(false)") for name, source in sources.items() if "csrf(false)" in source}
    assert without == {"layouts/base.html": 3, "search/index.html": 1, "people/index.html": 1}
    bare = re.compile(r'<form\b[^>]*method="post"(?:(?!</form>).)*</form>', re.DOTALL)
    forms = [(name, form[0]) for name, source in sources.items() for form in bare.finditer(source)]
    assert len(forms) > 20
    assert not [name for name, form in forms if "csrf(" not in form and "_hidden(" not in form]


def test_links_to_files_say_that_they_lead_to_a_file(app: Flask) -> None:
    """`data-download`: the screen does not wait for a page that never comes."""
    saved = {end for end, view in app.view_functions.items() if "download_headers(" in inspect.getsource(inspect.unwrap(view))}
    assert len(saved) > 20
    link = re.compile(r"<a\b(?:[^>{]|\{\{.*?\}\}|\{%.*?%\})*>", re.DOTALL)
    found = [(path.name, tag) for path in TEMPLATES.rglob("*.html") for tag in link.findall(path.read_text("utf-8"))
             if any(f"url_for('{end}'" in tag for end in saved) and "data-download" not in tag]  # fmt: skip
    assert not found
