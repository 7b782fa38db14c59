# SPDX-License-Identifier: Apache-2.0
"""Pages of deprecations as providers lay them out, written from a list of facts.

    models = provider_pages.facts("anthropic")
    text = provider_pages.render("anthropic-page", models)

A fact is a dict; only "id" must be there:

    id           "claude-opus-5-5"; a list of ids shares a row
    state        current, legacy, deprecated, retired or preview
    announced    "2026-09-30": when its end was announced
    retires      "2026-11-30"
    kind         of retires: exact, floor, none or tba; by itself none without a date, else exact
    replacement  an id, or a list of options
    released     "2026-09-22" (Google)
    family       heading that it stands below (Google)
    redirects    what the provider does with requests to it after its end (Google)

A page is a list of parts, which render() lays out as HTML or Markdown: ("h", level, text), ("p", text) and
("table", header, rows).  A row is a list of cells or a Row; in cells `x` is code and "\\n" a line break.  Whoever
wants another page changes the parts: page(source, models) gives them, layout(source, parts) writes them.
Documents of interfaces are in provider_docs.py.
"""
import html

MONTHS = ("January February March April May June July August September October November December").split()

PROSE = [
    "Models come and go: newer ones are safer and can do more, and the older ones are taken out of service after a time. "
    "Programs that name a model have to be changed from time to time, and those who run them are told by mail before.",
    "This page has every end that was announced, and for each what to use instead. The dates are those of our own "
    "interface; others who sell the same models have dates of their own, which may be earlier or later.",
    "Try the newer model with your own tasks well before the day, as a change of the name is seldom all that has to be "
    "changed: some parameters are refused by newer models, and a text counts as more or fewer tokens than before.",
    "To find what still uses an older model, export the usage of the last weeks from the console, and look which keys "
    "asked for it. A key that nobody knows any more is a good reason to look twice.",
    "Words: what is active is supported and recommended; what is legacy gets no changes any more; what is deprecated "
    "still answers, has a date and something that replaces it; what is retired does not answer.",
]


class Row(list):
    """A row of cells: grey, or a section, which is one cell over all columns."""

    def __init__(self, cells, grey=False, section=False):
        super().__init__(cells)
        self.grey = grey
        self.section = section


def date_long(day):
    """2026-10-15 as October 15, 2026."""
    year, month, number = day.split("-")
    return "%s %d, %s" % (MONTHS[int(month) - 1], int(number), year)


def date_short(day):
    """2026-10-15 as Oct 15, 2026."""
    year, month, number = day.split("-")
    return "%s %d, %s" % (MONTHS[int(month) - 1][:3], int(number), year)


def ids(model, code=True):
    names = [model["id"]] if isinstance(model["id"], str) else model["id"]
    return ", ".join("`%s`" % name if code else name for name in names)


def replacement(model, none="-"):
    names = model.get("replacement") or []
    names = [names] if isinstance(names, str) else names
    return " or ".join("`%s`" % name for name in names) or none


def kind(model):
    return model.get("kind") or ("exact" if model.get("retires") else "none")


# ---- Anthropic ----------------------------------------------------------------------------------------------

def anthropic_status(model):
    states = {"current": "Active", "legacy": "Legacy", "deprecated": "Deprecated", "retired": "Retired",
              "preview": "Active (invitation only)"}
    ends = {"none": "N/A", "tba": "To be announced"}
    end = ends.get(kind(model))
    if end is None:
        end = ("Not sooner than " if kind(model) == "floor" else "") + date_long(model["retires"])
    announced = model.get("announced")
    return [ids(model), states[model.get("state", "current")], date_long(announced) if announced else "N/A", end]


def anthropic(models):
    parts = [("h", 1, "Model deprecations")] + [("p", text) for text in PROSE]
    parts += [("h", 2, "Model status"), ("p", "All models that were ever open to everybody:")]
    parts += [("table", ["API model name", "Current state", "Deprecated", "Tentative retirement date"],
               [anthropic_status(model) for model in models])]
    parts += [("h", 2, "Deprecation history"), ("p", "The latest comes first.")]
    noted = [model for model in models if model.get("announced")]
    for day in sorted({model["announced"] for model in noted}, reverse=True):
        rows = [[date_long(model["retires"]) if kind(model) == "exact" else "To be announced", ids(model),
                 replacement(model)] for model in noted if model["announced"] == day]
        parts += [("h", 3, "%s: %s models" % (day, "Claude")), ("p", "Those who use them were told on that day."),
                  ("table", ["Retirement date", "Deprecated model", "Recommended replacement"], rows)]
    parts += [("h", 2, "Best practices"), ("p", PROSE[3])]
    return parts


