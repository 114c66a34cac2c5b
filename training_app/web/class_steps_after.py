"""The steps of a class after its completion: report, level assessment and its sessions, confirmation, certificates,
inspections, evaluation, payments. Pure; `web/class_story` puts all steps in order."""

from __future__ import annotations

from datetime import date

from training_app.web import labels_story as words
from training_app.web.class_steps import BODY, BUREAU, INSTITUTION, NATION, OVER, PROVINCE, TRAINEES, Known, Step

_LOT_WITH = {
    "drawn": BODY, "province_returned": BODY, "nationally_returned": BODY, "sent": PROVINCE, "province_confirmed": NATION,
    "nationally_approved": BODY,
}


def certificates(known: Known) -> Step:
    """Certificates of completion."""
    issued, wanted = known.number("completion_certificate", "issued"), known.listed("completed")
    lines = [words.ISSUED.format(count=issued, wanted=wanted)] if issued or wanted else []
    if revoked := known.number("completion_certificate", "revoked"):
        lines.append(words.REVOKED.format(count=revoked))
    if wanted and issued < wanted:
        return Step("certificates", "wait", words.TO_ISSUE, lines, INSTITUTION)
    return Step("certificates", "ok" if issued else "", words.ALL_ISSUED if issued else words.NOT_YET, lines)


def report(known: Known) -> Step:
    """The report to the province within its days."""
    sent, answered = known.of("report", "sent"), known.of("report", "answered")
    if known.record.state == "completed":
        completed, due = known.record.completed_on, known.deadline.last_day if known.deadline else None
        lines = [words.WITHIN.format(days=(due - completed).days)] if due and completed else []
        return Step("report", "wait", words.TO_REPORT, lines, INSTITUTION, completed, due)
    if known.record.state != "reported":
        return Step("report", "", words.NOT_YET)
    lines = [words.SENT.format(day=each.since, document=each.text).strip() for each in sent]
    lines += [words.RECEIPT.format(day=each.since, receipt=each.text) for each in answered]
    return Step("report", "ok", words.REPORTED if answered else words.NO_RECEIPT, lines)


def level_applications(known: Known) -> Step | None:
    """Applications for the level assessment; None for who may not see them."""
    if "level_application" not in known.sees:
        return None
    applied = known.number("level_application", "applied")
    accepted = known.number("level_application", "accepted", "assessed", "absent")
    returned = known.back("level_application")
    lines = [
        form.format(count=count)
        for state, form in words.APPLICATIONS.items() if (count := known.number("level_application", state))
    ]  # fmt: skip
    if applied:
        since = known.since_of("level_application", "applied")
        return Step("level_applications", "wait", words.TO_ACCEPT, lines, BODY, since, None, returned)
    if accepted or known.record.state not in OVER:
        sign, state = ("ok", words.ACCEPTED) if accepted else ("", words.NOT_YET)
        return Step("level_applications", sign, state, lines, setbacks=returned)
    waits = known.listed("completed") > known.number("result")
    state = words.NOBODY_APPLIED if waits else words.NONE
    return Step("level_applications", "", state, lines, TRAINEES if waits else "", setbacks=returned)


def sittings(known: Known) -> Step | None:
    """Assessment sessions in which people of the class have seats; None for who may not see applications."""
    if "level_application" not in known.sees:
        return None
    waiting = known.number("level_application", "accepted") - known.number("sitting", "open")
    held = sorted(known.of("sitting"), key=lambda each: each.since or date.max)
    if not held and waiting <= 0:
        return Step("sittings", "", words.NOT_YET)
    lines = [words.SITTING.format(day=each.since, number=each.text, count=each.count) for each in held]
    if waiting > 0:
        lines.append(words.UNSEATED.format(count=waiting))
    days = [each.since for each in held if each.state == "open" and each.since]
    if over := [day for day in days if day <= known.today]:
        return Step("sittings", "wait", words.TO_MARK, lines, BODY, min(over))
    if waiting > 0:
        since = known.since_of("level_application", "accepted")
        return Step("sittings", "wait", words.TO_SEAT, lines, BODY, since, min(days, default=None))
    if days:
        return Step("sittings", "new", words.SEATED, lines, due=min(days))
    return Step("sittings", "ok", words.HELD, lines)


