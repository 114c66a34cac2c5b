"""The life of a lot of results on its way to certificates: sent, confirmed by the province, examined by the nation, issued.

威人社函〔2023〕25号 四（三）: "报省人力资源社会保障厅确认", "报国家…办公室审核通过后,由评价机构颁发". Who decides is outside; who
notes it here is the body that was told, or the bureau.
"""

from __future__ import annotations

from training_app.kernel.actor import Role
from training_app.kernel.workflow import Transition, Workflow

RECORD_KIND = "lot"
_BODY = frozenset({Role.ASSESSMENT_BODY})
_EITHER = frozenset({Role.ASSESSMENT_BODY, Role.BUREAU})

STATES = (
    "drawn", "sent", "province_returned", "province_confirmed", "nationally_returned", "nationally_approved", "issued",
    "discarded",
)
LIFE = Workflow(
    RECORD_KIND,
    (
        Transition("drawn", "send", _BODY, "sent"),
        Transition("province_returned", "send", _BODY, "sent"),
        Transition("nationally_returned", "send", _BODY, "sent"),
        Transition("sent", "confirm_province", _EITHER, "province_confirmed"),
        Transition("sent", "return_province", _EITHER, "province_returned", remark=True),
        Transition("province_confirmed", "approve_nation", _EITHER, "nationally_approved"),
        Transition("province_confirmed", "return_nation", _EITHER, "nationally_returned", remark=True),
        Transition("drawn", "drop", _BODY, "drawn", remark=True),
        Transition("province_returned", "drop", _BODY, "province_returned", remark=True),
        Transition("nationally_returned", "drop", _BODY, "nationally_returned", remark=True),
        Transition("drawn", "discard", _BODY, "discarded"),
    ),
)
"""`issued` follows by itself from the list of certificate numbers: once every member has one."""

OUTSIDE_STEPS = ("send", "confirm_province", "return_province", "approve_nation", "return_nation")
"""Steps that happen outside the register: each is noted with its day and document."""
APPROVED = ("nationally_approved", "issued")
DAY_OF = {
    "sent": "sent_on", "province_returned": "sent_on", "province_confirmed": "province_on",
    "nationally_returned": "province_on", "nationally_approved": "national_on",
}
"""State → the column with the day of the step before, which no later step may precede."""
MOST_DOCUMENT, MOST_REMARK = 100, 300
