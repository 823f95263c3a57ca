"""Workbooks as tests read them: openpyxl says of each cell that it may be any of ten kinds, a test knows which."""

from __future__ import annotations

from typing import Any

import openpyxl

Workbook = Any
Worksheet = Any
load_workbook: Any = openpyxl.load_workbook
