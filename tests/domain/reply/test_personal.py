"""Personal identity numbers are recognised by their day and their check digit."""

import pytest

from service.domain.reply import has_personal_number, redact_personal_numbers


@pytest.mark.parametrize(
    "number",
    ["640823-3234", "6408233234", "19640823-3234", "196408233234", "640823+3234", "640823 3234", "640823–3234", "640883-3231"],
)  # fmt: skip
def test_a_number_with_a_right_check_digit_is_removed(number: str) -> None:
    assert has_personal_number(f"Gäller {number}.")
    assert redact_personal_numbers(f"Gäller {number}, klart.") == "Gäller [personnummer borttaget], klart."


@pytest.mark.parametrize(
    "number", ["640823-3235", "641323-3234", "556677-8899", "12345678", "2025-03-04", "070-1234567"]
)
def test_other_numbers_stay(number: str) -> None:
    assert not has_personal_number(number)
    assert redact_personal_numbers(number) == number
