"""Words of the quarterly return that are ours and not the annex's."""

CERTIFIED_ELSEWHERE = "另有 {count} 人取得证书，但不是在本市班次培训的，不计入上表。"
