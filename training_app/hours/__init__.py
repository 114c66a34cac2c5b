"""Hours: the hour bank 学时银行, an append-only ledger of continuing-education hours."""
