"""The design system: what the macros draw, and that nothing is inline or unlisted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template
from flask_wtf import FlaskForm
from lxml import html
from lxml.html import HtmlElement
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from tests.builders.gallery import ROOT, make_app
from training_app.kernel.decision import Basis, Citation, ConditionResult, Decision, Outcome, State
from training_app.kernel.problems import Problem, Severity
from training_app.reports import layout


class ClassForm(FlaskForm):
    """A form with one field of each kind."""

    name = StringField("班次名称", [DataRequired("不能为空。")])
    capacity = IntegerField("计划人数", [Optional()], description="1 到 500")
    level = SelectField("等级", choices=[SelectChoice("junior", "初级")])
    mode = RadioField("方式", [DataRequired("请选一种方式。")],
                      choices=[SelectChoice("online", "线上"), SelectChoice("onsite", "线下")])
    public = BooleanField("公开报名")
    remark = TextAreaField("备注")


@pytest.fixture(scope="module")
def app() -> Flask:
    return make_app()


def draw(app: Flask, source: str, **context: object) -> HtmlElement:
    """The element tree of a piece of template."""
    with app.test_request_context("/"):
        text = app.jinja_env.from_string(source).render(**context)
    return html.fragment_fromstring(text, create_parent="div")


def text_of(node: HtmlElement) -> str:
    return " ".join(node.text_content().split())


# ---- forms ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def refused(app: Flask) -> Iterator[ClassForm]:
    """A form sent with mistakes and a hostile value."""
    with app.test_request_context("/", method="POST", data={"capacity": '"><b>五十', "level": "junior"}):
        form = ClassForm(meta={"csrf": False})
        assert not form.validate()
        yield form


def field_of(app: Flask, form: ClassForm, name: str) -> HtmlElement:
    return draw(app, "{% from 'components/forms.html' import field %}{{ field(form[name]) }}", form=form, name=name)


def test_wrong_field_names_its_error_and_keeps_what_was_typed(app: Flask, refused: ClassForm) -> None:
    node = field_of(app, refused, "capacity")
    control = node.get_element_by_id("capacity")
    assert control.get("value") == '"><b>五十'
    assert node.find(".//b") is None
    assert control.get("aria-invalid") == "true"
    assert "is-invalid" in control.get("class")
    assert control.get("aria-describedby").split() == ["capacity-hint", "capacity-error"]
    assert text_of(node.get_element_by_id("capacity-hint")) == "1 到 500"
    assert text_of(node.get_element_by_id("capacity-error")) == refused.capacity.errors[0]
    assert node.find(".//label").get("for") == "capacity"


def test_only_fields_that_may_stay_empty_are_marked(app: Flask, refused: ClassForm) -> None:
    assert "选填" not in text_of(field_of(app, refused, "name"))
    assert "选填" in text_of(field_of(app, refused, "capacity"))


def test_right_field_carries_no_sign_of_an_error(app: Flask, refused: ClassForm) -> None:
    control = field_of(app, refused, "level").get_element_by_id("level")
    assert control.get("class") == "form-select"
    assert control.get("aria-invalid") is None and control.get("aria-describedby") is None


def test_choices_are_a_group_with_a_legend(app: Flask, refused: ClassForm) -> None:
    node = field_of(app, refused, "mode")
    assert text_of(node.find(".//fieldset/legend")) == "方式"
    assert [box.get("id") for box in node.findall(".//input")] == ["mode-0", "mode-1"]
    assert text_of(node.get_element_by_id("mode-error")) == "请选一种方式。"


def test_summary_counts_and_links_every_error(app: Flask, refused: ClassForm) -> None:
    node = draw(app, "{% from 'components/forms.html' import error_summary %}{{ error_summary(form, ['名额已满。']) }}",
                form=refused)
    assert "有 4 处需要更正" in text_of(node.find(".//h2"))
    assert [link.get("href") for link in node.findall(".//a")] == ["#name", "#capacity", "#mode-0"]
    assert "班次名称：不能为空。" in text_of(node)
    assert "名额已满。" in text_of(node)


def test_no_summary_without_errors(app: Flask) -> None:
    with app.test_request_context("/"):
        form = ClassForm(meta={"csrf": False})
    node = draw(app, "{% from 'components/forms.html' import error_summary %}{{ error_summary(form) }}", form=form)
    assert text_of(node) == ""


@pytest.mark.parametrize("source", [
    "{% call form_open('/x') %}{% endcall %}", "{{ post_button('/x', '催办') }}",
])
def test_every_posting_form_carries_the_token(app: Flask, source: str) -> None:
    node = draw(app, "{% from 'components/forms.html' import form_open, post_button %}" + source)
    form = node.find(".//form")
    assert form.get("method") == "post"
    assert form.xpath("input[@name='csrf_token']/@value")[0]


def test_file_box_says_limit_and_kinds_in_words(app: Flask) -> None:
    node = draw(app, "{% from 'components/forms.html' import file_box %}"
                     "{{ file_box('f', 'file', '花名册', accept='.xlsx,.csv', max_mb=20, errors=['文件是空的。']) }}")
    control = node.get_element_by_id("f")
    assert control.get("data-max-bytes") == str(20 * 1024 * 1024)
    assert "xlsx、csv" in control.get("data-wrong-kind")
    assert "文件是空的。" in text_of(node.get_element_by_id("f-error"))


# ---- figures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("call", "expected"), [
    ("yuan(0)", "0.00"), ("yuan(12345605)", "123,456.05"), ("yuan(-150)", "−1.50"),
    ("hours(0)", "0.00"), ("hours(7505)", "75.05"), ("hours(-800)", "−8.00"),
])
def test_figures_are_exact(app: Flask, call: str, expected: str) -> None:
    node = draw(app, "{% from 'components/figures.html' import yuan, hours %}{{ " + call + " }}")
    assert text_of(node) == expected


def test_hour_picture_says_the_gap_in_words(app: Flask) -> None:
    subjects = [{"label": "公需", "balance": 3150, "required": 3000}, {"label": "专业", "balance": 4800, "required": 6000}]
    node = draw(app, "{% from 'components/figures.html' import bankline %}{{ bankline(subjects) }}", subjects=subjects)
    assert [svg.get("aria-label") for svg in node.findall(".//svg")] == [
        "公需 31.50 学时，要求 30.00，已够", "专业 48.00 学时，要求 60.00，还差 12.00"]
    assert [bar.get("width") for bar in node.xpath(".//*[@class='full']")] == ["1000", "800"]
    assert [part.get("class") for part in node.xpath("div/div")] == ["p w4", "p w8"]


@pytest.mark.parametrize(("days", "kind", "words"), [
    (-1, "late", "逾期 1 天"), (0, "soon", "今天到期"), (2, "soon", "剩 2 天"), (3, "", "剩 3 天"),
])
def test_deadlines(app: Flask, days: int, kind: str, words: str) -> None:
    node = draw(app, "{% from 'components/signs.html' import due %}{{ due(days) }}", days=days)[0]
    assert node.get("class").split()[1:] == ([kind] if kind else [])
    assert text_of(node) == words
    assert node.find("span").get("aria-hidden") == "true"


def test_unknown_state_is_shown_and_not_lost(app: Flask) -> None:
    node = draw(app, "{% from 'components/signs.html' import state %}{{ state('odd', {}) }}")
    assert text_of(node) == "odd"


# ---- lists and records ----------------------------------------------------------------------------------------------


class Page:
    """The pager's contract."""

    def __init__(self, page: int, pages: int, total: int) -> None:
        self.page, self.pages, self.total, self.per_page = page, pages, total, 15

    def url_for_page(self, number: int) -> str:
        return f"?page={number}"


