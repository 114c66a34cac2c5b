"""Certificates: completion certificates 培训合格证书, level assessments and level certificates 专业技术等级证书."""
