"""The demo city grown to any size: for measuring pages and lists where a province would use them.

The added people have real names, sealed numbers that open and can be searched, one class each, and what follows from it:
hours, certificates, titles, payments. The demo's own institutions hold their share, so its logins see long lists.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.crypto.blind_index import blind_index_many, last_four_index_many
from training_app.crypto.cipher import seal_many
from training_app.db import bulk
from training_app.kernel.identity import IdentityKind, canonical, check_digit
from training_app.people.models import NUMBER_COLUMN

CHUNK = 50_000
CLASS_SIZE = 50
INSTITUTIONS = 200
TABLES = (
    "persons", "person_documents", "employments", "training_classes", "enrolments", "completion_certificates",
    "level_certificates", "title_records", "disbursements", "hour_entries", "audit_events",
)  # fmt: skip
SURNAMES = (
    "王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 周zhou 吴wu "
    "徐xu 孙sun 胡hu 朱zhu 高gao 林lin 何he 郭guo 马ma 罗luo"
)
GIVEN = (
    "伟wei 芳fang 娜na 敏min 静jing 丽li 强qiang 磊lei 军jun 洋yang "
    "勇yong 艳yan 杰jie 娟juan 涛tao 明ming 超chao 秀xiu 霞xia 平ping"
)
FILL = """
INSERT INTO institutions (code, name, name_initials, unit_nature, district_code, address, contact_name, contact_phone, origin)
SELECT 'B' || lpad(i::text, 17, '0'), '测速培训学校' || i, 'cspxxx', 'enterprise', d.codes[i % cardinality(d.codes) + 1],
  '', '', '', 'bench' FROM generate_series(1, :institutions) i
CROSS JOIN (SELECT array_agg(code ORDER BY code) AS codes FROM districts) d;
INSERT INTO qualifications (institution_id, kind, document, scope, valid_from)
SELECT id, 'training_institution', '', '', DATE '2020-01-01' FROM institutions WHERE origin = 'bench';
INSERT INTO training_classes (number, institution_id, occupation_key, level, name, district_code, venue, mode, capacity,
  starts_on, ends_on, plan_reference, contact_name, contact_phone, required_hours, required_hours_source, state, review_remark,
  review_fields, completed_on, reported_on, origin, version)
SELECT 'BX' || (2010 + i % 17) || '-' || lpad(i::text, 6, '0'), schools.ids[i % cardinality(schools.ids) + 1],
  o.keys[i % cardinality(o.keys) + 1], (ARRAY['junior', 'intermediate', 'senior'])[i % 3 + 1], '测速班第 ' || i || ' 期',
  d.codes[i % cardinality(d.codes) + 1], '', 'onsite', :size, days.starts_on, days.starts_on + 20, '', '', '', 8000, '',
  'reported', '', '{}', days.starts_on + 20, days.starts_on + 30, 'bench', 1
FROM generate_series(1, :classes) i
CROSS JOIN LATERAL (SELECT DATE '2022-01-01' + (i * 1700.0 / :classes)::int AS starts_on) days
CROSS JOIN (SELECT array_agg(institution_id ORDER BY institution_id) AS ids FROM qualifications
  WHERE kind = 'training_institution') schools
CROSS JOIN (SELECT array_agg(key ORDER BY key) AS keys FROM occupations) o
CROSS JOIN (SELECT array_agg(code ORDER BY code) AS codes FROM districts) d;
INSERT INTO enrolments (class_id, person_id, state, name_at, district_code, score, completed_on)
SELECT c.id, p.id, CASE WHEN p.place % 20 = 1 THEN 'failed' ELSE 'completed' END, p.name, c.district_code, 8000,
  CASE WHEN p.place % 20 <> 1 THEN c.completed_on END
FROM (SELECT id, name, row_number() OVER (ORDER BY id) - 1 AS place FROM persons WHERE id > :before) p
JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM training_classes WHERE origin = 'bench') c
  ON c.place = p.place / :size;
UPDATE persons p SET district_code = e.district_code FROM enrolments e WHERE e.person_id = p.id AND p.id > :before;
INSERT INTO completion_certificates (number, enrolment_id, person_id, name_at, issued_on, state)
SELECT 'BH' || e.id, e.id, e.person_id, e.name_at, e.completed_on, 'issued'
FROM enrolments e WHERE e.state = 'completed' AND e.person_id > :before;
INSERT INTO hour_entries (person_id, year, subject, hours, occurred_on, recorded_at, source_kind, source_number, rule, basis,
  idempotency_key)
SELECT e.person_id, extract(year FROM e.completed_on), 'professional', 8000, e.completed_on, e.completed_on, 'class', c.number,
  'hours.class', '', 'bench/' || e.id
FROM enrolments e JOIN training_classes c ON c.id = e.class_id WHERE e.state = 'completed' AND e.person_id > :before;
INSERT INTO level_certificates (number, person_id, name_at, occupation_key, level, issuer_name, issued_on, first_issued_on,
  origin, enrolment_id)
SELECT 'BZ' || e.id, e.person_id, e.name_at, c.occupation_key, c.level, '', c.completed_on + 40, c.completed_on + 40,
  'our_class', e.id FROM enrolments e JOIN training_classes c ON c.id = e.class_id
WHERE e.state = 'completed' AND e.id % 2 = 0 AND e.person_id > :before;
INSERT INTO title_records (number, person_id, name_at, series, specialty, level, route, certificate_id, district_code,
  recognised_on, rule, decision, state)