# ---- OpenAI -------------------------------------------------------------------------------------------------

def openai(models, layout="coming"):
    """layout: "coming", one table of what is to come, or "dated", a section for each notice."""
    ended = [model for model in models if model.get("announced") or model.get("retires")]
    parts = [("h", 1, "Deprecations")] + [("p", text) for text in PROSE]
    if layout == "coming":
        states = {"current": "Active", "retired": "Shutdown", "preview": "Active"}
        rows = [[date_short(model["retires"]), ids(model), states.get(model.get("state"), "Deprecated"),
                 replacement(model), date_short(model["announced"]) if model.get("announced") else "-"]
                for model in sorted(ended, key=lambda model: model["retires"])]
        parts += [("h", 2, "Upcoming deprecations"),
                  ("table", ["Shutdown date", "Affected model", "Status", "Recommended replacement", "Notice date"],
                   rows)]
        parts += [("h", 2, "Feature and endpoint deprecations"),
                  ("table", ["Shutdown date", "Feature or endpoint", "Recommended replacement"],
                   [["Nov 30, 2026", "Prompts that are kept at the provider", "Texts in your own program"]])]
        return parts
    parts += [("h", 2, "Deprecation history")]
    for day in sorted({model.get("announced") or "" for model in ended}, reverse=True):
        rows = [[model["retires"], ids(model), replacement(model)] for model in ended
                if (model.get("announced") or "") == day]
        parts += [("h", 3, "%s: older models" % day if day else "Others"),
                  ("table", ["Shutdown date", "Model / system", "Recommended replacement"], rows)]
    return parts


# ---- Google -------------------------------------------------------------------------------------------------

def google_row(model):
    end = "No shutdown date announced" if kind(model) == "none" else date_long(model["retires"])
    names = replacement(model, "")
    if model.get("redirects"):
        names += " (requests are redirected)"
    return Row([ids(model), date_long(model["released"]) if model.get("released") else "", end, names],
               grey=model.get("state") == "retired")


def google(models):
    parts = [("h", 1, "Gemini deprecations")] + [("p", text) for text in PROSE]
    parts += [("p", "Dates are the earliest that may be. What is shut down has a grey ground.")]
    families = []
    for model in models:
        if model.get("family", "Gemini models") not in families:
            families.append(model.get("family", "Gemini models"))
    for family in families:
        own = [model for model in models if model.get("family", "Gemini models") == family]
        previews = [model for model in own if "preview" in str(model["id"])]
        rows = [google_row(model) for model in own if model not in previews]
        if previews:
            rows += [Row(["Preview models"], section=True)] + [google_row(model) for model in previews]
        parts += [("h", 2, family),
                  ("table", ["Model", "Release date", "Shutdown date", "Recommended replacement"], rows)]
    return parts + [("h", 2, "More"), ("p", PROSE[2])]


# ---- layouts ------------------------------------------------------------------------------------------------

def html_inline(text, code="code"):
    out, parts = "", text.split("`")
    for i, part in enumerate(parts):
        part = html.escape(part).replace("\n", "<br>")
        out += "<%s class=\"mono\">%s</%s>" % (code, part, code.split()[0]) if i % 2 else part
    return out


def html_row(row, width, cell="td"):
    if getattr(row, "section", False):
        return "<tr><td colspan=\"%d\"><em>%s</em></td></tr>\n" % (width, html_inline(row[0]))
    grey = " class=\"row--gray\"" if getattr(row, "grey", False) else ""
    return "<tr%s>%s</tr>\n" % (grey, "".join("<%s>%s</%s>" % (cell, html_inline(text), cell) for text in row))


