"""Institutions 机构 of every kind with their qualifications and the 培训机构目录."""
