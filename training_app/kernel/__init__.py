"""Pure words of the field: decisions, problems, errors, quantities, dates, identity documents, workflow, the actor."""
