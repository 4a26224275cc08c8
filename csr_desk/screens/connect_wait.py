"""Steps that wait for somebody else: the browser, and the helpdesk that says who signed in.

The work is done in a thread of the app. Whatever comes back after the agent has gone back is let
go: each wait has its number.
"""

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input, Static

from csr_desk import text
from csr_desk.accounts import Checked, Connector, Draft
from csr_desk.errors import Busy, DeskError, SignInNeeded, Unreachable
from csr_desk.screens.dialogs import DeskDialog, said
from csr_desk.screens.host import sentence


def has_browser() -> bool:
    """Tell whether a browser has a window of its own here; one in the terminal would spoil it."""
    windows = sys.platform in ("darwin", "win32")
    return windows or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


class Waiting(DeskDialog[bool]):
    """A dialog that lets something be done elsewhere and shows how it went."""

    CSS_PATH = "connect.tcss"
    BOX = "box connect"

    def __init__(self, title: str, connector: Connector, draft: Draft) -> None:
        super().__init__(title)
        self.connector, self.draft = connector, draft
        self._wait = 0

    def work(
        self, task: Callable[[], Any], then: Callable[[Any], None], words: str = "One moment …"
    ) -> None:
        """Do a task in a thread, and give what it returns to `then`, or its DeskError to `failed`.

        `then` and `failed` are called here, and only while nothing newer is waited for.
        """
        self._wait += 1
        number = self._wait
        self.say(words)

        def done(act: Callable[[Any], None], value: Any) -> None:
            if number == self._wait and self.is_mounted:
                act(value)

        def run() -> None:
            try:
                found = task()
            except DeskError as error:
                self.app.call_from_thread(done, self.failed, error)
            else:
                self.app.call_from_thread(done, then, found)

        self.app.run_worker(run, thread=True, group="connect", exit_on_error=False)

    def failed(self, error: DeskError) -> None:
        """Say what went wrong."""
        self.say("", sentence(error))

    def say(self, words: str, wrong: str = "") -> None:
        """Show how it stands, and what is wrong."""
        self.query_one("#state", Static).update(text.plain(words))
        self.query_one(".wrong", Static).update(text.plain(wrong))

    def action_cancel(self) -> None:
        """Go back; what was begun is called off."""
        self._wait += 1
        self.connector.cancel()
        self.dismiss(None)


class SignIn(Waiting):
    """Sign in by browser: here, or elsewhere with the code pasted."""

    BINDINGS = [
        Binding("ctrl+o", "open", "Open", show=False, priority=True),
        Binding("ctrl+y", "copy", "Copy", show=False, priority=True),
    ]

    def __init__(self, title: str, connector: Connector, draft: Draft, *, paste: bool) -> None:
        super().__init__(title, connector, draft)
        self._paste = paste
        self._url = ""

    def compose_box(self) -> Iterable[Widget]:
        """Compose the address and, to paste, a field."""
        yield Static(id="link", markup=False)
        if self._paste:
            words = (
                "Sign in there, then paste the address of the page it ends on (it may be empty)."
            )
            yield said(words)
            yield Input(id="code", password=True, placeholder="paste it here, then Enter")
        yield Static(id="state", markup=False)
        yield Static(classes="wrong", markup=False)
        yield said("Ctrl+O opens the browser, Ctrl+Y copies the address, Esc goes back.", "hint")

    def on_mount(self) -> None:
        """Begin the sign-in."""
        self._begin()

    def _begin(self) -> None:
        self.work(
            lambda: self.connector.begin_sign_in(self.draft, paste=self._paste), self._show_url
        )

    def _show_url(self, url: str) -> None:
        self._url = url
        self.query_one("#link", Static).update(text.plain(url))
        self.say("")
        if not self._paste:
            words = "Open it in a browser of this machine and allow the desk there."
            if has_browser():
                self.action_open()
                words = "The browser is open: allow the desk there."
            self.work(self.connector.finish, self._signed_in, f"{words} This goes on by itself.")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the pasted code."""
        code = event.value.strip()
        if code and self._url:
            self.work(lambda: self.connector.finish(code), self._signed_in)

    def _signed_in(self, _: None) -> None:
        self.dismiss(True)

    def failed(self, error: DeskError) -> None:
        """Say what went wrong and offer a new address."""
        super().failed(error)
        self._url = ""
        self.query_one("#link", Static).update(text.plain("Enter begins anew."))
        if self._paste:
            self.query_one("#code", Input).value = ""

    def key_enter(self) -> None:
        """Begin anew after something went wrong."""
        if not self._url:
            self._begin()

    def action_open(self) -> None:
        """Open the address in the browser of this machine."""
        if self._url and has_browser():
            self.app.open_url(self._url)
        elif self._url:
            self.say("No browser can be opened from here: copy the address.")

    def action_copy(self) -> None:
        """Copy the address, through the terminal."""
        if self._url:
            self.app.copy_to_clipboard(self._url)
            self.say("The address is copied, where this terminal allows it.")


class Look(Waiting):
    """Show who signed in with which rights; Enter keeps the account."""

    BINDINGS = [
        Binding("enter", "keep", "Keep", show=False),
        Binding("f", "keep_in_file", "File", show=False),
    ]

    def __init__(self, title: str, connector: Connector, draft: Draft) -> None:
        super().__init__(title, connector, draft)
        self._may_keep = False
        self._may_use_file = False

    def compose_box(self) -> Iterable[Widget]:
        """Compose the words and the keys."""
        yield Static(id="state", markup=False)
        yield Static(classes="wrong", markup=False)
        yield said("Esc goes back.", "hint")

    def on_mount(self) -> None:
        """Ask the helpdesk."""
        words = f"Asking {self.draft.url} who you are …"
        self.work(lambda: self.connector.check(self.draft), self._show, words)

    def _show(self, found: Checked) -> None:
        lines = [found.words]
        lines += [f"You may: {', '.join(found.rights)}."] if found.rights else []
        self._offer("\n".join([*lines, *found.remarks]))

    def _offer(self, words: str, wrong: str = "") -> None:
        self._may_keep = True
        self.say(words, wrong)
        self._hint("Enter keeps the account and fetches its tickets. Esc goes back.")

    def failed(self, error: DeskError) -> None:
        """Say it; an account that cannot be asked now may be kept, and one without a keyring."""
        if isinstance(error, Unreachable | Busy) and not self._may_keep:
            self._offer("You may keep it: it is checked when that is over.", sentence(error))
            return
        super().failed(error)
        self._may_use_file = self._may_keep and isinstance(error, SignInNeeded)
        if self._may_use_file:
            self._hint("f keeps the secret in a file only you can read. Esc goes back.")
        else:
            self._may_keep = False
            self._hint("Esc goes back.")

    def action_keep(self) -> None:
        """Keep the account, its secret in the keyring."""
        if self._may_keep and not self._may_use_file:
            self._keep(insecure_file=False)

    def action_keep_in_file(self) -> None:
        """Keep the account, its secret in a file."""
        if self._may_use_file:
            self._keep(insecure_file=True)

    def _keep(self, *, insecure_file: bool) -> None:
        self.work(
            lambda: self.connector.keep(self.draft, insecure_file=insecure_file),
            self._kept,
            "Keeping it …",
        )

    def _kept(self, _: str) -> None:
        self.dismiss(True)

    def _hint(self, words: str) -> None:
        self.query_one(".hint", Static).update(text.plain(words))
