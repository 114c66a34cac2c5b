"""Every blueprint of the application, in the order of the house."""

from training_app.accounts.views_users import blueprint as accounts
from training_app.audit.views import blueprint as audit
from training_app.web.pages.home import blueprint as home

BLUEPRINTS = (accounts, audit, home)