def html_part(part):
    if part[0] == "h":
        anchor = part[2].lower().replace(" ", "-")
        return "<h%d id=\"%s\">%s<a aria-hidden=\"true\" href=\"#%s\">#</a></h%d>\n" % (
            part[1], html.escape(anchor), html_inline(part[2]), html.escape(anchor), part[1])
    if part[0] == "p":
        return "<p>%s</p>\n" % html_inline(part[1])
    header, rows = part[1], part[2]
    return "<div><table>\n<thead>%s</thead>\n<tbody>\n%s</tbody></table></div>\n" % (
        html_row(header, len(header), "th"), "".join(html_row(row, len(header)) for row in rows))


def to_html(parts):
    title = next((part[2] for part in parts if part[0] == "h"), "A page")
    return ("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%s</title>\n"
            "<style>td { padding: 2px }</style><script>window.state = {\"loading\": \"<td>\"};</script></head>\n"
            "<body><nav><ul><li><a href=\"/\">Start</a></li></ul></nav><main>\n%s</main>\n"
            "<footer>Last changed some days ago</footer></body></html>\n"
            % (html.escape(title), "".join(html_part(part) for part in parts)))


def md_cell(text):
    return text.replace("|", "\\|").replace("\n", "<br>")


def md_row(row, width):
    cells = [md_cell(text) for text in row]
    if getattr(row, "section", False):
        cells = ["**%s**" % cells[0]] + [""] * (width - 1)
    return "| %s |\n" % " | ".join(cells)


def md_part(part):
    if part[0] == "h":
        return "%s %s\n\n" % ("#" * part[1], part[2])
    if part[0] == "p":
        return part[1] + "\n\n"
    header, rows = part[1], part[2]
    return "%s| %s |\n%s\n" % (md_row(header, len(header)), " | ".join("---" for _ in header),
                               "".join(md_row(row, len(header)) for row in rows))


def to_md(parts):
    return "".join(md_part(part) for part in parts)


# ---- by the names of sources --------------------------------------------------------------------------------

PAGES = {"anthropic": anthropic, "openai": openai, "google": google}
SOURCES = ["%s-page%s" % (provider, end) for provider in PAGES for end in ("", "-md")]


def page(source, models, **options):
    """The parts of a source's page; options: those of openai()."""
    return PAGES[source.split("-")[0]](models, **options)


def layout(source, parts):
    return to_md(parts) if source.endswith("-md") else to_html(parts)


def render(source, models, **options):
    """The page of a source, as the bytes that its address would answer with are decoded."""
    return layout(source, page(source, models, **options))


def facts(provider):
    """What was known in the autumn of 2026, each time as new objects."""
    return [dict(zip(("id", "state", "announced", "retires", "kind", "replacement", "released", "family"), fact))
            for fact in FACTS[provider]]


