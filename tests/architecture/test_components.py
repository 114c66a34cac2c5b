"""Components: each is used by a page and shown in the gallery, each stands in the map of the screens, no style is left over."""

from __future__ import annotations

import re

from tests.architecture.test_templates import ROOT, included_in

PARTS = sorted((ROOT / "templates" / "components").glob("*.html"))
IMPORT = re.compile(r"\{%-?\s*from\s+'components/([\w.]+)'\s+import\s+([^%]+?)\s*-?%\}")


def exported(source: str) -> set[str]:
    """The macros of a file that are not its own business (`_cell`)."""
    return {name for name in re.findall(r"\{%-?\s*macro\s+(\w+)", source) if not name.startswith("_")}


def called(source: str) -> set[tuple[str, str]]:
    """(file, macro) of the components a template imports and calls, under whichever name."""
    found = set()
    for file, names in IMPORT.findall(source):
        for each in re.split(r",\s*", re.sub(r"\s+with(out)? context$", "", names)):
            name, _, alias = each.partition(" as ")
            if re.search(rf"(?<![\w'.]){(alias or name).strip()}\s*\(", IMPORT.sub("", source)):
                found.add((file, name.strip()))
    return found


def test_every_component_is_used_and_shown_in_the_gallery() -> None:
    every = {(part.name, name) for part in PARTS for name in exported(part.read_text("utf-8"))}
    gallery = ROOT / "templates" / "gallery" / "index.html"
    pages = [path for path in (ROOT / "templates").rglob("*.html") if path != gallery]
    used = {pair for path in pages for pair in called(path.read_text("utf-8") + included_in(path.read_text("utf-8")))}
    # A macro that others of its own file draw (`table` inside `problem_table`) is used through them.
    used |= {
        (part.name, name) for part in PARTS for name in exported(part.read_text("utf-8"))
        if len(re.findall(rf"(?<![\w'.]){name}\(", re.sub(r"\{#.*?#\}", "", part.read_text("utf-8"), flags=re.S))) > 1
    }
    assert len(every) > 50
    assert every - used == set()
    assert every - called(gallery.read_text("utf-8")) == set()


def test_every_component_stands_in_the_map_of_the_screens() -> None:
    table = (ROOT / "docs" / "screens.md").read_text("utf-8")
    for part in PARTS:
        line = re.search(rf"^\| `{part.stem}` \|(.*)\|$", table, re.M)
        assert line, part.stem
        assert exported(part.read_text("utf-8")) - set(re.findall(r"\w+", line[1])) == set(), part.stem


# Written by a template out of a value: signs, kinds of badges, parts of twelve.
MADE_UP = re.compile(r"^((s|st|k)-\w+|is-(ok|warn|bad|plain)|w\d+)$")


def test_no_style_is_left_behind() -> None:
    """Every class of our stylesheets is written by some page, script or view."""
    written = set()
    for folder, pattern in (("templates", "*.html"), ("static/js", "*.js"), ("training_app", "*.py")):
        for path in (ROOT / folder).rglob(pattern):
            if path.parent.name != "gallery":
                written |= set(re.findall(r"[A-Za-z][\w-]*", re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)))
    styled = set()
    for path in (ROOT / "static" / "css").glob("*.css"):
        source = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
        styled |= set(re.findall(r"\.([A-Za-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", source)))
    assert len(styled) > 100
    assert {name for name in styled - written if not MADE_UP.match(name)} == set()
