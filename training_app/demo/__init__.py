"""Demo: an invented city with institutions, classes and people, made the same each time; used by nobody."""
