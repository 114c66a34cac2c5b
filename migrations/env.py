"""Migration environment: online only, one transaction per run, against the application's engine."""

from alembic import context
from flask import current_app

from training_app.web.tables import is_ours

engine = current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadata

with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=metadata, compare_type=True, compare_server_default=False,
        include_object=is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()