@pytest.mark.parametrize(("page", "links", "words"), [
    (Page(1, 1, 9), [], "第 1–9 条，共 9 条"),
    (Page(1, 12, 173), ["?page=1", "?page=2", "?page=3", "?page=12", "?page=2"], "第 1–15 条，共 173 条"),
    (Page(12, 12, 173), ["?page=11", "?page=1", "?page=10", "?page=11", "?page=12"], "第 166–173 条，共 173 条"),
    (Page(1, 0, 0), [], "没有符合条件的记录"),
])
def test_pager(app: Flask, page: Page, links: list[str], words: str) -> None:
    node = draw(app, "{% from 'components/lists.html' import pager %}{{ pager(page) }}", page=page)
    assert [link.get("href") for link in node.findall(".//a")] == links
    assert text_of(node.find(".//nav/span")) == words


def test_cells_escape_and_name_their_column(app: Flask) -> None:
    node = draw(app, "<table><tr>{% from 'components/lists.html' import cell %}{{ cell('单位', name, 'lim') }}</tr></table>",
                name="A & <i>B</i>")
    found = node.find(".//td")
    assert found.get("data-label") == "单位" and found.get("class") == "lim"
    assert found.text == "A & <i>B</i>" and len(found) == 0


def test_stepper_marks_done_now_and_to_come(app: Flask) -> None:
    steps = [{"key": key, "label": key} for key in ("draft", "submitted", "approved")]
    node = draw(app, "{% from 'components/record.html' import stepper %}{{ stepper(steps, 'submitted') }}", steps=steps)
    items = node.findall(".//li")
    assert [item.get("class") for item in items] == ["done", "now", ""]
    assert [item.get("aria-current") for item in items] == [None, "step", None]


