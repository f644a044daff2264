"""Papers, photos and proofs of inspections as files: who may open them follows their row."""

from __future__ import annotations

from campaigns.inspection_rules import may_inspect
from campaigns.models import InspectionPhoto
from campaigns.queries.inspections import visible_findings, visible_inspections, visible_plans
from kbang_ntm.core.models import StoredFile, User

PAPER_KIND = "inspection_paper"
PHOTO_KIND = "inspection_photo"
PROOF_KIND = "finding_proof"


def may_read_paper(user: User, file: StoredFile) -> bool:
    """Whoever sees the plan or the visit."""
    seen = visible_inspections(user).filter(uid=file.owner_uid)
    return seen.exists() or visible_plans(user).filter(uid=file.owner_uid).exists()


def may_read_photo(user: User, file: StoredFile) -> bool:
    """Whoever sees the visit; a withdrawn one only the body that made it."""
    photo = InspectionPhoto.objects.select_related("inspection").filter(uid=file.owner_uid).first()
    if photo is None:
        return False
    if photo.withdrawn_reason:
        return may_inspect(user, photo.inspection)
    return visible_inspections(user).filter(pk=photo.inspection_id).exists()


def may_read_proof(user: User, file: StoredFile) -> bool:
    """Whoever sees the finding."""
    return visible_findings(user).filter(uid=file.owner_uid).exists()