SELECT 'BR' || l.id, l.person_id, l.name_at, t.series, '', t.level, t.route, l.id, '371002', l.issued_on + 20, t.rule, t.decision,
  'granted'
FROM level_certificates l CROSS JOIN (SELECT * FROM title_records ORDER BY id LIMIT 1) t
WHERE l.id % 3 > 0 AND l.person_id > :before;
INSERT INTO disbursements (enrolment_id, class_id, person_id, occupation_key, level, district_code, amount_fen, paid_on, voucher)
SELECT e.id, c.id, e.person_id, c.occupation_key, c.level, e.district_code, 180000, c.completed_on + 90, 'BP' || e.id
FROM enrolments e JOIN training_classes c ON c.id = e.class_id
WHERE e.state = 'completed' AND e.id % 4 = 0 AND e.person_id > :before;
-- Far behind the end of the chain, which goes on as before.
INSERT INTO audit_events (seq, at, actor_role, actor_name, action, object_kind, object_number, result, detail, kid, prev_hash,
  hash)
SELECT 1000000000 + i, now() - (:persons - i) * interval '30 seconds', 'bureau', '丛珊', 'class.approve', 'class',
  'BX2020-' || lpad((i % 20000)::text, 6, '0'), 'ok', '{}', 1, sha256('a'), sha256(i::text::bytea)
FROM generate_series(1, :persons) i;
"""


def grow(session: Session, persons: int) -> None:
    """Adds so many persons with all that follows; commits, and leaves the planner with fresh statistics."""
    before = session.scalar(text("SELECT max(id) FROM persons"))
    indexes = [_without_indexes(session, table) for table in TABLES]
    for low in range(0, persons, CHUNK):
        _people(session, low, min(CHUNK, persons - low))
    sizes = {
        "institutions": INSTITUTIONS, "classes": persons // CLASS_SIZE, "size": CLASS_SIZE, "before": before, "persons": persons,
    }  # fmt: skip
    for statement in FILL.split(";\n"):
        if statement.strip():
            session.execute(text(statement), {k: v for k, v in sizes.items() if f":{k}" in statement})
    for definitions in indexes:
        for definition in definitions:
            session.execute(text(definition))
    session.commit()
    connection = session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
    connection.execute(text("VACUUM ANALYZE"))
    session.commit()


def _people(session: Session, low: int, count: int) -> None:
    ids = bulk.take_ids(session, "persons_id_seq", count)
    names = list(islice(_names(low), count))
    keys = [uuid.uuid4() for _ in range(count)]
    bulk.copy_in(
        session, "persons", ("id", "row_key", "name", "name_pinyin", "name_initials", "sex", "birth_date", "district_code"),
        (f"{i}\t{key}\t{name}\t{pinyin}\t{initials}\tmale\t1985-06-01\t371002"
         for i, key, (name, pinyin, initials) in zip(ids, keys, names, strict=True)),
    )  # fmt: skip
    numbers = [_identity_number(serial) for serial in range(low, low + count)]
    shapes = [canonical(IdentityKind.RESIDENT_ID, number) for number in numbers]
    sealed = seal_many(
        [(key.bytes, number.encode()) for key, number in zip(keys, numbers, strict=True)], column=NUMBER_COLUMN
    )
    indexes, endings = blind_index_many(NUMBER_COLUMN, shapes), last_four_index_many(NUMBER_COLUMN, shapes)
    bulk.copy_in(
        session, "person_documents", ("person_id", "row_key", "kind", "number_sealed", "number_index", "last_four_index"),
        (f"{i}\t{key}\tresident_id\t\\\\x{value.hex()}\t\\\\x{index.hex()}\t\\\\x{ending.hex()}"
         for i, key, value, index, ending in zip(ids, keys, sealed, indexes, endings, strict=True)),
    )  # fmt: skip
    bulk.copy_in(
        session, "employments", ("person_id", "employer_name"),
        (f"{person}\t威海第{person % 3000}智能装备有限公司" for person in ids),
    )


def _names(low: int) -> Iterator[tuple[str, str, str]]:
    families = [(word[0], word[1:]) for word in SURNAMES.split()]
    given = [(word[0], word[1:]) for word in GIVEN.split()]
    serial = low
    while True:
        parts = (families[serial % 20], given[serial // 20 % 20], given[serial // 400 % 20])
        yield "".join(p[0] for p in parts), " ".join(p[1] for p in parts), "".join(p[1][0] for p in parts)
        serial += 1


def _identity_number(serial: int) -> str:
    born = f"{1960 + serial // 80 % 45}{1 + serial // 3600 % 12:02d}{1 + serial // 43200 % 28:02d}"
    first = f"{330100 + serial % 80:06d}{born}{serial % 997:03d}"
    return first + check_digit(first)


def _without_indexes(session: Session, table: str) -> list[str]:
    """Takes the plain indexes off a table and answers the statements that bring them back."""
    indexes = session.execute(
        text(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = :name AND NOT EXISTS "
            "(SELECT FROM pg_constraint c WHERE c.conname = i.indexname)"
        ), {"name": table},
    ).all()  # fmt: skip
    for index, _ in indexes:
        session.execute(text(f"DROP INDEX {index}"))
    return [definition for _, definition in indexes]
