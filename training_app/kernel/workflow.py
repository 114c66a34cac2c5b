"""Lives of records as tables of transitions: state, verb, who may, next state."""

from __future__ import annotations

from dataclasses import dataclass

from training_app.kernel import messages
from training_app.kernel.actor import Role
from training_app.kernel.errors import Conflict, PermissionDenied


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of a life: in `state`, `verb` by one of `roles` leads to `target`. `remark` says that a reason is due."""

    state: str
    verb: str
    roles: frozenset[Role]
    target: str
    remark: bool = False


@dataclass(frozen=True, slots=True)
class Workflow:
    """The life of one kind of record. `name` prefixes the audit action (`class.submit`)."""

    name: str
    transitions: tuple[Transition, ...]

    def step(self, state: str, verb: str, role: Role) -> Transition:
        """The transition asked for.

        Raises Conflict when the record is in no state for it, PermissionDenied when another role has to do it.
        """
        found = [t for t in self.transitions if t.state == state and t.verb == verb]
        if not found:
            raise Conflict(
                "workflow.wrong_state", messages.WRONG_STATE, workflow=self.name, state=state, verb=verb
            )
        for transition in found:
            if role in transition.roles:
                return transition
        raise PermissionDenied("workflow.not_allowed", messages.NOT_ALLOWED, workflow=self.name, verb=verb)

    def open_to(self, state: str, role: Role) -> list[str]:
        """The verbs this role may use in this state, in the table's order."""
        return [t.verb for t in self.transitions if t.state == state and role in t.roles]