def test_timeline_shows_chinese_time_and_escapes_remarks(app: Flask) -> None:
    events = [{"at": datetime(2026, 7, 10, 3, 2, tzinfo=UTC), "who": "丛珊", "what": "退回补正",
               "remark": "<script>x</script>", "kind": "bad"}]
    node = draw(app, "{% from 'components/record.html' import timeline %}{{ timeline(events) }}", events=events)
    assert "2026-07-10 11:02 · 丛珊" in text_of(node)
    assert node.find(".//script") is None and "<script>x</script>" in text_of(node)


def test_problem_lines_take_kernel_problems(app: Flask) -> None:
    problem = Problem("sex.mismatch", Severity.WARNING, "与证件号码不一致。", column="C", heading="性别", suggestion="女")
    node = draw(app, "{% from 'components/roster.html' import problem_lines %}{{ problem_lines(all) }}", all=[problem])
    assert text_of(node) == "警告 C 列 性别：与证件号码不一致。 建议：女"


# ---- the paper ------------------------------------------------------------------------------------------------------


def test_form_shows_the_layout_and_opens_every_cell(app: Flask) -> None:
    row = layout.ReturnRow("big_data", "大数据", 2, 63, 5760005, 2, 35, 0, {"headcount_trained": 61})
    total = layout.ReturnRow("total", "合计", 2, 63, 5760005, 2, 35, 0)
    form = layout.ReturnForm(unit_name="A & <B> 学校", period_from=date(2026, 4, 1), period_to=date(2026, 6, 30),
                             rows=(row,), total=total, reported_on=date(2026, 6, 29))
    node = draw(
        app, "{% from 'components/sheet.html' import form_sheet %}"
             "{{ form_sheet(form, layout, cell_url, changed=[('big_data', 'headcount_trained')], drawer='d', distinct=true) }}",
        form=form, layout=layout, cell_url=lambda row, column: f"/{row.occupation}/{column.key}")
    assert [text_of(head) for head in node.findall(".//thead//th")] == list(layout.HEADINGS)
    for found, shown in ((row, ".//tbody"), (total, ".//tfoot")):
        links = node.find(shown).findall(".//a")
        assert [link.text for link in links] == [found.printed(column) for column in layout.COLUMNS]
        assert [link.get("href") for link in links] == [f"/{found.occupation}/{c.key}" for c in layout.COLUMNS]
    changed = node.xpath(".//td[contains(@class, 'chg')]/a")
    assert [link.get("aria-label") for link in changed] == ["大数据 已培训人数（人） 63，提交后有变化"]
    assert "去重 61" in text_of(node)
    assert "A & <B> 学校" in text_of(node) and layout.REMARK in text_of(node)
    assert "填报时间：2026 年 6 月 29 日" in text_of(node)
    assert text_of(node.xpath(".//*[@class='draft-mark']")[0]) == layout.DRAFT_MARK


