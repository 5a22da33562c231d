"""Which notice texts only some elections need, and when: a recall's, a by-election's, those of a later round."""

from elections.choices import Procedure, RoundKind, RoundState

OF_PROCEDURE: dict[str, str] = {
    "by_election": Procedure.BY_ELECTION,
    "recall_vote": Procedure.RECALL,
    "recall_result": Procedure.RECALL,
}
"""Code of a text → the only procedure that has it; a recall has no others."""
WHEN_IT_HAPPENS = frozenset({"tie_vote", "repeat_election", "broken_off", "suspended", "resumed", "corrected_result"})
"""Drafted when the village asks for one, or its round is there; never for every village beforehand."""
OF_ROUND: dict[str, str] = {RoundKind.TIE: "tie_vote", RoundKind.REPEAT: "repeat_election"}


def belongs(code: str, procedure: str) -> bool:
    """Whether elections of the procedure have this text."""
    if procedure == Procedure.RECALL:
        return OF_PROCEDURE.get(code) == procedure
    return OF_PROCEDURE.get(code, procedure) == procedure


def wanted(code: str, kinds: frozenset[str], states: frozenset[str]) -> bool:
    """Whether a text is drafted along with the others, by the kinds and states of the rounds there are."""
    if code not in WHEN_IT_HAPPENS:
        return True
    here = {OF_ROUND[kind] for kind in kinds if kind in OF_ROUND}
    return code in here or (code == "broken_off" and RoundState.BROKEN_OFF in states)
