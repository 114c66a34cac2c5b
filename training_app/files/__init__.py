"""Uploaded and generated files: encrypted, in the database, so that one backup holds everything."""
