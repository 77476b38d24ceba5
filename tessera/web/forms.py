"""Set-up, joining, and the network's own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tessera.accounts import set_up_code
from tessera.accounts.models import Member
from tessera.accounts.queries import login_is_taken
from tessera.sealing import passphrases
from tessera.ui.countries import country_choices

LOGIN_HELP = _("What you type to sign in. It need not be your name, and nobody else sees it.")


class CodeForm(forms.Form):
    """Shows that whoever sets this up also started the server."""

    all_required = True

    code = forms.CharField(
        label=_("The code that the terminal shows"),
        max_length=20,
        help_text=_("Eight characters. They are also in the file set-up-code in the data folder."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not set_up_code.fits(code):
            raise forms.ValidationError(_("This is not the code. Please look at the terminal again."))
        return code


class AccountForm(forms.Form):
    all_required = True

    name = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("As your colleagues call you. It is kept sealed.")
    )
    login = forms.CharField(label=_("Login"), max_length=60, help_text=LOGIN_HELP)

    def clean_login(self) -> str:
        return self._free()

    def _free(self, *, but: Member | None = None) -> str:
        login = str(self.cleaned_data["login"])
        if login_is_taken(login, but=but):
            raise forms.ValidationError(_("Somebody signs in with this already. Please choose another one."))
        return login


class RenewalForm(AccountForm):
    """As in joining; one's own login may stay."""

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["login"].help_text = _("The one you had, or another if you forgot it.")

    def clean_login(self) -> str:
        return self._free(but=self.member)


# Where most networks of this kind begin: nobody scrolls through 250 countries for one of these.
_ALONG_THE_ROUTES = {"GT", "HN", "SV", "NI", "MX", "US", "ES", "MA", "SN"}


def _countries() -> list[tuple[Any, Any]]:
    everywhere = country_choices()
    near = [choice for choice in everywhere if choice[0] in _ALONG_THE_ROUTES]
    return [("", _("Choose a country")), (_("Along the routes"), near), (_("All countries"), everywhere)]


class NewWordsForm(forms.Form):
    """Shows that whoever comes back to the address is who made the new words with it."""

    all_required = True

    words = forms.CharField(
        label=_("Your six new words"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class OrganisationForm(forms.Form):
    all_required = True

    organisation = forms.CharField(label=_("Organisation"), max_length=120)
    country = forms.ChoiceField(label=_("Country"), choices=_countries)


class NetworkForm(forms.Form):
    all_required = True

    network = forms.CharField(
        label=_("Name of the network"),
        max_length=80,
        help_text=_("People see this name on every page, in letters and in messages."),
    )
    look = forms.ChoiceField(
        label=_("Colour of the top bar"),
        choices=lambda: [(look, _with_swatch(look, name)) for look, name in settings.LOOKS],
        widget=forms.RadioSelect,
        initial="night",
    )


def _with_swatch(look: str, name: object) -> str:
    return format_html('<span class="swatch" data-look="{}"></span>{}', look, name)


class SetUpForm(NetworkForm, OrganisationForm, AccountForm):
    """Everything the first start needs, in one page."""

    field_order = ["network", "look", "organisation", "country", "name", "login"]


class WrittenDownForm(forms.Form):
    """Two of the words, and the pepper's last group where there is one, typed back from paper."""

    all_required = True

    held = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, words: list[str], positions: list[int], pepper_end: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.expected = {f"word_{at}": passphrases.normalise(words[at - 1]) for at in positions}
        for at in positions:
            self.fields[f"word_{at}"] = _typed_back(_("Word number %(number)s") % {"number": at})
        if pepper_end:
            self.expected["pepper_end"] = letters_only(pepper_end)
            self.fields["pepper_end"] = _typed_back(_("The last four characters of the pepper"))

    def clean(self) -> dict[str, Any]:
        for name, expected in self.expected.items():
            typed = str(self.cleaned_data.get(name, ""))
            read = passphrases.normalise(typed) if name.startswith("word") else letters_only(typed)
            if typed and read != expected:
                self.add_error(name, _("This is not what was shown above. Please look at your paper again."))
        return self.cleaned_data


def _typed_back(label: Any) -> forms.CharField:
    field = forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field.is_short = True  # type: ignore[attr-defined]
    return field


def letters_only(typed: str) -> str:
    """Letters of the pepper as compared: no blanks, capitals."""
    return "".join(typed.split()).upper()
