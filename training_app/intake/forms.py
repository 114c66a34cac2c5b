"""Forms of the batch machine."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from training_app.intake import messages


class UploadForm(FlaskForm):
    """A list to be uploaded."""

    file = FileField("名单文件", validators=[FileRequired(messages.NO_FILE)])
