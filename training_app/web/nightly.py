"""What the clock does every night: checks of the ledger and of the trail, tidying. Registered in `registries`."""

from __future__ import annotations

from flask import current_app

from training_app.accounts import service_unused
from training_app.accounts.rules import UNUSED
from training_app.accounts.service_tidy import tidy
from training_app.audit.anchors import anchors_path
from training_app.audit.verification import verify
from training_app.classes import messages_evaluations, service_evaluations
from training_app.classes import messages_signup as seats
from training_app.classes import service_watch as attendance
from training_app.classes.messages_watch import NIGHTLY as WATCHED
from training_app.classes.service_seats import wrong_seats
from training_app.jobs import kinds, labels, messages, service
from training_app.jobs.kinds import Outcome, Run
from training_app.kernel.actor import Role
from training_app.listing import messages_protected, service_protected
from training_app.listing.jobs import TIDY
from training_app.listing.jobs import tidy as tidy_lists
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.registration import service_purge
from training_app.registration.rules import KEEP_ENDED
from training_app.verification import service as verification
from training_app.web.hours_check import defects


def register() -> None:
    """Registers the nightly work. Early enough to be seen when the office opens, apart so that it does not pile up."""
    for name, cron, work in (
        ("accounts.unused", "5 2 * * *", disable_unused), ("accounts.tidy", "10 2 * * *", tidy_accounts),
        ("jobs.files", "15 2 * * *", forget_files),
        ("registrations.purge", "20 2 * * *", purge_registrations), ("audit.verify", "30 2 * * *", verify_audit),
        ("hours.verify", "0 3 * * *", verify_hours), ("exports.purge", "50 * * * *", purge_exports),
        ("evaluations.mingle", "45 2 * * *", mingle_evaluations), ("attendance.watch", "50 2 * * *", watch_attendance),
        ("seats.verify", "10 3 * * *", verify_seats),
        ("verification.tidy", "35 2 * * *", tidy_lookups), (TIDY, "25 2 * * *", tidy_lists),
    ):  # fmt: skip
        kinds.register_periodic(name, cron, labels.PERIODIC[name], work)


def verify_audit(run: Run) -> Outcome:
    """The whole chain of the trail against itself and its anchors."""
    report = verify(run.session, anchors_path(current_app.config["INSTANCE_DIR"]))
    return Outcome(report.sentence, ok=report.ok)


def mingle_evaluations(run: Run) -> Outcome:
    """Writes new evaluations anew together, so that nothing tells whose they are."""
    return Outcome(messages_evaluations.MINGLED.format(count=service_evaluations.mingle(run.session)))


def watch_attendance(run: Run) -> Outcome:
    """Improbable attendance of the last days, for the bureau's worklist; scans that were kept long enough go."""
    found = attendance.watch(run.session, run.actor, run.today, run.at)
    return Outcome(WATCHED.format(count=found, scans=attendance.forget_scans(run.session, run.at)))


def verify_hours(run: Run) -> Outcome:
    """The ledger of hours against itself and the attendance it was credited from."""
    found = defects(run.session)
    if not found:
        return Outcome(messages.HOURS_OK)
    return Outcome(messages.HOURS_BAD.format(count=len(found), first=found[0].sentence), ok=False)


def verify_seats(run: Run) -> Outcome:
    """The seats of classes against their lists."""
    wrong = wrong_seats(run.session)
    if not wrong:
        return Outcome(seats.SEATS_OK)
    return Outcome(seats.SEATS_BAD.format(count=len(wrong), first=wrong[0]), ok=False)


def forget_files(run: Run) -> Outcome:
    """Deletes the results of jobs that lay there long enough."""
    return Outcome(messages.FILES_TIDIED.format(files=service.forget_files(run.session, run.at)))


def purge_registrations(run: Run) -> Outcome:
    """Clears away documents and contacts of applications that came to nothing."""
    ended, stale = service_purge.purge(run.session, run.actor, run.at - KEEP_ENDED, run.at)
    return Outcome(messages.REGISTRATIONS_PURGED.format(ended=ended, stale=stale))


def purge_exports(run: Run) -> Outcome:
    """Deletes lists with whole numbers whose day is over."""
    return Outcome(messages_protected.PURGED.format(count=service_protected.purge(run.session, run.at)))


def disable_unused(run: Run) -> Outcome:
    """Disables accounts nobody has used for long, and tells who looks after them."""
    if current_app.config.get("DEMO"):
        return Outcome(messages.UNUSED_SHARED)
    found = service_unused.disable_unused(run.session, run.actor, run.at)
    for unit in found:
        to = [Recipient(user_id=user_id) for user_id in unit.administrators]
        kind, subject = ("account.unused_here", "staff") if to else ("account.unused", "accounts")
        for recipient in to or [Recipient(role=Role.SYSTEM_ADMIN)]:
            notices.send(
                run.session, kind, recipient, subject_kind=subject, number="", at=run.at,
                detail={"count": unit.count, "days": UNUSED.days},
            )  # fmt: skip
    return Outcome(messages.UNUSED.format(count=sum(unit.count for unit in found)))


def tidy_lookups(run: Run) -> Outcome:
    """Takes away the counts of public questions that no limit looks at any more."""
    return Outcome(messages.LOOKUPS_TIDIED.format(count=verification.tidy(run.session, run.at)))


def tidy_accounts(run: Run) -> Outcome:
    """Takes away counters, sessions, codes and runs of the clock nobody needs any more."""
    gone = tidy(run.session, run.at)
    return Outcome(
        messages.TIDIED.format(
            throttle=gone.throttle, sessions=gone.sessions, invitations=gone.invitations,
            jobs=service.forget_old(run.session, run.at),
        )
    )  # fmt: skip
