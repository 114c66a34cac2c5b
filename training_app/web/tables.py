"""Every table of the register, so that migrations see them all."""

from training_app.accounts import models as accounts
from training_app.audit import models as audit
from training_app.certificates import models as certificates
from training_app.certificates import models_acts as certificate_acts
from training_app.certificates import models_applications as level_applications
from training_app.certificates import models_claims as claims
from training_app.certificates import models_confirmation as confirmation
from training_app.certificates import models_reconciliation as reconciliation
from training_app.certificates import models_sessions as assessment_sessions
from training_app.classes import models as classes
from training_app.classes import models_attendance as attendance
from training_app.classes import models_evaluations as evaluations
from training_app.classes import models_filing as filing
from training_app.classes import models_inspections as inspections
from training_app.classes import models_requests as change_requests
from training_app.classes import models_signup as signing_up
from training_app.db import numbers
from training_app.drafts import models as drafts
from training_app.files import models as files
from training_app.hours import models as hours
from training_app.institutions import models as institutions
from training_app.intake import models as intake
from training_app.jobs import models as jobs
from training_app.listing import models as listing
from training_app.listing import models_protected as protected
from training_app.notices import models as notices
from training_app.people import models as people
from training_app.people import models_honours as honours
from training_app.places import models as places
from training_app.programmes import models as programmes
from training_app.programmes import models_plans as plans
from training_app.programmes import models_resources as resources
from training_app.registration import models as registration
from training_app.reports import models as reports
from training_app.reports import models_province as class_reports
from training_app.subsidies import models as subsidies
from training_app.titles import models as titles
from training_app.verification import models as verification

TABLES = (
    accounts, audit, certificates, classes, drafts, files, hours, institutions, intake, jobs, notices, numbers, people, places,
    programmes, registration, reports, subsidies, titles,
    listing,
    attendance,
    inspections,
    evaluations,
    honours,
    certificate_acts,
    class_reports,
    protected,
    plans,
    confirmation,
    verification,
    filing,
    signing_up,
    level_applications, claims,
    resources, assessment_sessions, change_requests, reconciliation,
)


def is_ours(item: object, name: str | None, kind: str, reflected: bool, counterpart: object) -> bool:
    """For comparing the database with the models: procrastinate brings tables of its own, which no model describes."""
    return not (name or "").startswith(("procrastinate_", "idx_procrastinate_"))
