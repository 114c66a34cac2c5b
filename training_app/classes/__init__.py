"""Classes: filing and review, roster, sessions, attendance and completion of training classes 班次."""
