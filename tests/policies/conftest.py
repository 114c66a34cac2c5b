"""A copy of the packs that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from training_app.policies.loader import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packs in a folder of their own."""
    folder = tmp_path / "policies"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    return folder
