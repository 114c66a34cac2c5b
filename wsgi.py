"""Entry point of the application server and of the `flask --app wsgi` commands."""

from training_app import create_app

app = create_app()
