"""Institutions and qualifications as the bureau keeps them, and who may see which."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from tests.builders.institutions import actor_of, bureau, credit_code, make_assessment_body, make_institution
from training_app.audit import queries as audit
from training_app.institutions import queries, service
from training_app.institutions.models import Institution
from training_app.institutions.queries import Filters
from training_app.institutions.service import InstitutionFacts, QualificationFacts
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput, NotFound
from training_app.kernel.lists import Asked

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
DAY = date(2026, 7, 1)
FACTS = InstitutionFacts("山东蓝湾数智职业培训学校有限公司", "enterprise", "371002", contact_phone="0631-5190000")


def names(session: Session, actor: Actor, filters: Filters | None = None) -> set[str]:
    return {line.record.name for line in queries.page_of(session, actor, filters or Filters(), Asked("name"), DAY).items}


def test_registered_once_with_a_right_code(session: Session) -> None:
    code = credit_code(900001)
    made = service.register(session, bureau(), f" {code.lower()}", FACTS, AT)
    assert (made.code, made.name_initials) == (code, "sdlwszzypxxxyxgs")
    with pytest.raises(InvalidInput) as refused:
        service.register(session, bureau(), code, FACTS, AT)
    assert FACTS.name in refused.value.fields["code"]


def test_every_wrong_field_is_named_at_once(session: Session) -> None:
    with pytest.raises(InvalidInput) as refused:
        service.register(session, bureau(), "123", InstitutionFacts(" ", "club", "999999"), AT)
    assert set(refused.value.fields) == {"code", "name", "unit_nature", "district_code"}
    assert "3 位" in refused.value.fields["code"]


def test_correction_names_the_changed_fields_in_the_trail_but_no_phone(session: Session) -> None:
    made = service.register(session, bureau(), credit_code(900002), FACTS, AT)
    service.change(session, bureau(), made.code, InstitutionFacts(**{**_values(FACTS), "contact_phone": "13806310000"}), AT)
    service.change(session, bureau(), made.code, InstitutionFacts(**{**_values(FACTS), "contact_phone": "13806310000"}), AT)
    session.commit()
    events = audit.timeline(session, "institution", made.code)
    assert [event.action for event in events] == ["institution.record", "institution.change"]
    changes = {"contact_phone": [None, None]}
    assert events[-1].detail == {"fields": ["contact_phone"], "changes": changes, "version": made.version}


def _values(facts: InstitutionFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in facts.__slots__}


def test_qualifications_of_one_kind_follow_each_other_without_overlap(session: Session) -> None:
    code = service.register(session, bureau(), credit_code(900003), FACTS, AT).code
    kind = "institution_catalogue"
    first = service.add_qualification(session, bureau(), code, QualificationFacts(kind, date(2024, 1, 1)), AT)
    with pytest.raises(InvalidInput) as refused:
        service.add_qualification(session, bureau(), code, QualificationFacts(kind, date(2026, 1, 1)), AT)
    assert "2024-01-01" in refused.value.fields["valid_from"]
    service.end_qualification(session, bureau(), code, first.id, date(2026, 1, 1), AT)
    service.add_qualification(session, bureau(), code, QualificationFacts(kind, date(2026, 1, 1)), AT)
    assert len(queries.qualifications_of(session, first.institution_id)) == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (QualificationFacts("guild", DAY), "kind"), (QualificationFacts("specialised", DAY), "tier"),
        (QualificationFacts("employer", DAY, tier="national"), "tier"),
        (QualificationFacts("employer", DAY, DAY), "valid_to"),
    ],
)
def test_wrong_qualification_names_its_field(session: Session, facts: QualificationFacts, field: str) -> None:
    code = service.register(session, bureau(), credit_code(900004), FACTS, AT).code
    with pytest.raises(InvalidInput) as refused:
        service.add_qualification(session, bureau(), code, facts, AT)
    assert list(refused.value.fields) == [field]


def test_a_qualification_ends_once_and_only_at_its_own_institution(session: Session) -> None:
    own, foreign = make_institution(session), make_institution(session)
    held = own.qualifications[0]
    with pytest.raises(NotFound):
        service.end_qualification(session, bureau(), foreign.code, held.id, DAY, AT)
    with pytest.raises(InvalidInput):
        service.end_qualification(session, bureau(), own.code, held.id, date(2019, 1, 1), AT)
    service.end_qualification(session, bureau(), own.code, held.id, DAY, AT)
    with pytest.raises(InvalidInput, match="已经失效"):
        service.end_qualification(session, bureau(), own.code, held.id, DAY, AT)
    service.end_qualification(session, bureau(), own.code, held.id, date(2026, 6, 1), AT)
    assert held.valid_to == date(2026, 6, 1)


class TestScope:
    @pytest.fixture
    def city(self, session: Session) -> dict[str, Institution]:
        return {
            "east": make_institution(session, "环翠测试学校"),
            "west": make_institution(session, "文登测试学校", district_code="371003"),
            "body": make_assessment_body(session, "外地评价中心", district_code=None),
        }

    def test_bureau_sees_all_others_their_own(self, session: Session, city: dict[str, Institution]) -> None:
        assert names(session, bureau()) >= {one.name for one in city.values()}
        assert names(session, Actor(Role.DISTRICT, district_code="371003")) == {"文登测试学校"}
        assert names(session, actor_of(city["east"])) == {"环翠测试学校"}
        assert names(session, actor_of(city["body"], Role.ASSESSMENT_BODY)) == {"外地评价中心"}
        for role in (Role.ENGINEER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.VISITOR):
            assert names(session, Actor(role)) == set()

    def test_foreign_and_missing_look_alike(self, session: Session, city: dict[str, Institution]) -> None:
        actor = actor_of(city["east"])
        assert queries.by_code(session, actor, city["east"].code.lower()) is city["east"]
        sentences = []
        for code in (city["west"].code, credit_code(999999)):
            with pytest.raises(NotFound) as refused:
                queries.by_code(session, actor, code)
            sentences.append(refused.value.message.replace(code, ""))
        assert sentences[0] == sentences[1]

    def test_filters(self, session: Session, city: dict[str, Institution]) -> None:
        assert names(session, bureau(), Filters(district=queries.OUTSIDE)) == {"外地评价中心"}
        assert names(session, bureau(), Filters(kind="assessment_body", district="371003")) == set()
        assert names(session, bureau(), Filters(text="wdcs")) == {"文登测试学校"}
        assert names(session, bureau(), Filters(text=city["east"].code.lower())) == {"环翠测试学校"}
        assert names(session, bureau(), Filters(text="%")) == set()

    def test_filter_by_kind_looks_at_today(self, session: Session) -> None:
        made = make_institution(session, "过期学校", valid_to=DAY)
        assert made.name not in names(session, bureau(), Filters(kind="training_institution"))
        assert made.name in names(session, bureau())
