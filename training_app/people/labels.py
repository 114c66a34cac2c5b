"""Words for what is kept masked."""

from __future__ import annotations

REVEALED = {"identity_number": "证件号码", "phone": "手机号码"}
SEXES = {"male": "男", "female": "女"}
