"""Notices: what happened or falls due, told to whom it concerns; the inbox, reminders, and channels out of the house."""
