"""The law as dated data: documents, parameters, rules and provisions of a city, and the engine that decides by them.

Pure: files of this package in, decisions out. No database, no Flask (but for `cli.py`), no clock.
"""

from training_app.policies.loader import choose, cities, load
from training_app.policies.pack import City, District, Pack, Parameter, PolicyDataError, Rule

__all__ = ["City", "District", "Pack", "Parameter", "PolicyDataError", "Rule", "choose", "cities", "load"]
