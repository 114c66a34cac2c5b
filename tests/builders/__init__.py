"""Builders of records with sensible defaults, one module per package."""
