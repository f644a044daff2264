"""Codes of the rules of awards (`AwardRule`) and of checks (`CheckRule`) that the code asks for."""

from __future__ import annotations

ROUNDING = "prize-rounding"
"""`text`: a code of `Rounding`."""
HOUSEHOLD_FACTOR = "prize-household-factor"
ORGANISING_SHARE = "fund-organising-share"
QUORUM = "council-quorum"
"""`text`: numerator and denominator as "2/3"."""
QUORUM_AWARDS = "council-quorum-awards"
"""Percent of all members for a session that considers awards."""
BALLOT_MODE = "council-ballot-mode"
"""`text`: a code of `BallotMode`, where neither type nor round says how."""
VOTE_DEFAULT = "council-vote-percent"
REVIEWS_SHOWN = "council-reviews-shown"
RECUSAL_EFFECT = "council-recusal"
"""`text`: "no-ballot" - who has an interest casts no ballot and still counts in the total."""
WOMEN_COLLECTIVE = "prefer-women-collective"
APPRAISAL_DAYS = "days-appraisal"
CONSULTATION_DAYS = "days-consultation"
SUPPLEMENT_DAYS = "days-supplement"
SUPPLEMENT_TIMES = "times-supplement"
REFUSAL_DAYS = "days-refusal-notice"
COPY_DAYS = "days-copy-of-decision"
UPWARD_DAYS = "days-upward"
POSTING_DAYS = "days-posting"
CITATION_CERTIFICATE = "length-citation-certificate"
CITATION_LIST = "length-citation-list"
RETENTION_STATE = "retention-state"
RETENTION_PROVINCE = "retention-province"
RETENTION_OWN = "retention-own"
RETENTION_BALLOTS = "retention-ballots"
MOVEMENT_INTERIM_YEARS = "movement-interim-years"
MOVEMENT_FINAL_YEARS = "movement-final-years"
TITLE_REGISTRATION = "title-registration"
"""`text`: "needed" while the law asks for a registration at the year's start."""
SIMPLIFIED_CASE = "simplified-case"
"""`text`: a case in which the simplified procedure may be used; codes begin with this."""

CHECK_ONE_ACHIEVEMENT = "one-achievement-one-award"
CHECK_THEMATIC = "thematic-not-for-merit"
CHECK_PREREQUISITES = "prerequisites"
CHECK_DISCIPLINE = "discipline"
CHECK_EXAMINED = "under-examination"
CHECK_DEBT = "construction-debt"
CHECK_QUOTA = "quota"
CHECK_YEARS = "years-in-a-row"
CHECK_STATE_GAP = "state-level-gap"
CHECK_REGISTRATION = "title-registered"
CHECK_DOSSIER = "dossier-complete"
CHECK_POSTING = "posted-long-enough"
CHECK_INITIATIVE = "initiative-used-once"
CHECK_LEVEL = "movement-level"
CHECK_DECIDER = "deciding-body-exists"

YEARS_OF = "years-"
HOLDS = "has-"
COUNT_OF = "count-"


def condition_about(check_code: str) -> tuple[str, str]:
    """(what is counted, code of the award) of a condition that names an award: `years-CSTDCS` with
    amount 2 is that title in two years running, `has-...` an award held before, `count-...` how
    often it was given. ("", "") for any other condition."""
    for what in (YEARS_OF, HOLDS, COUNT_OF):
        if check_code.startswith(what):
            return what, check_code.removeprefix(what)
    return "", ""
