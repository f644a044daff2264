"""States and acts of registrations, rounds of opinions and surveys."""

from __future__ import annotations

from communes import register_rules as rules
from communes.enums import OpinionState, RegistrationState, SurveyState
from kbang_ntm.core.workflow import Transition, Workflow

REGISTRATION = Workflow(
    code="registration",
    states={state.value: state.label for state in RegistrationState},
    transitions=(
        Transition(
            name="send",
            sources=(RegistrationState.DRAFT,),
            target=RegistrationState.SENT,
            permission=rules.may_send_version,
            label="Gửi đăng ký",
            done="Gửi đăng ký năm",
        ),
    ),
)

OPINIONS = Workflow(
    code="opinions",
    states={state.value: state.label for state in OpinionState},
    transitions=(
        Transition(
            name="close",
            sources=(OpinionState.OPEN,),
            target=OpinionState.CLOSED,
            permission=rules.may_lead,
            label="Chốt đợt lấy ý kiến",
            done="Chốt đợt lấy ý kiến nhân dân",
        ),
        Transition(
            name="reopen",
            sources=(OpinionState.CLOSED,),
            target=OpinionState.OPEN,
            permission=rules.may_lead,
            label="Mở lại đợt lấy ý kiến",
            done="Mở lại đợt lấy ý kiến nhân dân",
        ),
    ),
)

SURVEY = Workflow(
    code="survey",
    states={state.value: state.label for state in SurveyState},
    transitions=(
        Transition(
            name="close",
            sources=(SurveyState.OPEN,),
            target=SurveyState.CLOSED,
            permission=rules.may_survey,
            label="Chốt kết quả kiểm phiếu",
            done="Chốt kết quả khảo sát sự hài lòng",
        ),
        Transition(
            name="reopen",
            sources=(SurveyState.CLOSED,),
            target=SurveyState.OPEN,
            permission=rules.may_survey,
            label="Mở lại để kiểm phiếu",
            done="Mở lại khảo sát sự hài lòng",
        ),
        Transition(
            name="publish",
            sources=(SurveyState.CLOSED,),
            target=SurveyState.PUBLISHED,
            permission=rules.may_survey,
            label="Công bố kết quả",
            done="Công bố kết quả khảo sát sự hài lòng",
        ),
    ),
)

REGISTRATION_PAIRS = tuple(REGISTRATION.pairs())
OPINION_PAIRS = tuple(OPINIONS.pairs())
SURVEY_PAIRS = tuple(SURVEY.pairs())
