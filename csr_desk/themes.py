"""The two looks of the desk; meaning is never by colour alone, so both also work in 16 colours."""

from typing import Any

from textual.app import App
from textual.theme import Theme

DARK = Theme(
    name="desk-dark",
    primary="#5fafd7",
    secondary="#87afaf",
    accent="#d7af5f",
    warning="#ffaf00",
    error="#ff5f5f",
    success="#87d787",
    foreground="#e4e4e4",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    dark=True,
    variables={"reply": "#1f4f6f", "note": "#5f4a12"},
)
LIGHT = Theme(
    name="desk-light",
    primary="#005f87",
    secondary="#3a5f5f",
    accent="#875f00",
    warning="#875f00",
    error="#af0000",
    success="#005f00",
    foreground="#1c1c1c",
    background="#ffffff",
    surface="#f5f5f5",
    panel="#e4e4e4",
    dark=False,
    variables={"reply": "#cfe8f5", "note": "#f7e6b0"},
)
VARIABLES = dict(DARK.variables)
"""What the style sheets may use beside Textual's own variables, in every theme."""


def use(app: App[Any], wanted: str) -> None:
    """Give an app that has not started the looks of the desk and the one that is wanted.

    The reactive is set without its watcher, which would parse every style sheet a second time.
    """
    for theme in (DARK, LIGHT):
        app.register_theme(theme)
    names = {"": DARK.name, "dark": DARK.name, "light": LIGHT.name}
    name = names.get(wanted, wanted if wanted in app.available_themes else DARK.name)
    app.set_reactive(type(app).theme, name)
    app.add_class(f"-theme-{name}", "-dark-mode" if app.current_theme.dark else "-light-mode")
    app.stylesheet.set_variables(app.get_css_variables())
