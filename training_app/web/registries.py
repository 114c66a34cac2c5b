"""Fills the registries by which lower packages learn of higher ones."""

from __future__ import annotations

from flask import Flask

from training_app.catalogues.institutions import INSTITUTIONS
from training_app.catalogues.plan_lines import PLAN_LINES
from training_app.catalogues.programmes import PROGRAMMES
from training_app.catalogues.trainers import TRAINERS
from training_app.catalogues.venues import VENUES
from training_app.certificates import service as certificates
from training_app.certificates import service_acts as certificate_acts
from training_app.certificates import service_lots_notices as lot_reminders
from training_app.certificates.levels import LEVEL_RESULTS
from training_app.certificates.levels_apply import BATCH_KIND as CERTIFICATE_BATCH
from training_app.certificates.protected_admission import ADMISSION
from training_app.certificates.protected_lots import LOT_MEMBERS
from training_app.certificates.province import PROVINCE_RESULTS
from training_app.certificates.queries_levels_held import levels_held
from training_app.certificates.queries_public import COMPLETION_PUBLIC, LEVEL_PUBLIC
from training_app.certificates.rules_acts import ACTS
from training_app.certificates.service_acts_completion import COMPLETION_KIND
from training_app.certificates.service_acts_level import LEVEL_KIND
from training_app.classes import held_levels, service_explanations
from training_app.classes import service_evaluations as evaluations
from training_app.classes import service_inspections_told as inspection_reminders
from training_app.classes import service_reminders as class_reminders
from training_app.classes import service_resources as class_resources
from training_app.classes.attendance import ATTENDANCE
from training_app.classes.roster import ROSTER
from training_app.classes.scores import SCORES
from training_app.classes.service_completion import RECORD_KIND as COMPLETION
from training_app.hours.earlier import EARLIER_HOURS
from training_app.intake import lists
from training_app.jobs import kinds
from training_app.kernel import dependents, publicly
from training_app.listing import sources_protected
from training_app.listing.jobs import EXPORT, export
from training_app.notices import channels
from training_app.notices import jobs as notice_jobs
from training_app.notices import registry as reminders
from training_app.notices import service_acts as notices
from training_app.notices import service_reminders as own_reminders
from training_app.opening import undoing as opening
from training_app.opening.listing import OPENING
from training_app.programmes import service_plan_notices as plan_reminders
from training_app.reports import service_reminders as return_reminders
from training_app.reports.protected_province import PROVINCE_ROSTER
from training_app.reports.queries_public import RETURN_PUBLIC
from training_app.subsidies import hanging as subsidies
from training_app.subsidies.payments import PAYMENTS
from training_app.subsidies.protected_payments import PAYMENTS_OF_VOUCHER
from training_app.titles import service as titles
from training_app.titles.earlier import EARLIER_TITLES
from training_app.titles.queries_public import TITLE_PUBLIC
from training_app.web import lists as pages
from training_app.web import nightly


def fill(app: Flask) -> None:
    """Registers lists of intake and the records that hang on others."""
    notices.install()
    channels.configure(app.config)
    notice_jobs.register()
    reminders.register("classes", class_reminders.find)
    reminders.register("evaluations", evaluations.find)
    reminders.register("explanations", service_explanations.find)
    reminders.register("inspections", inspection_reminders.find)
    reminders.register("returns", return_reminders.find)
    reminders.register("plans", plan_reminders.find)
    reminders.register("qualifications", own_reminders.find_qualifications)
    reminders.register("lots", lot_reminders.find_waiting)
    nightly.register()
    for each in (
        ROSTER, ATTENDANCE, SCORES, LEVEL_RESULTS, PAYMENTS, OPENING, EARLIER_HOURS, EARLIER_TITLES,
        INSTITUTIONS, PROGRAMMES, PLAN_LINES, PROVINCE_RESULTS, TRAINERS, VENUES,
    ):  # fmt: skip
        lists.register(each)
    dependents.register(COMPLETION, "certificates", certificates.hang_on_completion)
    dependents.register(CERTIFICATE_BATCH, "titles", titles.hang_on_certificate_batch)
    dependents.register(COMPLETION, "subsidies", subsidies.hang_on_completion)
    dependents.register(CERTIFICATE_BATCH, "subsidies", subsidies.hang_on_certificate_batch)
    dependents.register(COMPLETION, "opening", opening.hang_on_completion)
    for kind, finder in class_resources.HANGING.items():
        dependents.register(kind, "classes", finder)
    certificate_acts.register(COMPLETION_KIND)
    for resolver in (COMPLETION_PUBLIC, LEVEL_PUBLIC, TITLE_PUBLIC, RETURN_PUBLIC):
        publicly.register(resolver)
    certificate_acts.register(LEVEL_KIND)
    dependents.register(f"{LEVEL_KIND.record_kind}.revoke", "titles", titles.hang_on_level_certificate)
    dependents.register(f"{LEVEL_KIND.record_kind}.revoke", "subsidies", subsidies.hang_on_level_certificate)
    for act in ACTS:
        dependents.register(f"{COMPLETION_KIND.record_kind}.{act}", "certificates", certificates.hang_on_paper)
    held_levels.register("certificates", levels_held)
    pages.fill()
    kinds.register(EXPORT, export)
    for protected in (PROVINCE_ROSTER, ADMISSION, LOT_MEMBERS, PAYMENTS_OF_VOUCHER):
        sources_protected.register(protected)
