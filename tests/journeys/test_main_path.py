"""The main job end to end, by clicks: from the registration of an institution to the quarterly form and the engineer's page."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date

import pypdf
from flask import Flask
from openpyxl import Workbook, load_workbook

from tests.certificates.level_files import workbook as level_workbook
from tests.journeys.browser import Browser, Page
from tests.journeys.conftest import Calendar
from tests.journeys.office import (
    bureau,
    file_class,
    learner,
    logged_in,
    messy_workbook,
    open_account,
    plan_year,
    register,
    set_timetable,
    staff,
)
from training_app.kernel.actor import Role

SCHOOL, BODY = "威海蓝湾职业培训学校", "山东数智人才评价中心"
SOURCE = "威人社备〔2026〕3号 培训方案"
# Name, score at the end of the class; the last fails by a hundredth.
PEOPLE = {"丛珊珊": "88", "鞠海": "92.5", "阿迪力·买买提": "60", "邹文静": "59.99", "于𠮷": "75", "姜晓": "100"}
# Classes, people, yuan, subsidised classes, certificates, people paid for.
FIGURES = ["1", "6", "7,500.50", "1", "5", "5"]
PASSED = [name for name in PEOPLE if name != "邹文静"]


@dataclass(slots=True)
class Story:
    """What the acts hand on to each other."""

    app: Flask
    calendar: Calendar
    school: str = ""
    body: str = ""
    number: str = ""
    lines: list[dict[str, str]] = field(default_factory=list)
    persons: dict[str, str] = field(default_factory=dict)


def test_from_registration_to_the_quarterly_form(city: Flask, calendar: Calendar) -> None:
    story = Story(city, calendar)
    bureau_registers(story)
    institution_files(story)
    bureau_returns(story)
    institution_corrects(story)
    bureau_approves(story)
    roster_comes_in(story)
    class_is_held(story)
    class_is_completed(story)
    assessment_body_reports(story)
    bureau_recognises(story)
    bureau_enters_payments(story)
    engineer_looks(story)
    bureau_reads_the_form(story)
    institution_files_its_return(story)


def bureau_registers(story: Story) -> None:
    staff(story.app)
    clerk = bureau(story.app)
    story.school = register(clerk, SCHOOL, "training_institution", "institution_catalogue")
    story.body = register(clerk, BODY, "assessment_body")
    form = clerk.open("/programmes/new").form("/programmes/new")
    page = form.fill(
        occupation_key="smart_manufacturing", level="intermediate", document="威人社函〔2026〕2号", valid_from="2026-01-01"
    ).send()
    assert page.status == 200, page.text
    open_account(story.app, "lanwan", "毕晓彤", Role.TRAINING_INSTITUTION, institution=story.school)
    open_account(story.app, "pingjia", "于海明", Role.ASSESSMENT_BODY, institution=story.body)


def institution_files(story: Story) -> None:
    school = logged_in(story.app, "lanwan")
    story.number = file_class(school, story.body, date(2026, 7, 6), date(2026, 7, 9))
    page = set_timetable(school, story.number, 4).form("/submit").send()
    assert page.status == 422
    assert "没有选择年度方案的项目" in page.text
    line = plan_year(school, logged_in(story.app, "pingjia"), bureau(story.app), story.body)
    school.open(f"/classes/{story.number}").follow("修改备案").form("/edit").fill(plan_line=line).send()
    page = school.open(f"/classes/{story.number}").form("/submit").send()
    assert page.status == 200
    assert "待审核" in page.text


def bureau_returns(story: Story) -> None:
    story.calendar.turn_to(2026, 6, 3)
    clerk = bureau(story.app)
    assert story.number in clerk.open("/").text, "what waits for the bureau stands on its home page"
    form = clerk.open(f"/classes/{story.number}").form("/return")
    refused = form.fill(fields=["venue"]).send()
    assert refused.status == 422
    assert "每一项写明原因" in refused.text
    page = refused.form("/return").fill(remark="地点请写明教室", fields=["venue"]).send()
    assert page.status == 200
    assert "已退回" in page.text


def institution_corrects(story: Story) -> None:
    school = logged_in(story.app, "lanwan")
    page = school.open(f"/classes/{story.number}")
    assert "地点请写明教室" in page.text
    assert "培训地点" in page.text
    page = page.follow("修改备案").form("/edit").fill(venue="世昌大道 288 号 教学楼 302").send()
    assert page.form("/submit").send().status == 200


def bureau_approves(story: Story) -> None:
    story.calendar.turn_to(2026, 6, 4)
    page = bureau(story.app).open(f"/classes/{story.number}")
    refused = page.form("/approve").fill(required_hours="32").send()
    assert refused.status == 422, "required hours need their source"
    page = refused.form("/approve").fill(required_hours="32", source=SOURCE).send()
    assert page.status == 200
    assert "已批准" in page.text
    assert SOURCE in page.text


def roster_comes_in(story: Story) -> None:
    story.calendar.turn_to(2026, 6, 20)
    story.lines = [learner(serial, name) for serial, name in enumerate(PEOPLE, 1)]
    right = story.lines[3]["身份证号码"]
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    messy = [*story.lines[:3], {**story.lines[3], "身份证号码": wrong}, *story.lines[4:]]
    school = logged_in(story.app, "lanwan")
    page = school.open(f"/classes/{story.number}").follow("导入学员名单")
    page = page.form("上传并核对").send(upload=("学员名单（最终版2）.xlsx", messy_workbook(messy, "学员信息表")))
    assert "5 行可以导入，1 行有错误" in page.text
    batch = page.path
    page = page.follow("只看错误").follow("更正")
    still_wrong = page.form("保存身份证号码").fill(value=wrong).send()
    assert "校验码不对" in still_wrong.text
    page = school.open(page.path).form("保存身份证号码").fill(value=right).send()
    page = school.open(batch).form("确认导入").send()
    assert page.status == 200
    shown = school.open(f"/classes/{story.number}").text
    assert all(name in shown for name in PEOPLE)
    assert not any(line["身份证号码"] in shown for line in story.lines), "the class page masks numbers"


def class_is_held(story: Story) -> None:
    story.calendar.turn_to(2026, 7, 6)
    page = logged_in(story.app, "lanwan").open(f"/classes/{story.number}")
    page = page.form("/start").send()
    assert page.status == 200
    story.calendar.turn_to(2026, 7, 9)
    school = logged_in(story.app, "lanwan")
    for held in range(1, 5):
        page = school.open(f"/classes/{story.number}/sessions/{held}").form(f"/sessions/{held}").send()
        assert page.status == 200, page.text


def class_is_completed(story: Story) -> None:
    school = logged_in(story.app, "lanwan")
    page = school.open(f"/classes/{story.number}/completion")
    assert not page.has_form("/completion"), "nobody completes a class without scores"
    scores = {
        entry.get("name"): PEOPLE[entry.get("aria-label").split()[0]]
        for entry in page.html.xpath("//input[starts-with(@name, 'score-')]")
    }
    assert len(scores) == len(PEOPLE)
    page.form("保存成绩").fill(**scores).send()
    page = school.open(f"/classes/{story.number}/completion").form("/completion").send()
    assert page.status == 200, page.text
    page = school.open(f"/classes/{story.number}/completion")
    results = {row["姓名"]: row["结果"] for row in page.rows("已修学时")}
    assert [name for name, result in results.items() if "不" in result] == ["邹文静"], results
    paper = _pdf_text(school.open(page.link("打印全班培训合格证书")))
    assert all(name in paper for name in PASSED)
    assert "邹文静" not in paper


def assessment_body_reports(story: Story) -> None:
    story.calendar.turn_to(2026, 8, 3)
    assessor = logged_in(story.app, "pingjia")
    assert story.number in assessor.open("/").text, "the home page says which class waits for results"
    results = [
        {
            "姓名": line["姓名"], "身份证号": line["身份证号码"], "班次编号": story.number, "职业": "智能制造工程技术人员",
            "等级": "中级", "理论成绩": 80, "能力成绩": 71.5, "考核日期": "2026-07-20",
        }
        for line in story.lines
    ]  # fmt: skip
    page = assessor.open("/intake").follow("等级考核与证书").form("上传并核对")
    page = page.send(upload=("成绩.xlsx", level_workbook(*results)))
    assert "没有取得本班次的培训合格" in page.text, "who failed the class has no assessment"
    assert "威人社函〔2023〕25号" in page.text
    page = page.form("只导入无误的 5 行").send()
    assert page.status == 200
    numbers = {
        line["姓名"]: {"证书编号": f"3726{place:06d}", "发证日期": "2026-07-30"} for place, line in enumerate(story.lines, 1)
    }
    certified = [{**result, **numbers[result["姓名"]]} for result in results if result["姓名"] in PASSED]
    page = assessor.open("/intake").follow("等级考核与证书").form("上传并核对")
    page = page.send(upload=("证书.xlsx", level_workbook(*certified)))
    assert "还没有经省厅确认、国家审核通过" in page.text, "no certificate before the results went their way"
    results_are_confirmed(story, assessor)
    page = assessor.open("/intake").follow("等级考核与证书").form("上传并核对")
    page = page.send(upload=("证书.xlsx", level_workbook(*certified))).form("确认导入").send()
    assert page.status == 200, page.text
    listed = assessor.open("/certificates/").text
    assert all(name in listed for name in PASSED)
    assert "邹文静" not in listed


def results_are_confirmed(story: Story, assessor: Browser) -> None:
    """The body sends its results, the bureau notes that the province confirmed, the body that the nation approved."""
    page = assessor.open("/certificates/lots/")
    assert "5 人考核合格，等您报批" in page.text
    page = page.form("建批").send()
    assert "5 人" in page.text
    noted = page.form("/steps/send").fill(**{"send-happened_on": "2026-07-21", "send-document": "鲁数评〔2026〕7号"}).send()
    assert "等省厅确认" in noted.text
    page = bureau(story.app).open(noted.path).form("/steps/confirm_province")
    page = page.fill(**{"confirm_province-happened_on": "2026-07-24", "confirm_province-document": "鲁人社函〔2026〕9号"}).send()
    assert "等国家审核" in page.text
    page = assessor.open(noted.path).form("/steps/approve_nation")
    page = page.fill(**{"approve_nation-happened_on": "2026-07-28", "approve_nation-document": "知更办函〔2026〕3号"}).send()
    assert "颁发证书，上传证书编号" in page.text


def bureau_recognises(story: Story) -> None:
    clerk = bureau(story.app)
    form = clerk.open("/titles/").form("认定勾选的人员")
    assert len(form.choices["chosen"]) == len(PASSED)
    form = form.fill(chosen=form.choices["chosen"]).send().form(f"认定 {len(PASSED)} 本证书")
    page = form.fill(**{name: "1" for name in form.choices if "." in name}).send()
    assert f"{len(PASSED)} 行全部办成" in page.text
    page = clerk.open("/titles/records")
    assert all(name in page.text for name in PASSED)
    for anchor in clerk.open(f"/classes/{story.number}").html.xpath("//a[contains(@href, '/people/P')]"):
        story.persons[anchor.text_content().strip()] = anchor.get("href").rsplit("/", 1)[-1]
    assert set(story.persons) >= set(PEOPLE)


def bureau_enters_payments(story: Story) -> None:
    story.calendar.turn_to(2026, 9, 1)
    book = Workbook()
    book.active.append(["姓名", "证件号码", "班次编号", "等级", "金额(元)", "发放日期", "凭证号"])
    for place, name in enumerate(PASSED):
        number = next(line["身份证号码"] for line in story.lines if line["姓名"] == name)
        amount = 1500.5 if place == 0 else "1,500.00元"
        book.active.append([name, number, story.number, "中级", amount, "2026年8月25日", f"〔2026〕第{place + 1}号"])
    content = io.BytesIO()
    book.save(content)
    clerk = bureau(story.app)
    page = clerk.open("/intake").follow("补贴发放").form("上传并核对").send(upload=("发放.xlsx", content.getvalue()))
    page = page.form("确认导入").send()
    assert page.status == 200
    assert "7,500.50" in clerk.open("/subsidies").text


def engineer_looks(story: Story) -> None:
    open_account(story.app, "cong", "丛珊珊", Role.ENGINEER, person=story.persons["丛珊珊"])
    engineer = logged_in(story.app, "cong")
    page = engineer.open("/me?year=2026")
    assert page.status == 200
    assert "32" in page.text
    assert "90" in page.text
    assert story.lines[0]["身份证号码"] not in page.text
    own = engineer.open("/me/certificates")
    assert "3726000001" in own.text
    paper = engineer.open(own.html.xpath("//a[contains(@href, '/me/certificates/')]/@href")[0])
    assert "丛珊珊" in _pdf_text(paper)
    assert "工程师" in engineer.open("/me/titles").text
    for foreign in ("/classes", f"/classes/{story.number}", "/reports", f"/people/{story.persons['鞠海']}"):
        assert engineer.open(foreign).status in (403, 404), foreign


def bureau_reads_the_form(story: Story) -> None:
    story.calendar.turn_to(2026, 9, 28)
    clerk = bureau(story.app)
    for scope in ("", f"&institution={story.school}", "&district=371002", "&cumulative=1"):
        page = clerk.open(f"/reports?quarter=2026Q3{scope}")
        shown = _figures(page)
        assert shown["智能制造"] == FIGURES
        assert shown["合计"] == FIGURES
        _every_figure_opens(clerk, page)
        _papers_equal(clerk, page, shown)


def institution_files_its_return(story: Story) -> None:
    school = logged_in(story.app, "lanwan")
    page = school.open("/reports?quarter=2026Q3").form("填报本季度").send()
    form = page.form("提交并冻结").fill(prepared_by="毕晓彤", phone="0631-5200000", measures="学费减免", issues="师资不足")
    page = form.send("提交并冻结")
    assert page.status == 200
    assert _figures(page)["智能制造"] == FIGURES
    _every_figure_opens(school, page)
    paper = _pdf_text(school.open(page.link("PDF")))
    assert all(words in paper for words in ("毕晓彤", "0631-5200000", "学费减免", "师资不足", SCHOOL))
    clerk = bureau(story.app)
    number = page.path.rsplit("/", 1)[-1]
    page = clerk.open(f"/reports/returns/{number}").form("/accept").send()
    assert page.status == 200
    assert "已接收" in page.text or "已受理" in page.text or "已通过" in page.text, page.text


def _figures(page: Page) -> dict[str, list[str]]:
    """The rows of the form on a page: name → six figures."""
    for table in page.html.iter("table"):
        heads = [" ".join(cell.text_content().split()) for cell in table.xpath(".//th[@scope='col']")]
        if any(head.startswith("纳入职业培训补贴班次") for head in heads):
            rows = [
                [" ".join(cell.text_content().split()) for cell in row.xpath("./th | ./td")]
                for row in table.xpath(".//tr[td]")
            ]
            return {row[0]: row[1:7] for row in rows if len(row) >= 7}
    raise AssertionError(f"{page.path} shows no form")


def _every_figure_opens(browser: Browser, page: Page) -> None:
    anchors = page.html.xpath("//a[contains(@href, '/cell?')]")
    assert len(anchors) > 20, "every figure is a link"
    for anchor in anchors:
        figure, listed = anchor.text_content().strip(), browser.open(anchor.get("href"))
        lines = listed.html.xpath("//table[contains(@class, 'people')]//tbody/tr")
        assert listed.status == 200
        if "subsidy_paid_fen" not in anchor.get("href"):
            assert len(lines) == int(figure.replace(",", "")), (anchor.get("href"), figure)


def _papers_equal(browser: Browser, page: Page, shown: dict[str, list[str]]) -> None:
    """PDF and Excel hold the figures of the page."""
    text = _pdf_text(browser.open(page.link("PDF")))
    book = load_workbook(io.BytesIO(browser.open(page.link("Excel")).response.data))
    rows = {str(row[0]): row[1:7] for row in book.worksheets[0].iter_rows(values_only=True) if row[0]}
    for name in ("智能制造", "大数据", "区块链", "合计"):
        assert " ".join([name, *shown[name]]) in " ".join(text.split()), text
        assert [float(value) for value in rows[name]] == [float(figure.replace(",", "")) for figure in shown[name]]


def _pdf_text(page: Page) -> str:
    assert page.status == 200, page.text if page.tree is not None else page.status
    return "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.response.data)).pages)
