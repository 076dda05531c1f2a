"""The files that tell LibreOffice what the add-in has: interface, function texts, manifest, description.

All of it comes from the registry. LibreOffice 25.2 reads the interface as plain text, so no SDK is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from xlcost import __version__
from xlcost.functions import FUNCTIONS, Argument, Function
from xlcost.hosts.libreoffice.cells import gives_text
from xlcost.hosts.libreoffice.names import IDENTIFIER, INTERFACE, SERVICE, camel_case

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
#: Earlier versions do not take a plain PROMPT_COST(...) in an .xlsx file for the add-in's function.
_FIRST_LIBREOFFICE: Final = "25.2"


def interface() -> str:
    """The UNO interface: one method a function.

    ``any`` arguments may be omitted and take ranges; an ``any`` result carries one value, never rows.
    """
    methods = "\n".join(
        f"  {_result_type(function)} {camel_case(function.python_name)}({_parameters(function.arguments)});"
        for function in FUNCTIONS.values()
    )
    return (
        f"module org {{ module xlcost {{\ninterface {INTERFACE} : com::sun::star::uno::XInterface {{\n{methods}\n}};\n"
        "}; };\n"
    )


def function_texts() -> str:
    """CalcAddIns.xcu: names, descriptions and argument texts for the function wizard.

    CompatibilityName is how the function is called in .xlsx files.
    """
    functions = "\n".join(map(_function_node, FUNCTIONS.values()))
    return (
        f'{_XML}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="CalcAddIns" oor:package="org.openoffice.Office">\n'
        f'<node oor:name="AddInInfo"><node oor:name={quoteattr(SERVICE)} oor:op="replace">'
        f'<node oor:name="AddInFunctions">\n{functions}\n</node></node></node></oor:component-data>\n'
    )


def manifest(media_types: Mapping[str, str]) -> str:
    """META-INF/manifest.xml: which file of the extension is what."""
    entries = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(path)} manifest:media-type={quoteattr(kind)}/>\n"
        for path, kind in media_types.items()
    )
    return f'{_XML}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n{entries}</manifest:manifest>\n'


def description(text_path: str) -> str:
    """description.xml: what the extension manager shows; ``text_path`` is the file with the longer text."""
    return (
        f'{_XML}<description xmlns="http://openoffice.org/extensions/description/2006"'
        ' xmlns:lo="http://libreoffice.org/extensions/description/2011" xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        f"<identifier value={quoteattr(IDENTIFIER)}/>\n"
        f"<version value={quoteattr(__version__)}/>\n"
        "<display-name><name>xlcost: what prompting and fine-tuning cost</name></display-name>\n"
        f"<extension-description><src xlink:href={quoteattr(text_path)}/></extension-description>\n"
        f'<dependencies><lo:LibreOffice-minimal-version value="{_FIRST_LIBREOFFICE}" '
        f'name="LibreOffice {_FIRST_LIBREOFFICE}"/></dependencies>\n'
        "</description>\n"
    )


def description_text() -> str:
    """The longer text of the extension manager."""
    lines = "\n".join(f"{function.name}: {function.summary}" for function in FUNCTIONS.values())
    return f"Functions for Calc, in the category Add-In, the same as xlcost's in Excel.\n\n{lines}\n"


def _result_type(function: Function) -> str:
    return "any" if gives_text(function) else "sequence< sequence<any> >"


def _parameters(arguments: Iterable[Argument]) -> str:
    return ", ".join(f"[in] any {camel_case(argument.name)}" for argument in arguments)


def _function_node(function: Function) -> str:
    arguments = "".join(
        f" <node oor:name={quoteattr(camel_case(argument.name))} oor:op="
        f'"replace">{_text("DisplayName", argument.name)}{_text("Description", argument.help)}</node>\n'
        for argument in function.arguments
    )
    return (
        f'<node oor:name={quoteattr(camel_case(function.python_name))} oor:op="replace">'
        f"{_text('DisplayName', function.name)}{_text('CompatibilityName', function.name)}"
        f'<prop oor:name="Category"><value>Add-In</value></prop>\n'
        f"{_text('Description', f'{function.summary} Gives: {function.unit}.')}\n"
        f'<node oor:name="Parameters">\n{arguments}</node></node>'
    )


def _text(name: str, text: str) -> str:
    return f'<prop oor:name="{name}"><value xml:lang="en-US">{escape(text)}</value></prop>'
