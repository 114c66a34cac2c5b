"""Pages that gather from several packages, one module per record."""
