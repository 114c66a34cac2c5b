"""Evaluation of teaching 教学质量评估 by trainees: who has answered, and what was answered, in two tables nobody can join.

Source: 威人社函〔2023〕25号 六（二）.
"""

from __future__ import annotations

import uuid

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class EvaluationGiven(Base):
    """That a trainee has answered, once."""

    __tablename__ = "evaluations_given"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)


class EvaluationAnswer(Base):
    """One answer about a class (`instructor` empty: a score for each question) or about one of its instructors (one score),
    scores from 1 to 5. It names neither person nor instant, its key is random, and the answers of one person about a class
    and about its instructors are rows of their own.

    Whoever reads the files of the database itself could pair rows of one transaction; against that answers are written anew
    together every night (`service_evaluations.mingle`); `mingled` says that this was done.
    """

    __tablename__ = "evaluation_answers"
    __table_args__ = (
        Index(None, "class_id"),
        Index(None, "mingled", postgresql_where="NOT mingled"),
        CheckConstraint("1 <= ALL (scores) AND 5 >= ALL (scores) AND cardinality(scores) > 0", name="scores"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"))
    instructor: Mapped[str] = mapped_column(default="", server_default="")
    scores: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    remark: Mapped[str] = mapped_column(default="", server_default="")
    mingled: Mapped[bool] = mapped_column(default=False, server_default="false")
