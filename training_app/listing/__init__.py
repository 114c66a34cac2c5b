"""What every list can: kept filters, chosen columns, a workbook of what is shown, acts on many lines at once."""
