"""Words of noting for many classes that they were reported to the province."""

REPORT = ("登记已报送", "登记 {count} 个结业班次已报省厅，同一天报送的一起登记", "登记 {count} 个班次已报送")
REPORT_DAY = ("报送日期", "平台回执或发文上的日期；在结业当天到今天之间")
REPORT_DOCUMENT = ("报送文号或批次号", "发文字号或省平台的批次号，可不填")
DAY_UNREADABLE = "报送日期请按 2026-07-01 的样子填写。"
REPORTED = "已登记 {day} 报送省厅。"
