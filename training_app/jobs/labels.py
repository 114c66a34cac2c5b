"""Chinese names of the states of jobs."""

STATES = {"waiting": "排队中", "running": "办理中", "done": "已完成", "failed": "未完成", "cancelled": "已取消"}
