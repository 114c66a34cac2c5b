"""How an act reads to the auditor."""

from __future__ import annotations

from training_app.audit.labels import action_label, details


def test_an_act_may_be_called_otherwise_than_its_parts() -> None:
    assert action_label("registration.accept") == "单位注册 通过"
    assert action_label("return.accept") == "季度报表 接收"


def test_a_detail_reads_without_knowing_our_names_and_hides_nothing() -> None:
    detail = {"certificate": "SD1", "confirmed": ["a", "b"], "attached": False, "count": 0, "tier": "", "odd": {"x": [1]}}
    assert details(detail) == [
        ("证书", "SD1"), ("经办人核对", "a、b"), ("并入已登记的机构", "否"), ("数量", "0"), ("级别", "—"), ("odd", '{"x": [1]}'),
    ]  # fmt: skip
