"""Titles: every route to a professional title 职称, and the titles recognised."""
