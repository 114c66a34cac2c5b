"""Sentences about forms."""

TOO_LARGE = "填写的内容太多，不能自动保存草稿。请先保存一次表单。"
KEY_UNKNOWN = "这个地址不是一张表单的草稿。请从表单页面打开。"
ALREADY_SENT = "这张表单刚才已经提交过，没有重复办理。这里是第一次提交的结果。"
