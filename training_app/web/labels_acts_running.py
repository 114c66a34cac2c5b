"""Words of opening and completing many classes at once, and of noting steps of many lots."""

START = ("批量开班", "{count} 个班次按课表开班", "开 {count} 个班")
STARTED = "已开班，{count} 人在训。"
COMPLETE = (
    "批量结业", "{count} 个班次办理结业，登记学时并颁发培训合格证书；结业日期是各班次最后一次课当天", "办理 {count} 个班次结业",
)  # fmt: skip
COMPLETED = "{completed} 人合格，{failed} 人不合格，登记 {hours} 学时。"
SEPARATOR = "，"
CONFIRM_PROVINCE = ("登记省厅确认", "{count} 个批次登记省厅确认，同一份文件的一起登记", "登记 {count} 个批次")
APPROVE_NATION = ("登记国家审核通过", "{count} 个批次登记国家审核通过，同一份文件的一起登记", "登记 {count} 个批次")
STEP_DAY, STEP_DOCUMENT = ("日期", "文件上的日期"), "文件或名单编号"
NOTED = "已登记。"
LOT_NAME = "{occupation}（{level}）{count} 人"
