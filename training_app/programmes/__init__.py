"""Programmes: occupations 职业, directions 方向, levels 等级, catalogue hours, the 培训项目目录."""
