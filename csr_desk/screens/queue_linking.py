"""Linking from the queue: what looks like one incident, the marked tickets, or the one under it."""

from csr_desk.screens.handing import HandingOver


class QueueLinking(HandingOver):
    """One key for the proposal of the desk, else for the tickets the agent chose."""

    def do_interaction_link(self) -> None:
        """Show what looks like one incident; without that, link what is marked or under the cursor.

        Several marked tickets become incidents of one problem.
        """
        from csr_desk.screens import incident_talk, link_talk

        found, ids = self.host.incident, self.targets()
        if len(ids) > 1:
            incident_talk.ask_problem(self.host, ids, self.changed)
        elif found is not None:
            incident_talk.ask_proposal(self.host, found, self.changed)
        else:
            link_talk.ask(self.host, ids[0], self.changed)
