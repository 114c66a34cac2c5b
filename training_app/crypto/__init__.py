"""Keys, sealed values and blind indexes: what keeps personal numbers unreadable in the database, its files and backups.

`configure` is called once when the application (or a command, or a test) is put together; everything else here then
works without Flask: `cipher` seals values, `blind_index` finds them again, `mac` proves that rows were not changed,
`sealed` ties a sealed column to a model.
"""

from training_app.crypto.provider import configure

__all__ = ["configure"]
