import itertools

import pytest

from kiosk.identity.status import (
    Channel,
    IdentityAttribute,
    IdentityEvent,
    IdentityStanding,
    IdentityStatus,
    TransitionForbidden,
    highest_unattended,
    is_trusted,
)

PROVISIONAL, RETRIEVED = IdentityStatus.PROVISIONAL, IdentityStatus.RETRIEVED
VALIDATED, QUALIFIED = IdentityStatus.VALIDATED, IdentityStatus.QUALIFIED
HOMONYM, DOUBTFUL, FICTITIOUS = IdentityAttribute
TAKEN_IN, INS_WITHDRAWN, CHECKED, CHECK_WITHDRAWN = IdentityEvent

# RNIV: the INSi result and the check of a document are the two independent halves of a qualified identity.
ALLOWED = {
    (PROVISIONAL, TAKEN_IN): RETRIEVED,
    (PROVISIONAL, CHECKED): VALIDATED,
    (RETRIEVED, TAKEN_IN): RETRIEVED,
    (RETRIEVED, INS_WITHDRAWN): PROVISIONAL,
    (RETRIEVED, CHECKED): QUALIFIED,
    (VALIDATED, TAKEN_IN): QUALIFIED,
    (VALIDATED, CHECKED): VALIDATED,
    (VALIDATED, CHECK_WITHDRAWN): PROVISIONAL,
    (QUALIFIED, TAKEN_IN): QUALIFIED,
    (QUALIFIED, INS_WITHDRAWN): VALIDATED,
    (QUALIFIED, CHECKED): QUALIFIED,
    (QUALIFIED, CHECK_WITHDRAWN): RETRIEVED,
}


@pytest.mark.parametrize(("status", "event"), list(itertools.product(IdentityStatus, IdentityEvent)))
def test_each_event_leads_to_its_status_or_is_forbidden(status, event):
    standing = IdentityStanding(status)
    if (status, event) in ALLOWED:
        assert standing.after(event).status is ALLOWED[status, event]
    else:
        with pytest.raises(TransitionForbidden):
            standing.after(event)


@pytest.mark.parametrize(("attribute", "status"), list(itertools.product([DOUBTFUL, FICTITIOUS], IdentityStatus)))
def test_doubt_throws_an_identity_back_and_its_ins_with_it(attribute, status):
    standing = IdentityStanding(status).marked(attribute)
    assert standing.status is PROVISIONAL
    assert not standing.holds_ins
    assert not is_trusted(standing.attributes)


@pytest.mark.parametrize("attribute", [DOUBTFUL, FICTITIOUS])
@pytest.mark.parametrize("event", [TAKEN_IN, CHECKED])
def test_a_doubtful_or_fictitious_identity_rises_to_no_other_status(attribute, event):
    with pytest.raises(TransitionForbidden):
        IdentityStanding().marked(attribute).after(event)


def test_a_homonym_keeps_its_status_and_may_be_asked_for():
    standing = IdentityStanding(QUALIFIED).marked(HOMONYM)
    assert standing.status is QUALIFIED
    assert is_trusted(standing.attributes)


def test_only_doubtful_and_homonym_may_be_combined():
    assert IdentityStanding().marked(HOMONYM).marked(DOUBTFUL).attributes == {HOMONYM, DOUBTFUL}
    for first, second in [(FICTITIOUS, HOMONYM), (FICTITIOUS, DOUBTFUL), (HOMONYM, FICTITIOUS), (DOUBTFUL, FICTITIOUS)]:
        with pytest.raises(TransitionForbidden):
            IdentityStanding().marked(first).marked(second)


@pytest.mark.parametrize("status", [RETRIEVED, VALIDATED, QUALIFIED])
def test_no_doubtful_identity_can_be_made_with_a_status(status):
    with pytest.raises(TransitionForbidden):
        IdentityStanding(status, frozenset({DOUBTFUL}))


def test_a_cleared_doubt_begins_again_at_provisional():
    standing = IdentityStanding(QUALIFIED).marked(DOUBTFUL).cleared(DOUBTFUL)
    assert standing == IdentityStanding(PROVISIONAL)
    assert standing.after(TAKEN_IN).status is RETRIEVED


@pytest.mark.parametrize(
    ("status", "holds", "shows"),
    [(PROVISIONAL, False, False), (RETRIEVED, True, False), (VALIDATED, False, False), (QUALIFIED, True, True)],
)
def test_only_a_qualified_identity_shows_its_ins(status, holds, shows):
    standing = IdentityStanding(status)
    assert (standing.holds_ins, standing.may_show_ins) == (holds, shows)


def test_a_carte_vitale_gives_retrieved_at_most_and_only_the_app_more():
    assert {channel for channel in Channel if highest_unattended(channel) is QUALIFIED} == {Channel.VITALE_APP}
    assert highest_unattended(Channel.VITALE_CARD) is RETRIEVED
    assert highest_unattended(Channel.BAR_CODE) is PROVISIONAL
