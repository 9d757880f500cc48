"""Declare tables: columns, rules and schemas as plain data, without importing pandera."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from geo.lazy import pa

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Rule:
    """A condition on every value of a column.

    Attributes
    ----------
    name, arguments
        One of pandera's checks and its arguments.
    """

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    dtype
        Name of the pandas dtype.
    description
        Meaning of the values, with their unit.
    rule
        Condition on every value that is not missing.
    nullable, unique
        Whether values may be missing, and must be unique.
    unit
        Unit of measured columns.
    """

    dtype: str
    description: str
    rule: Rule | None = None
    nullable: bool = False
    unique: bool = False
    unit: str | None = None


@dataclass(frozen=True)
class RowRule:
    """A condition on every row of a table.

    Attributes
    ----------
    holds
        Function of the table; True in the rows that meet the condition.
    message
        The condition in words.
    """

    holds: Callable[[pd.DataFrame], pd.Series]
    message: str


@dataclass(frozen=True, eq=False)
class Schema:
    """The schema of a table with exactly these columns, in this order.

    Attributes
    ----------
    name
        Name of the table.
    columns
        Columns by name.
    unique
        Columns that together identify rows; empty if one column does.
    row_rules
        Conditions on its rows.
    """

    name: str
    columns: Mapping[str, Column]
    unique: tuple[str, ...] = ()
    row_rules: tuple[RowRule, ...] = ()

    @cached_property
    def types(self) -> dict[str, str]:
        """The dtype of each column, as :meth:`pandas.DataFrame.astype` takes them."""
        return {name: column.dtype for name, column in self.columns.items()}

    @cached_property
    def pandera(self) -> pa.DataFrameSchema:
        """The schema for pandera, built when a table is first checked."""
        columns = {
            name: pa.Column(
                column.dtype,
                getattr(pa.Check, column.rule.name)(**column.rule.arguments) if column.rule else None,
                nullable=column.nullable,
                unique=column.unique,
            )
            for name, column in self.columns.items()
        }
        checks = [pa.Check(rule.holds, error=rule.message) for rule in self.row_rules]
        unique = list(self.unique) or None
        return pa.DataFrameSchema(columns, checks, name=self.name, unique=unique, strict=True, ordered=True)


def one_of(*values: Any) -> Rule:
    """One of these values."""
    return Rule("isin", {"allowed_values": values})


def matching(pattern: str) -> Rule:
    """Text that matches this regular expression."""
    return Rule("str_matches", {"pattern": pattern})


def between(low: float, high: float) -> Rule:
    """A number in this range, ends included."""
    return Rule("in_range", {"min_value": low, "max_value": high})


def at_least(low: float) -> Rule:
    """A number not below this one."""
    return Rule("greater_than_or_equal_to", {"min_value": low})


def above(low: float) -> Rule:
    """A number above this one."""
    return Rule("greater_than", {"min_value": low})


def text(description: str, *, rule: Rule | None = None, nullable: bool = False, unique: bool = False) -> Column:
    """A text column."""
    return Column("str", description, rule, nullable, unique)


def day(description: str, *, nullable: bool = False) -> Column:
    """A column of days."""
    return Column("datetime64[us]", description, nullable=nullable)


def count(description: str) -> Column:
    """A column of numbers of people; empty is unknown, never zero."""
    return Column("Int32", description, at_least(0), nullable=True, unit="people")


def coded(codes: type[IntEnum], description: str) -> Column:
    """A column of the codes of one scale, never missing: each scale has a code for unknown."""
    return Column("int8", description, one_of(*map(int, codes)))


def degrees(low: float, high: float, description: str) -> Column:
    """A column of longitudes or latitudes."""
    return Column("float64", description, between(low, high), nullable=True, unit="degrees")


CODE: Final = matching(r"^\d{5}$")
"""DIVIPOLA code of a municipality."""

DEPARTMENT: Final = matching(r"^\d{2}$")
"""DIVIPOLA code of a department."""
