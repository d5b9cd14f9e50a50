"""The site's settings as data: name, default, what it does. Read once from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from convive.core.errors import ConviveError

YES = {"1", "yes", "true", "on"}
NO = {"", "0", "no", "false", "off"}


class BadOption(ConviveError):
    """A setting of the site that cannot be understood."""


@dataclass(frozen=True)
class Option:
    """One setting: the environment variable, its default, and what it does in one sentence."""

    name: str
    default: str
    says: str


OPTIONS = (
    Option("CONVIVE_DATA", "var/site", "The folder that holds the database, the secret key and the demo's mail."),
    Option("CONVIVE_DEMO", "no", "Whether this is the demo: an invented place, and sign-in without a code."),
    Option("CONVIVE_NAME", "", "The partnership's name, beside the wordmark."),
    Option("CONVIVE_PLACE", "", "The authority's code, such as E08000032. Only read before the first release."),
    Option("CONVIVE_HOSTS", "127.0.0.1,localhost", "The names the site answers to, with commas between them."),
    Option("CONVIVE_HTTPS", "no", "Whether visitors reach the site over https. Switches on strict transport rules."),
    Option("CONVIVE_SECRET_KEY", "", "The secret key. Left empty, one is made and kept in the data folder."),
    Option("CONVIVE_MAIL_HOST", "", "The mail server. Left empty, mail is printed where the server runs."),
    Option("CONVIVE_MAIL_PORT", "587", "The mail server's port."),
    Option("CONVIVE_MAIL_USER", "", "The name to sign in to the mail server with."),
    Option("CONVIVE_MAIL_PASSWORD", "", "The password to sign in to the mail server with."),
    Option("CONVIVE_MAIL_FROM", "convive@localhost", "The address that mail comes from."),
    Option("CONVIVE_API_PER_MINUTE", "120", "How often one address may ask the API in a minute."),
    Option("CONVIVE_UPLOAD_MEGABYTES", "200", "The largest file that can be brought in."),
    Option("CONVIVE_JOB_MINUTES", "15", "How long one piece of work in the background may take."),
    Option("CONVIVE_WORKER", "yes", "Whether the server starts a worker beside it. Say no where one runs by itself."),
    Option("CONVIVE_DEBUG", "no", "Whether errors show their inner workings. For developers only, never on a server."),
)


@dataclass(frozen=True)
class Options:
    """The settings as they were given."""

    given: Mapping[str, str]

    def text(self, name: str) -> str:
        """The setting as text.

        >>> Options({}).text("CONVIVE_MAIL_PORT")
        '587'
        """
        option = next(option for option in OPTIONS if option.name == name)
        return self.given.get(name, option.default).strip()

    def flag(self, name: str) -> bool:
        """The setting as yes or no.

        >>> Options({"CONVIVE_DEMO": "1"}).flag("CONVIVE_DEMO")
        True

        Raises
        ------
        BadOption
            When it is neither.
        """
        value = self.text(name).casefold()
        if value not in YES | NO:
            raise BadOption(f"{name} is “{value}”.", rule="yes-or-no", hint="Write yes or no.")
        return value in YES

    def number(self, name: str) -> int:
        """The setting as a whole number.

        Raises
        ------
        BadOption
            When it is not one.
        """
        value = self.text(name)
        if not value.isdigit():
            raise BadOption(f"{name} is “{value}”.", rule="whole-number", hint="Write a whole number.")
        return int(value)

    def words(self, name: str) -> list[str]:
        """The setting as a list.

        >>> Options({"CONVIVE_HOSTS": "a.example, b.example"}).words("CONVIVE_HOSTS")
        ['a.example', 'b.example']
        """
        return [word.strip() for word in self.text(name).split(",") if word.strip()]
