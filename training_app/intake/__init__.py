"""Intake: one batch machine for every uploaded list; stored file, rows, problems, confirm, undo."""
