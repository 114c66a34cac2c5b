"""Pages of the law: every dated value and rule with its source, and what in it is not settled."""
