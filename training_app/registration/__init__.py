"""Organisations that register themselves: the application, its documents, the bureau's check, the first administrator."""
