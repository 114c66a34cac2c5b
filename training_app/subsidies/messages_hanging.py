"""What keeps a record of another package as it is."""

PAID_ON_IT = "持证人已领 {count} 笔同一职业、等级的补贴，撤销后请核查是否追回"
DISBURSEMENTS_STAND = "已有 {count} 笔补贴发放记录"
