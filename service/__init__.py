"""Årshjul: follow-up of municipal action plans, from the workbook and back."""
