"""Table files of any kind: read, tables found, the user's workbook marked up, lists exported. Knows nothing of this domain."""
