"""What the policy in force proposes for empty fields: for pages, letters and duties that say it
before a command takes it."""

from core.area import folded
from core.errors import Refused
from core.programme import policy
from core.programme.defaults import question_on
from core.programme.questions import DefaultsRuling
from tenants.gate import Tenant


def defaults_of(tenant: Tenant) -> DefaultsRuling:
    """The ruling of today, one that says nothing where no policy answers.

    Nothing is decided here: the commands ask the same question again.
    """
    state: policy.Policies | None = folded(tenant.log.stream(policy.STREAM))
    asked = question_on(tenant.today)
    try:
        chosen = tenant.policies.resolve(asked.question, asked.day, state.adopted if state else ())
        facts = policy.with_parameters(asked.facts, {policy.STREAM: state}, chosen, asked.day)
        ruling = tenant.policies.ask(asked.question, chosen, facts)
    except Refused:
        return DefaultsRuling()
    assert isinstance(ruling, DefaultsRuling)
    return ruling
