"""The life of a claim: a level certificate earned elsewhere that its holder registers with evidence and a clerk checks.

威人社函〔2023〕25号 四（三）: 证书信息可在技能人才评价工作网、国家专业技术人才知识更新工程网进行查询验证.
"""

from __future__ import annotations

from training_app.kernel.actor import Role
from training_app.kernel.workflow import Transition, Workflow

RECORD_KIND = "certificate_claim"
_BUREAU = frozenset({Role.BUREAU})
_PERSON = frozenset({Role.ENGINEER})
LIFE = Workflow(
    RECORD_KIND,
    (
        Transition("claimed", "accept", _BUREAU, "accepted"),
        Transition("claimed", "return", _BUREAU, "returned", remark=True),
        Transition("claimed", "retract", _PERSON, "retracted"),
    ),
)
STATES = ("claimed", "returned", "accepted", "retracted")
MOST_ISSUER, MOST_REMARK = 100, 200
MOST_OPEN = 10
"""How many claims of one person may wait at once."""