FACTS = {
    "anthropic": [
        ("claude-fable-5-1", "current", None, "2027-09-01", "floor", None),
        ("claude-opus-5-5", "current", None, "2027-09-22", "floor", None),
        ("claude-sonnet-5-5", "current", None, "2027-09-28", "floor", None),
        ("claude-haiku-5-5", "current", None, "2027-10-07", "floor", None),
        ("claude-mythos-5-1", "preview", None, "2027-09-01", "floor", None),
        ("claude-mythos-5", "preview", None, "2027-06-09", "floor", None),
        ("claude-mythos-preview", "deprecated", None, None, "tba", None),
        ("claude-fable-5", "legacy", None, "2027-06-09", "floor", None),
        ("claude-opus-5", "legacy", None, "2027-07-24", "floor", None),
        ("claude-sonnet-5", "legacy", None, "2027-06-30", "floor", None),
        ("claude-opus-4-8", "legacy", None, "2027-05-28", "floor", None),
        ("claude-opus-4-7", "legacy", None, "2027-04-16", "floor", None),
        ("claude-opus-4-6", "legacy", None, "2027-02-05", "floor", None),
        ("claude-sonnet-4-6", "legacy", None, "2027-02-17", "floor", None),
        ("claude-opus-4-5-20251101", "legacy", None, "2026-11-24", "floor", None),
        ("claude-haiku-4-5-20251001", "legacy", None, "2026-10-15", "floor", None),
        ("claude-sonnet-4-5-20250929", "deprecated", "2026-09-30", "2026-11-30", "exact", "claude-sonnet-5-5"),
        ("claude-opus-4-1-20250805", "retired", "2026-06-05", "2026-08-05", "exact", "claude-opus-4-8"),
        ("claude-opus-4-20250514", "retired", "2026-04-14", "2026-06-15", "exact", "claude-opus-4-8"),
        ("claude-sonnet-4-20250514", "retired", "2026-04-14", "2026-06-15", "exact", "claude-sonnet-4-6"),
        ("claude-3-haiku-20240307", "retired", "2026-02-19", "2026-04-20", "exact", "claude-haiku-4-5-20251001"),
        ("claude-3-7-sonnet-20250219", "retired", "2025-10-28", "2026-02-19", "exact", "claude-sonnet-4-6"),
        ("claude-3-5-haiku-20241022", "retired", "2025-12-19", "2026-02-19", "exact", "claude-haiku-4-5-20251001"),
        ("claude-3-opus-20240229", "retired", "2025-06-30", "2026-01-05", "exact", "claude-opus-4-8"),
        (["claude-3-5-sonnet-20240620", "claude-3-5-sonnet-20241022"], "retired", "2025-08-13", "2025-10-28", "exact",
         "claude-sonnet-4-6"),
        ("claude-3-sonnet-20240229", "retired", "2025-01-21", "2025-07-21", "exact", None),
        (["claude-2.0", "claude-2.1"], "retired", "2025-01-21", "2025-07-21", "exact", None),
        ("claude-instant-1.2", "retired", "2024-09-04", "2024-11-06", "exact", None),
    ],
    "openai": [
        ("gpt-image-1-mini", "deprecated", "2026-06-02", "2026-12-01", "exact",
         ["gpt-image-2.6-sunburst", "gpt-image-2.6-flare"]),
        (["gpt-5", "gpt-5-2025-08-07"], "deprecated", "2026-06-11", "2026-12-11", "exact", "gpt-6.1-sol"),
        (["gpt-5-mini", "gpt-5-mini-2025-08-07"], "deprecated", "2026-06-11", "2026-12-11", "exact", "gpt-6.1-terra"),
        ("o3", "deprecated", "2026-06-11", "2026-12-11", "exact", "gpt-6.1-sol"),
        (["gpt-4o-2024-08-06", "gpt-4o-2024-11-20"], "deprecated", "2026-10-14", "2027-01-14", "exact", "gpt-6-luna"),
        ("gpt-4o-mini", "deprecated", "2026-10-14", "2027-01-14", "exact", "gpt-6-luna"),
        ("gpt-5.1", "deprecated", "2026-10-01", "2027-04-01", "exact", None),
        ("o1", "retired", "2026-04-22", "2026-10-23", "exact", "gpt-6.1-sol"),
    ],
    "google": [
        ("gemini-3.8-flash", "current", None, None, "none", None, "2026-09-02", "Gemini 3 models"),
        ("gemini-3.1-flash-lite", "current", None, "2027-05-07", "floor", None, "2026-05-07", "Gemini 3 models"),
        ("gemini-3.1-pro-preview", "preview", None, None, "none", None, "2026-02-19", "Gemini 3 models"),
        ("gemini-3-pro-preview", "retired", None, "2026-03-09", "exact", "gemini-3.1-pro-preview", "2025-11-18",
         "Gemini 3 models"),
        ("gemini-2.5-pro", "current", None, "2026-12-01", "floor", "gemini-3.8-flash", "2025-06-17",
         "Gemini 2.5 Pro models"),
        ("gemini-2.5-flash", "current", None, "2026-12-01", "floor", "gemini-3.5-flash-lite", "2025-06-17",
         "Gemini 2.5 Flash models"),
        ("gemini-2.5-flash-lite", "current", None, None, "none", None, "2025-07-22", "Gemini 2.5 Flash models"),
        ("gemini-2.0-flash", "retired", None, "2026-06-01", "exact", "gemini-2.5-flash", "2025-02-05",
         "Gemini 2.0 models"),
    ],
}
