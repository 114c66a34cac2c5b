"""Sentences of stored files."""

from __future__ import annotations

NOT_FOUND = "没有找到该文件，或该文件不在您的办理范围内。请从所属业务的页面重新打开。"
DAMAGED = "数据校验失败：文件内容与登记的校验值不符，系统不予提供。请告知系统管理员核对备份。"
UNNAMED = "未命名文件"
