"""What a table is declared with: columns, rules and schemas as plain data, which cost nothing to import."""

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
    """What every value of a column has to be.

    Attributes
    ----------
    name, arguments
        One of pandera's checks, and what it is given.
    """

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    dtype
        As pandas writes it.
    description
        What it means, with its unit.
    rule
        For every value that is not missing.
    nullable, unique
        Whether values may be missing, and may not repeat.
    unit
        Of measured columns.
    """

    dtype: str
    description: str
    rule: Rule | None = None
    nullable: bool = False
    unique: bool = False
    unit: str | None = None


@dataclass(frozen=True)
class Law:
    """What every row of a table has to keep.

    Attributes
    ----------
    holds
        True in the rows that keep it, given the table.
    message
        The law in words.
    """

    holds: Callable[[pd.DataFrame], pd.Series]
    message: str


@dataclass(frozen=True, eq=False)
class Schema:
    """A table with just these columns, in this order.

    Attributes
    ----------
    name
        Of the table.
    columns
        By name.
    unique
        Columns that together tell rows apart; none where one column does.
    laws
        For its rows.
    """

    name: str
    columns: Mapping[str, Column]
    unique: tuple[str, ...] = ()
    laws: tuple[Law, ...] = ()

    @cached_property
    def pandera(self) -> pa.DataFrameSchema:
        """The same in pandera's terms, made when a table is first checked."""
        columns = {
            name: pa.Column(
                column.dtype,
                getattr(pa.Check, column.rule.name)(**column.rule.arguments) if column.rule else None,
                nullable=column.nullable,
                unique=column.unique,
            )
            for name, column in self.columns.items()
        }
        laws = [pa.Check(law.holds, error=law.message) for law in self.laws]
        unique = list(self.unique) or None
        return pa.DataFrameSchema(columns, laws, name=self.name, unique=unique, strict=True, ordered=True)


def one_of(*values: Any) -> Rule:
    """One of these values."""
    return Rule("isin", {"allowed_values": values})


def matching(pattern: str) -> Rule:
    """A text of this pattern."""
    return Rule("str_matches", {"pattern": pattern})


def between(low: float, high: float) -> Rule:
    """A number of this range, its ends included."""
    return Rule("in_range", {"min_value": low, "max_value": high})


def at_least(low: float) -> Rule:
    """No number below this one."""
    return Rule("greater_than_or_equal_to", {"min_value": low})


def above(low: float) -> Rule:
    """Only numbers above this one."""
    return Rule("greater_than", {"min_value": low})


def text(description: str, *, rule: Rule | None = None, nullable: bool = False, unique: bool = False) -> Column:
    """A text column."""
    return Column("str", description, rule, nullable, unique)


def day(description: str, *, nullable: bool = False) -> Column:
    """A column of days."""
    return Column("datetime64[us]", description, nullable=nullable)


def count(description: str) -> Column:
    """A column that counts people; empty is unknown, never zero."""
    return Column("Int32", description, at_least(0), nullable=True, unit="people")


def coded(codes: type[IntEnum], description: str) -> Column:
    """A column of the codes of one scale, always known (a scale has a code for the unknown)."""
    return Column("int8", description, one_of(*map(int, codes)))


def degrees(low: float, high: float, description: str) -> Column:
    """A column of longitudes or latitudes."""
    return Column("float64", description, between(low, high), nullable=True, unit="degrees")


CODE: Final = matching(r"^\d{5}$")
"""DIVIPOLA code of a municipality."""

DEPARTMENT: Final = matching(r"^\d{2}$")
"""DIVIPOLA code of a department."""
