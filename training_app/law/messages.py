"""Sentences of the pages of law."""

DOCUMENT_UNKNOWN = "没有登记这份文件。请从政策依据页的文件列表里打开。"
