"""Public verification: anybody asks whether a paper is good, by number and name or by its QR code."""