def results(known: Known) -> Step:
    """Results of the level assessment."""
    passed, failed = known.number("result", "passed"), known.number("result", "failed")
    left = known.listed("completed") - passed - failed
    lines = [words.RESULTS.format(passed=passed, failed=failed)] if passed or failed else []
    if known.record.state in OVER and left > 0:
        lines.append(words.LEFT.format(count=left))
        if known.record.origin != "register":
            return Step("results", "", words.PART if passed or failed else words.NONE, lines)
        if known.of("level_application") and not known.number("level_application", "applied", "accepted"):
            return Step("results", "", words.PART if passed or failed else words.NOBODY_APPLIED, lines, TRAINEES)
        sign = "wait" if known.number("level_application", "accepted") or passed or failed else ""
        return Step("results", sign, words.TO_ASSESS, lines, BODY, known.record.completed_on)
    return Step("results", "ok" if passed or failed else "", words.ASSESSED if passed or failed else words.NOT_YET, lines)


def lots(known: Known) -> Step:
    """Confirmation by province and nation."""
    lots = known.of("lot")
    waiting = [each for each in lots if each.state in _LOT_WITH]
    lines = [words.LOT.format(count=each.count, state=words.LOTS[each.state]) for each in lots]
    if not lots:
        passed = known.number("result", "passed")
        if not passed or known.number("level_certificate", "issued") >= passed:
            return Step("lots", "", words.NOT_YET)
        return Step("lots", "wait", words.TO_DRAW, (words.PASSED_WAIT.format(count=passed),), BODY)
    if not waiting:
        return Step("lots", "ok", words.CONFIRMED, lines, setbacks=known.back("lot"))
    first = min(waiting, key=lambda each: each.since or date.max)
    sign = "back" if first.state.endswith("_returned") else "wait"
    return Step("lots", sign, words.LOTS[first.state], lines, _LOT_WITH[first.state], first.since, None, known.back("lot"))


def level_certificates(known: Known) -> Step:
    """Level certificates."""
    issued, gone = known.number("level_certificate", "issued"), known.number("level_certificate", "revoked", "replaced")
    lines = [words.LEVEL_ISSUED.format(count=issued)] if issued else []
    if gone:
        lines.append(words.LEVEL_GONE.format(count=gone))
    approved = known.number("lot", "nationally_approved")
    if approved:
        return Step("level_certificates", "wait", words.TO_NUMBER, lines, BODY, known.since_of("lot", "nationally_approved"))
    return Step("level_certificates", "ok" if issued else "", words.ALL_ISSUED if issued else words.NOT_YET, lines)


def inspections(known: Known) -> Step | None:
    """Inspections of the class; None without any."""
    live = [row for row in known.inspections if row.record.state != "cancelled"]
    if not live:
        return None
    lines = [words.INSPECTED.format(count=len(live), defects=sum(row.defects for row in live))]
    answer = [row.record for row in live if row.record.state == "waiting"]
    if answer:
        due = min((each.answer_due for each in answer if each.answer_due), default=None)
        return Step("inspections", "back", words.TO_MEND, lines, INSTITUTION, None, due, known.back("inspection"))
    open_ = [row.record for row in live if row.record.state != "closed"]
    sign, state = ("wait", words.TO_CLOSE) if open_ else ("ok", words.CLOSED_INSPECTION)
    return Step("inspections", sign, state, lines, BUREAU if open_ else "", setbacks=known.back("inspection"))


def evaluation(known: Known) -> Step | None:
    """What trainees think of the teaching; None for who may not see it."""
    found = known.evaluation
    if found is None:
        return None if "evaluation" not in known.sees else Step("evaluation", "", words.NOT_YET)
    lines = [words.EVALUATED.format(given=found.given, asked=found.asked)]
    if known.today <= found.until:
        return Step("evaluation", "new", words.COLLECTING, lines, TRAINEES, known.record.completed_on, found.until)
    return Step("evaluation", "ok" if found.group else "", words.SHOWN if found.group else words.TOO_FEW, lines)


def payments(known: Known) -> Step | None:
    """Subsidies; None for who may not see them."""
    if "payment" not in known.sees:
        return None
    paid = known.of("payment")
    lines = [words.PAID.format(count=each.count, day=each.until) for each in paid]
    return Step("payments", "ok" if paid else "", words.PAID_OUT if paid else words.NOT_YET, lines)
