"""Every blueprint of the application, in the order of the house."""

from training_app.accounts.views_factor import blueprint as accounts
from training_app.audit.views import blueprint as audit
from training_app.catalogues.views_names import blueprint as institution_names
from training_app.certificates.views_acts import blueprint as certificates
from training_app.certificates.views_applications import blueprint as level_applications
from training_app.certificates.views_claims import blueprint as claims
from training_app.certificates.views_lots import blueprint as lots
from training_app.certificates.views_reconciliation import blueprint as differences
from training_app.certificates.views_sessions import blueprint as assessment_sessions
from training_app.classes.views_corrections import blueprint as corrections
from training_app.classes.views_evaluations import blueprint as evaluations
from training_app.classes.views_findings import blueprint as findings
from training_app.classes.views_inspections import blueprint as inspections
from training_app.classes.views_make_up import blueprint as attendance
from training_app.classes.views_names import blueprint as roster_names
from training_app.classes.views_requests import blueprint as changes
from training_app.classes.views_scanning import blueprint as scanning
from training_app.classes.views_signup import blueprint as applications
from training_app.drafts.views import blueprint as drafts
from training_app.institutions.views_directory import blueprint as directory
from training_app.intake.views_help import blueprint as list_help
from training_app.intake.views_lines import blueprint as intake
from training_app.jobs.views import blueprint as jobs
from training_app.law.views import blueprint as law
from training_app.listing.views import blueprint as listing
from training_app.listing.views_protected import blueprint as exports
from training_app.notices.views import blueprint as notices
from training_app.programmes.views import blueprint as programmes
from training_app.programmes.views_resources import blueprint as resources
from training_app.registration import views_standing  # noqa: F401  its routes are those of institutions
from training_app.registration.views_review import blueprint as registration
from training_app.reports.views_province import blueprint as class_reports
from training_app.reports.views_returns import blueprint as reports
from training_app.subsidies.views import blueprint as subsidies
from training_app.titles.views import blueprint as titles
from training_app.titles.views_honours import blueprint as honours
from training_app.verification.views import blueprint as verification
from training_app.web.pages import workbooks  # noqa: F401  its routes are those of the records
from training_app.web.pages.activation import blueprint as activation
from training_app.web.pages.class_directory import blueprint as class_directory
from training_app.web.pages.completion import blueprint as completion
from training_app.web.pages.employees import blueprint as employees
from training_app.web.pages.engineer import blueprint as engineer
from training_app.web.pages.help import blueprint as help_pages
from training_app.web.pages.home import blueprint as home
from training_app.web.pages.institution import blueprint as institutions
from training_app.web.pages.people import blueprint as people
from training_app.web.pages.person_account import blueprint as person
from training_app.web.pages.plan import blueprint as plans
from training_app.web.pages.search import blueprint as search
from training_app.web.pages.sign_up import own as own_classes
from training_app.web.pages.sign_up import staff as staff_classes
from training_app.web.pages.training_class import blueprint as classes

BLUEPRINTS = (
    listing,
    accounts, audit, jobs, notices, registration, law, institutions, people, programmes, intake, list_help, classes, roster_names,
    institution_names,
    attendance, certificates, titles, subsidies, reports, completion, activation, home, help_pages, person, engineer,
    employees, search, drafts, scanning, directory, plans,
    lots,
    verification,
    inspections,
    corrections, findings,
    applications, class_directory, own_classes, staff_classes,
    class_reports,
    exports,
    evaluations,
    level_applications, claims,
    assessment_sessions, differences,
    honours,
    resources, changes,
)  # fmt: skip
