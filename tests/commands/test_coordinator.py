"""`arshjul coordinator`: a colleague is let in, a link is to be had when mail is down, and somebody always coordinates."""

from tests.commands.conftest import Arshjul


def test_a_colleague_is_let_in_and_the_first_may_go(arshjul: Arshjul) -> None:
    assert arshjul("coordinator", "remove", "maja.ek@norrvik.example") == (
        2,
        "Maja Ek är ensam samordnare. Släpp in en till först.\n",
    )
    assert arshjul("coordinator", "add", "Nils Ros", "nils.ros@norrvik.example")[0] == 0
    assert arshjul("coordinator", "remove", "Maja.Ek@norrvik.example")[0] == 0
    code, said = arshjul("coordinator", "list")
    assert (code, said.split()) == (0, ["Nils", "Ros", "nils.ros@norrvik.example"])


def test_a_link_to_sign_in_with_is_written_for_coordinators_only(arshjul: Arshjul) -> None:
    code, said = arshjul("coordinator", "link", "maja.ek@norrvik.example")
    assert code == 0
    assert "http://127.0.0.1:8000/in/" in said
    code, said = arshjul("coordinator", "link", "otto.berg@bok.example")
    assert code == 2
    assert "Ingen samordnare har adressen otto.berg@bok.example." in said
