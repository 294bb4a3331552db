"""Who in the directory a Vem cell means.

What is certain is a match: the full name or an alias, a mail address, a given name that only one person in the directory has,
initials that fit only one. Everything else is a proposal for the coordinator, or unmatched.
"""

from collections.abc import Container, Sequence
from dataclasses import replace

from service.domain.parties.directory import Directory, Ids
from service.domain.parties.model import Mention, Party, Proposal, Responsibility, Who

_MOST_PROPOSALS = 5  # for one wording


def match(who: Who, directory: Directory) -> Responsibility:
    """Return the parties that `who` names, the one to write to first, and what remains to be settled.

    The lead is the party of the mention that leads. Where the cell names both a person and that person's unit as one party
    ("SDF, Tor Ek") and the unit has an address of its own, the unit leads: a function's address outlives the person's
    holidays and change of work, and answers to it are the authority's to keep. The person is still among `parties`.
    A title whose holder is found needs no match of its own.
    """
    proposals: list[Proposal] = []
    unmatched: list[str] = []
    met: dict[str, int] = {}
    matched = [(mention, _meant(mention, directory)) for mention in who.mentions]
    answered = {mention.party for mention, ids in matched if len(ids) == 1}
    for mention, ids in matched:
        if len(ids) == 1:
            met.setdefault(ids[0], mention.party)
        elif mention.party not in answered or mention.kind == "person":
            unmatched.append(mention.text)
            proposals += _proposals(mention, ids, directory)
    for address in who.addresses:
        found = directory.at_address(address)
        if len(found) == 1:
            met.setdefault(found[0], 0)
        else:
            unmatched.append(address)
    parties = tuple(met)
    return Responsibility(
        lead=_lead(who, met, directory),
        parties=parties,
        unmatched=tuple(dict.fromkeys(unmatched)),
        without_address=tuple(party_id for party_id in parties if not directory.parties[party_id].email),
        proposals=tuple(dict.fromkeys(proposals)),
    )


def of_this_plan_first(
    found: Responsibility, in_plan: Container[str], directory: Directory
) -> Responsibility:
    """Propose those first whom the plan names elsewhere (`in_plan`, ids): of two Peters likely the one who stands there.

    Still a proposal: the other Peter may have been given his first measure.
    """
    asked = list(dict.fromkeys(proposal.words for proposal in found.proposals))
    proposals: list[Proposal] = []
    for words in asked:
        those = [proposal for proposal in found.proposals if proposal.words == words]
        there = [proposal for proposal in those if proposal.party_id in in_plan]
        if len(there) == 1 and len(those) > 1:
            name = directory.parties[there[0].party_id].name
            there = [replace(there[0], reason=f"{there[0].reason} {name} står redan i planen.")]
        proposals += [*there, *(proposal for proposal in those if proposal.party_id not in in_plan)]
    return replace(found, proposals=tuple(proposals))


def _meant(mention: Mention, directory: Directory) -> Ids:
    if mention.kind == "person":
        return directory.persons(mention.text)
    return directory.units(mention.text)


def _lead(who: Who, met: dict[str, int], directory: Directory) -> str | None:
    leading = next((mention for mention in who.mentions if mention.lead), None)
    if leading is None:
        alone = directory.at_address(who.lead) if who.lead in who.addresses and who.lead else ()
        return alone[0] if len(alone) == 1 else None
    ids = _meant(leading, directory)
    own = [directory.parties[party_id] for party_id, party in met.items() if party == leading.party]
    return _first_to_ask(own, ids)


def _first_to_ask(own: Sequence[Party], named: Ids) -> str | None:
    for party in own:
        if party.kind == "unit" and party.email:
            return party.id
    if len(named) == 1:
        return named[0]
    return own[0].id if len(own) == 1 else None


def _proposals(mention: Mention, ids: Ids, directory: Directory) -> list[Proposal]:
    words = mention.text
    if ids:
        several = f"Flera i registret kan heta ”{words}”."
        return [Proposal(words, party_id, several) for party_id in ids[:_MOST_PROPOSALS]]
    if mention.kind == "role" and (there := directory.working_at(words)):
        reason = f"Arbetar på ”{words}” enligt registret."
        return [Proposal(words, party_id, reason) for party_id in there[:_MOST_PROPOSALS]]
    alike = directory.alike(words, persons=mention.kind == "person")
    return [
        Proposal(words, party_id, f"”{words}” liknar ”{directory.parties[party_id].name}”.")
        for party_id in alike[:_MOST_PROPOSALS]
    ]
