"""Subsidies: training subsidies 培训补贴 as paid."""
