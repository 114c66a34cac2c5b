"""Places: the districts and development zones that file, review and count (区市、开发区)."""
