"""What keeps a record of another package as it is."""

DISBURSEMENTS_STAND = "已有 {count} 笔补贴发放记录"