# ---- decisions ------------------------------------------------------------------------------------------------------


def decide(app: Flask, decision: Decision) -> HtmlElement:
    words = {"condition": lambda c: c.fact, "expected": lambda c: str(c.expected), "actual": lambda c: str(c.actual)}
    return draw(app, "{% from 'components/decision.html' import decision %}{{ decision(it, '绿色通道', words) }}",
                it=decision, words=words)


def test_decision_explains_itself() -> None:
    text = Citation(Basis.TEXT, "威人社办发〔2020〕50号", "三（二）", "工作6年以上")
    assumed = Citation(Basis.ASSUMED, source="工作惯例")
    years = ConditionResult("years", ">=", 6, "4.8", State.NOT_MET, text)
    level = ConditionResult("level", "==", "中级", "初级", State.NOT_MET, assumed)
    node = decide(make_app(), Decision(Outcome.NO, (years, level), ((years,), (level,))))
    assert "现在不行" in text_of(node)
    options = node.xpath(".//ul[@class='either']/li")
    assert len(options) == 2 and text_of(options[1]).startswith("或")
    assert text_of(node.find(".//blockquote")).startswith("工作6年以上")
    rows = node.findall(".//tbody/tr")
    assert [("待核实" in text_of(row)) for row in rows] == [False, True]
    assert [text_of(row.find("td")) for row in rows] == ["不符合", "不符合"]


def test_decision_left_to_the_committee_says_one_may_apply(app: Flask) -> None:
    other = ConditionResult("conditions.other_met", "==", True, None, State.UNKNOWN, Citation(Basis.ASSUMED))
    node = decide(app, Decision(Outcome.UNKNOWN, (other,), (), ("conditions.other_met",)))
    assert "可以申报，其余由评委会评审" in text_of(node)


# ---- pages ----------------------------------------------------------------------------------------------------------


def test_frame_escapes_names_and_ends_the_session_by_post(app: Flask) -> None:
    page = html.fromstring(app.test_client().get("/").get_data(as_text=True))
    assert page.findtext(".//title") == "组件 · 威海数字<平台>"
    logout = page.xpath("//form[@action='/logout']")[0]
    assert logout.get("method") == "post" and logout.xpath("input[@name='csrf_token']")
    assert text_of(page.xpath("//nav[@class='tabbar']")[0]) == "首页班次导入人员更多证书职称"
    assert [link.text for link in page.xpath("//ul[@class='mainnav']//a[@aria-current]")] == ["班次"]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 422, 429, 500])
def test_error_page_needs_nothing_and_says_what_to_do(code: int) -> None:
    bare = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    with bare.test_request_context("/"):
        page = html.fromstring(render_template(f"errors/{code}.html"))
        told = html.fromstring(render_template(f"errors/{code}.html", message="名额 <b>已满</b>。", incident="7F3A"))
    assert len(page.findall(".//h1")) == 1
    assert page.xpath("//ul[@class='err-next']/li")
    assert page.xpath("//a[@href='/']")
    assert "名额 <b>已满</b>。" in text_of(told) and "7F3A" in text_of(told)


def test_no_template_holds_inline_script_or_style() -> None:
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|javascript:|\bhx-on|https?://", re.IGNORECASE)
    found = {str(path.relative_to(ROOT)): inline.findall(path.read_text("utf-8"))
             for path in (ROOT / "templates").rglob("*.html")}
    assert len(found) > 20
    assert {path: hits for path, hits in found.items() if hits} == {}


def test_vendored_files_are_the_published_ones() -> None:
    vendor = ROOT / "static" / "vendor"
    listed = dict(re.findall(r"\| `([\w.\-/]+)` \| `([0-9a-f]{64})` \|", (vendor / "VENDOR.md").read_text("utf-8")))
    present = {str(path.relative_to(vendor)) for path in vendor.rglob("*.min.*")}
    assert set(listed) == present
    for path, digest in listed.items():
        assert hashlib.sha256((vendor / path).read_bytes()).hexdigest() == digest
        assert (vendor / path).with_name("LICENSE").is_file()
