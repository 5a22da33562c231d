"""Who may be handed a certificate (当选证书): those elected by figures that are verified, and nobody else."""

from collections.abc import Collection

from electioncycle.refusals import Refused
from elections.models import Candidacy, CertificatePosition, ElectedPerson, Election
from elections.rules.certificate import Layout, layout
from elections.services import verified_results
from villages.models import Cycle


def layout_of(cycle: Cycle | None) -> Layout:
    """As the county measured its form in this cycle."""
    return layout([row.position for row in CertificatePosition.objects.filter(cycle=cycle)] if cycle else [])


def asked_for(election: Election, *, elected: Collection[int], candidacies: Collection[int]) -> list[ElectedPerson]:
    """Those asked for by their key as elected or as nominated, else all. Raises Refused for who was not elected."""
    found = verified_results.elected_of([election])
    if not found:
        raise Refused(
            f"“{election}”没有核对定稿的当选结果，不能印当选证书。请先核对定稿结果报告单；空白证书随时可以打印。"
        )
    if not elected and not candidacies:
        return found
    stood = list(Candidacy.all_rows.filter(pk__in=candidacies, election=election).select_related("person"))
    wanted = {(one.person_id, one.post) for one in stood}
    _refuse_others(election, found, elected, stood)
    return [one for one in found if one.pk in elected or (one.person_id, one.post) in wanted]


def _refuse_others(
    election: Election, found: Collection[ElectedPerson], elected: Collection[int], stood: Collection[Candidacy]
) -> None:
    known = {one.pk for one in found}
    places = {(one.person_id, one.post) for one in found}
    before = ElectedPerson.all_rows.filter(pk__in=set(elected) - known, sheet__round__election=election)
    lost = [f"{one.name}({one.get_post_display()})" for one in before]
    lost += [f"{one.person.name}({one.get_post_display()})" for one in stood if (one.person_id, one.post) not in places]
    if lost:
        raise Refused(f"{'、'.join(lost)}不在核对定稿的当选名单中，不能印当选证书。请核对结果报告单，只选当选的人。")
