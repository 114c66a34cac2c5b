"""Sentences of this package. Those about the keyring are for the operator who starts the system."""

from __future__ import annotations

DECRYPTION_FAILED = (
    "数据校验失败：该处加密数据与密钥或所属记录不符，可能被改动或错位，系统不予显示。"
    "请勿继续办理，并告知系统管理员核对备份与密钥文件。"
)

_RESTORE = "请从密钥备份恢复该文件；切勿删除后重建，否则已加密的数据将无法打开。"

KEYRING = {
    "keyring.directory_missing": "密钥目录 {path} 不存在且无法建立：{reason}。请检查上级目录的权限后重新启动。",
    "keyring.not_directory": "密钥目录 {path} 不是普通目录（可能是符号链接）。请改为真实目录后重新启动。",
    "keyring.not_regular": "密钥文件 {path} 不是普通文件（可能是符号链接）。请改为真实文件后重新启动。",
    "keyring.wrong_owner": (
        "{path} 属于其他系统用户（uid {owner}），当前用户 uid 为 {user}。请用同一用户运行，或更正属主后重新启动。"
    ),
    "keyring.too_open": "{path} 的权限为 {mode}，其他用户可以读取。请收紧权限（目录 0700、文件 0600）后重新启动。",
    "keyring.unreadable": "密钥文件 {path} 读不出来：{reason}。" + _RESTORE,
    "keyring.damaged": "密钥文件 {path} 内容不完整：{reason}。" + _RESTORE,
    "keyring.unwritable": "密钥文件 {path} 写不进去：{reason}。请检查磁盘空间与目录权限后重新启动。",
    "keyring.suite_missing": (
        "本机的密码库不能正确计算 {suite}。请安装支持该算法的 cryptography 版本，或改用另一算法套件。"
    ),
    "keyring.not_configured": "密钥环尚未装入，不能读写加密数据。",
    "keyring.no_active": "密钥文件中没有用途为 {use} 的启用密钥。请从密钥备份恢复该文件。",
}
