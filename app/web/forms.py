"""Forms: the words of their errors, the reason that every act asks for, and our errors beside the fields they name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from catalogue.finding import UserError


class Form(forms.Form):
    """A form without Django's own colons; `attempt` runs an act and puts what it refuses into the form."""

    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name, field in self.fields.items():
            verb = "请选择" if isinstance(field, (forms.ChoiceField, forms.FileField)) else "请填写"
            field.error_messages["required"] = f"{verb}{field.label or name}"
            field.error_messages["max_length"] = "太长了：最多 %(limit_value)s 个字，现在 %(show_value)s 个，请写短些"
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = "不是日期。请写成 2021-12-31 这样"
            if isinstance(field, forms.FileField):
                field.error_messages["empty"] = "这个文件是空的。请检查是不是选错了，或者没有存好"
            if field.required and not isinstance(field.widget, forms.CheckboxSelectMultiple):
                field.widget.attrs.setdefault("aria-required", "true")

    def attempt(self, act: Callable[[], Any]) -> bool:
        """Do the act; True if it was done. A `UserError` whose place is a field's label stands beside that field."""
        try:
            act()
        except UserError as error:
            named = next((n for n, f in self.fields.items() if f.label == error.place), None)
            self.add_error(named, f"{error.what}。{error.advice}" if named else str(error))
            return False
        return True


def reason(example: str) -> forms.CharField:
    """The reason of an act: asked for always, kept in the log."""
    return forms.CharField(
        label="理由", max_length=500, help_text=f"记入审计日志，例如“{example}”", widget=forms.TextInput()
    )


class Reason(Form):
    """An act that needs a reason and nothing else."""

    why = reason("本人申请")
