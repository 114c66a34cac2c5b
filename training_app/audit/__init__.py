"""Who did what to which record, when, by which rule: one chained row per business act, in the act's own transaction."""
