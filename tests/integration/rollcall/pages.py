#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pages of deprecations, right ones and broken ones, before the adapters: pages.py SOURCE_DUMP

A page that differs only in its form is read as the plain one is.  A page that is broken is not read at all, for the
right reason and with words that say where: no model of it is seen.
"""
import copy
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "harness"))
import provider_pages as pages  # noqa: E402

NOW = 1795348800  # 2026-11-22T12:00:00Z

# Of each provider: a column of its first table that has the ids, dates, states.
KEYS = {
    "anthropic": {"id": "API model name", "date": "Tentative retirement date", "state": "Current state"},
    "openai": {"id": "Affected model", "date": "Shutdown date", "state": "Status"},
    "google": {"id": "Model", "date": "Shutdown date", "state": None},
}


class Page:
    """The parts of a page, and changes of them."""

    def __init__(self, source):
        self.source = source
        self.provider = source.split("-")[0]
        self.is_md = source.endswith("-md")
        self.keys = KEYS[self.provider]
        self.parts = pages.page(source, pages.facts(self.provider))

    def copy(self):
        return copy.deepcopy(self)

    def text(self):
        return pages.layout(self.source, self.parts)

    def tables(self):
        return [part for part in self.parts if part[0] == "table" and self.keys["id"] in part[1]]

    def cell(self, what, change, row=1):
        """Another text in a cell: change is a text, or a function of the old one."""
        table = self.tables()[0]
        column = table[1].index(self.keys[what])
        old = table[2][row][column]
        table[2][row][column] = change(old) if callable(change) else change
        return self.text()

    def header(self, what, name):
        for table in self.tables():
            table[1][table[1].index(self.keys[what])] = name
        return self.text()

    def column(self, what):
        for table in self.tables():
            at = table[1].index(self.keys[what])
            del table[1][at]
            for row in table[2]:
                if not getattr(row, "section", False):
                    del row[at]
        return self.text()

    def add_column(self, name, text):
        for table in self.tables():
            table[1].append(name)
            for row in table[2]:
                if not getattr(row, "section", False):
                    row.append(text)
        return self.text()

    def without(self, keep):
        self.parts = [part for part in self.parts if keep(part)]
        return self.text()

    def first_id(self):
        table = self.tables()[0]
        return table[2][1][table[1].index(self.keys["id"])].split("`")[1]


def shell(body, head=""):
    return ("<!DOCTYPE html><html><head><title>Docs</title>%s</head><body>%s</body></html>\n" % (head, body))


def long_text(n=60):
    return "".join("<p>Words that fill a page, number %d, and say nothing about any model.</p>" % i for i in range(n))


# ---- broken, whatever the form ------------------------------------------------------------------------------

def broken_tables(page):
    """(name, text, why it is unread, words of the reason)"""
    new = page.copy
    twice = page.first_id()

    def repeat(p):
        table = p.tables()[0]
        row = copy.deepcopy(table[2][1])
        row[table[1].index(p.keys["date"])] = "May 1, 2028"
        table[2].append(row)
        return p.text()

    def short_row(p):
        p.tables()[0][2][1].pop()
        return p.text()

    def long_row(p):
        p.tables()[0][2][1].append("more")
        return p.text()

    def no_rows(p):
        for table in p.tables():
            del table[2][:]
        return p.text()

    def few(p):
        for table in p.tables():
            del table[2][1:]
        p.parts = [part for part in p.parts if part[0] != "table" or part in p.tables()[:1] or
                   "Deprecated model" in part[1]]
        return p.text()

    yield "nothing", "", "short", "nothing came"
    yield "no tables", new().without(lambda part: part[0] != "table"), "shape", "no table of"
    yield "not its tables", new().without(lambda part: part[0] != "table" or page.keys["id"] not in part[1]), \
        "shape", "no table of"
    yield "the ids' column has another name", new().header("id", "Name"), "shape", ""
    yield "the dates' column has another name", new().header("date", "When"), "shape", "no column"
    yield "a column is gone", new().column("date"), "shape", "no column"
    yield "a column stands there twice", new().add_column(page.keys["date"], "-"), "shape", "more than one column"
    yield "another language", new().header("id", "Modellname").replace(page.keys["date"], "Abschaltung"), "shape", ""
    yield "a cell is missing", short_row(new()), "shape", "cells in a table of"
    yield "a cell too many", long_row(new()), "shape", "cells in a table of"
    yield "no rows", no_rows(new()), "shape", "without rows"
    yield "nearly all models are gone", few(new()), "short", "models, and such a page has"
    yield "a date in words", new().cell("date", "Soon"), "shape", '"Soon" is no date'
    yield "a day that is not", new().cell("date", "February 30, 2026"), "shape", "no date"
    yield "a date of numbers", new().cell("date", "03/04/2027"), "shape", "no date"
    yield "a month alone", new().cell("date", "October 2027"), "shape", "no date"
    yield "a year alone", new().cell("date", "2027"), "shape", "no date"
    yield "two dates", new().cell("date", "May 1, 2027 May 2, 2027"), "shape", "no date"
    yield "a year far off", new().cell("date", "May 1, 9999"), "shape", "no date"
    yield "an older date, struck through", new().cell("date", "~~May 1, 2027~~" if page.is_md else
                                                      "STRUCK"), "shape", "struck through"
    yield "a name and no id", new().cell("id", "The best model"), "shape", ""
    yield "an id of letters in both cases", new().cell("id", "`Claude-Opus`"), "shape", ""
    yield "no id", new().cell("id", "-"), "shape", ""
    yield "what a script should have filled in", new().cell("id", "`{{ model.id }}`"), "shape", "is no id"
    yield "a text without end for an id", new().cell("id", "`" + "a-1" * 100 + "`"), "shape", ""
    yield "a cell without end", new().cell("id", "`gpt-1` " + "and more " * 1000), "shape", "too long"
    yield "the same model twice, not the same", repeat(new()), "shape", '"%s" stands there twice' % twice
    yield "a byte that is NUL", page.text().replace("Model", "Mo\0del", 1), "shape", "is no text"
    yield "JSON", '{"error": {"type": "rate_limit", "message": "%s"}}' % ("x" * 4000), "type", ""
    if page.keys["state"]:
        yield "a state that nobody knows", new().cell("state", "Paused"), "shape", '"Paused" is no state'
        yield "no state", new().cell("state", ""), "shape", "is no state"
        yield "the states' column has another name", new().header("state", "Lifecycle"), "shape", "no column"
    if page.provider == "anthropic":
        yield "too large", page.text() + " " * (16 << 20), "large", "larger than"
        yield "no history", new().without(lambda part: part[0] != "table" or "API model name" in part[1]), "shape", \
            "no table of deprecation history"
        yield "the history changed", page.text().replace("Recommended replacement", "Use"), "shape", \
            'deprecation history has no column'


# ---- broken HTML --------------------------------------------------------------------------------------------

def broken_html(page):
    text = page.text()
    yield "cut off in a table", text[:text.index("</tbody>") - 40], "short", "no </html>"
    yield "cut off in a tag", text[:text.index("</tbody>") + 3], "short", "no </html>"
    yield "cut off at the end", text[:text.index("</body>")], "short", "no </html>"
    yield "a page for a script", shell('<div id="root"></div><script src="/app.js"></script>'), "script", ""
    yield "it loads", shell("<main>Loading...</main><script>%s</script>" % ("var x;" * 1000)), "script", ""
    yield "it wants a script", shell("<noscript>Please enable JavaScript.</noscript><div id='app'></div>"
                                     "<script>%s</script>" % ("var x;" * 1000)), "script", ""
    yield "a page to sign in", shell("<h1>Welcome</h1><form><input name='user'><input type='password'></form>%s"
                                     % long_text()), "shape", "password"
    yield "a small page to sign in", shell("<form><input type=password></form><script src='x.js'></script>"), \
        "shape", "password"
    yield "a page of a fault", shell("<h1>404: Page not found</h1>%s" % long_text()), "shape", "not found"
    yield "somebody asks for patience", "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>%s" \
        "</body></html>" % long_text(), "shape", "moment"
    yield "another page", shell("<h1>Welcome</h1>%s" % long_text()), "shape", "no table of"
    yield "a small page", shell("<h1>Models</h1><p>See below.</p>"), "short", "bytes"
    rest = page.copy()
    rest.parts = [part for part in rest.parts if part[0] != "p"][:60]
    for part in rest.tables():
        del part[2][4:]
    rest.parts = [part for part in rest.parts if part[0] != "table" or part in rest.tables()[:1] or
                  "Deprecated model" in part[1]]
    for part in rest.parts:
        if part[0] == "table":
            del part[2][4:]
    rest.parts = rest.parts[:6]
    small = re.sub(r' class="mono"| id="[^"]*"|<a .*?</a>', "", rest.text())
    if len(small) < 1536:
        yield "the tables and nothing else", small, "short" if page.provider != "anthropic" else "", ""
    yield "Markdown", pages.to_md(page.parts), "type", "no HTML"
    yield "tables in a table", text.replace("<main>", "<main><table><tr><td>").replace(
        "</main>", "</td></tr></table></main>"), "shape", ""
    yield "other bytes", text.encode().replace(b"Words", b"W\xf6rter", 1), "shape", "is no text"
    yield "frames", "<!DOCTYPE html><html><frameset><frame src='x'></frameset></html>", "short", ""


# ---- broken Markdown ----------------------------------------------------------------------------------------

def broken_md(page):
    text = page.text()
    lines = text.split("\n")
    rule = next(i for i, line in enumerate(lines) if line.startswith("| ---"))
    last = max(i for i, line in enumerate(lines) if line.startswith("|"))
    yield "cut off in a row", "\n".join(lines[:rule + 2]) + "\n" + lines[rule + 2][:20], "short", "cut off"
    yield "cut off behind a row", "\n".join(lines[:last + 1]), "short", "cut off"
    yield "code that does not end", text.replace(page.keys["id"], "x", 0) + "\n```\n", "short", "cut off"
    yield "code around all", text.replace(lines[0], lines[0] + "\n```", 1), "short", "cut off"
    yield "a comment around all", text.replace(lines[0], lines[0] + "\n<!-- ", 1), "short", "cut off"
    yield "no line below the header", text.replace(lines[rule] + "\n", ""), "shape", ""
    yield "a line below it that is too short", text.replace(lines[rule], "| --- | --- |"), "shape", ""
    yield "HTML", pages.to_html(page.parts), "type", "no Markdown"
    yield "a page for a script", shell("<div id='root'></div>"), "type", "no Markdown"
    yield "it loads", "Loading...\n", "script", ""
    yield "a fault", "# 404: Not found\n\n" + "There is no such page.\n" * 80, "shape", "Not found"
    yield "a small page", "# Models\n\nSee below.\n", "short", "bytes"
    yield "another page", "# Models\n\n" + "Words and words.\n" * 100, "shape", "no table of"
    yield "a struck row of dates", text.replace(lines[rule + 2], lines[rule + 2].replace("|", "| <", 1)), "shape", ""
    yield "other bytes", text.encode().replace(b"Words", b"W\xf6rter", 1), "shape", "is no text"


# ---- pages that take long -----------------------------------------------------------------------------------

def hostile_html(page):
    text = page.text()
    yield "elements within elements", text.replace("<main>", "<div>" * 100000), "large", "elements within elements"
    yield "elements without end", shell("<b></b>" * 500000), "large", "elements"
    yield "headings without end", shell("<h2>a</h2>" * 20000), "large", "headings"
    yield "cells without end", shell("<table>%s</table>" % ("<tr>%s</tr>" % ("<td>1" * 30) * 5000)), "large", "cells"
    yield "rows without end", shell("<table>%s</table>" % ("<tr>" * 100000)), "large", ""
    yield "attributes without end", text.replace("<main>", "<a %s>" % " ".join("a%d" % i for i in range(300000))), \
        "large", "attributes"
    yield "tags within tags", text.replace("<main>", "<a b=" * 10000), "large", "attributes"
    yield "tags without end", text.replace("<main>", "<p a=\"" * 100000), "large", ""
    yield "spans without end", text.replace("<tr><td>", "<tr><td colspan=99999999 rowspan=99999999>", 1), "shape", ""


def hostile_md(page):
    text = page.text()
    lines = text.split("\n")
    rule = next(i for i, line in enumerate(lines) if line.startswith("| ---"))
    yield "headings without end", "# a\n" * 20000, "large", "headings"
    yield "cells without end", "|a|b|\n|---|---|\n" + "|1|2|\n" * 100000, "large", ""
    yield "a row of a million cells", text.replace(lines[rule + 2], "|a" * 1000000 + "|"), "shape", "cells in a table"
    yield "backticks without end", text.replace(lines[rule + 2], "| " + "` `` " * 400000 + "|"), "shape", ""
    yield "brackets without end", text.replace(lines[rule + 2], "| " + "[" * 1000000 + "|"), "shape", ""


# ---- other forms of the same --------------------------------------------------------------------------------

def same_tables(page):
    new = page.copy
    yield "a column more", new().add_column("Notes", "see above")
    turned = new()
    for table in turned.tables():
        table[1].reverse()
        for row in table[2]:
            row.reverse()
    yield "columns in another order", turned.text()
    more = new()
    more.parts.insert(3, ("table", ["Price", "Tokens"], [["$5", "a million"]]))
    more.parts.insert(3, ("table", ["Model", "Price"], [["`a-model`", "$5"], ["`b-model`"]]))
    yield "other tables, one of them crooked", more.text()
    yield "lines that end as elsewhere", page.text().replace("\n", "\r\n")
    yield "a mark of byte order", "\ufeff" + page.text()
    if page.provider != "openai":
        yield "days without names", re.sub(
            r"(%s) (\d+), (\d{4})" % "|".join(pages.MONTHS),
            lambda m: "%s-%02d-%02d" % (m[3], pages.MONTHS.index(m[1]) + 1, int(m[2])), page.text())
        yield "days as in Europe", re.sub(r"(%s) (\d+), (\d{4})" % "|".join(pages.MONTHS),
                                          lambda m: "%s %s %s" % (m[2], m[1][:3], m[3]), page.text())
    dashes = page.text() if page.is_md else page.text().replace("Deprecation ", "Deprecation\u00a0")
    yield "dashes that do not break", re.sub(r"(?<=`)[a-z0-9.-]+(?=`)|(?<=\">)[a-z]+-[a-z0-9.-]+(?=<)",
                                             lambda m: m[0].replace("-", "\u2011"), dashes)
    yield "characters that nobody sees", re.sub(r"(?<=`)(?=[a-z])|(?<=class=\"mono\">)", "\u200b", page.text())


def same_html(page):
    text = page.text()
    yield "tags in capitals", re.sub(r"</?(table|tr|td|th|code|tbody|thead)\b", lambda m: m[0].upper(), text)
    yield "ends that are left out", re.sub(r"</(td|tr|th|tbody|thead|p|li)>", "", text)
    yield "no header of its own", text.replace("<th>", "<td>").replace("</th>", "</td>").replace(
        "<thead>", "").replace("</thead>", "")
    yield "spans for code", re.sub(r"<(/?)code", r"<\1span", text)
    yield "links around ids", re.sub(r"<code class=\"mono\">(.*?)</code>", r'<a href="#\1"><code>\1</code></a>', text)
    yield "ids on lines of their own", text.replace("</code>, <code", "</code><br/><code")
    yield "ids in paragraphs", re.sub(r"<td>(<code.*?)</td>", r"<td><p>\1</p></td>", text)
    yield "entities", text.replace(", 20", "&#44;&nbsp;20")
    yield "buttons to copy", text.replace("</code>", "</code><button>Copy</button><svg><title>x-1</title></svg>")
    yield "white space", text.replace("<td>", "<td>\n\t\t ").replace("</td>", "\n </td>")
    yield "comments", text.replace("<td>", "<td><!-- <td>x</td> -->")
    yield "a script with a table", text.replace("<main>", "<main><script>'<table><tr><td>x</td></tr></table>'</script>")
    yield "notes behind words", text.replace("Active<", "Active*<").replace("Deprecated</td>", "Deprecated\u2020</td>")
    yield "an older date before the newer", re.sub(r"<td>(\w+ \d+, 2026)</td>",
                                                   r"<td><s>May 1, 2026</s> \1</td>", text)
    yield "elements that are not closed", text.replace("<main>", "<main><section><article><b><i>")
    yield "an entity that is none", text.replace("<main>", "<main>&nosuch; &#x110000; &")
    yield "a document type with more", text.replace("<!DOCTYPE html>", "<!DOCTYPE html [<!ENTITY x SYSTEM "
                                                    "'file:///etc/hostname'>]>\n<!-- &x; -->")


def same_md(page):
    text = page.text()
    yield "columns of one width", re.sub(r" \| ", "      |   ", text)
    yield "sides", text.replace("---", ":---:")
    yield "no pipes at the ends", re.sub(r"(?m)^\| (?!\*\*)(.*) \|$",
                                         lambda m: m[0] if "|  |" in m[0] else m[1], text)
    yield "tables that are indented", re.sub(r"(?m)^\|", "  |", text)
    yield "tags for code", re.sub(r"`(.*?)`", r"<code>\1</code>", text)
    yield "links around ids", re.sub(r"`(.*?)`", r"[`\1`](/docs/x_(y)?a=[1])", text)
    yield "two backticks", re.sub(r"`(.*?)`", r"``\1``", text)
    yield "bold and slanted", re.sub(r"\| (Active|Deprecated|Retired|Model) ", r"| **_\1_** ", text)
    yield "escapes", text.replace("N/A", "N\\/A").replace("(", "\\(").replace(")", "\\)").replace(", 20", "\\, 20")
    yield "a heading of the file", "---\ntitle: Models\nurl: /docs\n---\n\n" + text
    yield "code with a table in it", text.replace("\n", "\n\n```text\n| Model |\n| --- |\n| x |\n```\n\n", 1)
    yield "a comment", text.replace("\n", "\n<!-- | Model |\n| --- | -->\n", 1)
    yield "notes", text.replace("Active |", "Active[^1] |")
    yield "an older date before the newer", re.sub(r"\| (\w+ \d+, 2026) \|", r"| ~~May 1, 2026~~ \1 |", text)
    yield "tags that this language has not", "<Note>\n" + text.replace("\n\n", "\n</Note>\n\n", 1)


# ---- the whole ----------------------------------------------------------------------------------------------

def read(program, cases, top):
    """What is read in each text: [reading]."""
    args = []
    for i, (source, text) in enumerate(cases):
        path = os.path.join(top, str(i))
        with open(path, "wb") as out:
            out.write(text if isinstance(text, bytes) else text.encode())
        args += [source, path]
    done = subprocess.run([program, str(NOW)] + args, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit("%s: exit %d" % (program, done.returncode))
    return [part.split("\n", 1)[1] for part in ("\n" + done.stdout.decode()).split("\n== ")[1:]]


def collect():
    """(source, name, text, unread or None for a page that is read, words)"""
    for source in pages.SOURCES:
        page = Page(source)
        yield source, "plain", page.text(), None, ""
        for name, text in list(same_tables(page)) + list((same_md if page.is_md else same_html)(page)):
            yield source, name, text, None, ""
        for name, text, unread, words in list(broken_tables(page)) + list(
                (broken_md if page.is_md else broken_html)(page)):
            if isinstance(text, str):
                text = text.replace("STRUCK", "<s>May 1, 2027</s>")
            if unread:
                yield source, name, text, unread, words
        # What happens before the tables are looked at is the same for all of them.
        if page.provider == "anthropic":
            for row in (hostile_md if page.is_md else hostile_html)(page):
                yield (source,) + row


def main():
    rows = list(collect())
    with tempfile.TemporaryDirectory() as top:
        readings = read(sys.argv[1], [(row[0], row[2]) for row in rows], top)
    faults, plain, counts = [], {}, {}
    for (source, name, _, unread, words), reading in zip(rows, readings):
        lines = sorted(reading.strip().split("\n"))
        counts.setdefault(source, [0, 0])[unread is not None] += 1
        if name == "plain":
            plain[source] = lines
            if len(lines) < 8:
                faults.append((source, name, reading))
        elif unread is None and lines != plain[source]:
            faults.append((source, name, "\n".join(sorted(set(lines) ^ set(plain[source])))))
        elif unread and (len(lines) != 1 or not lines[0].startswith(unread + ": ") or words not in lines[0]):
            faults.append((source, name, "want %s: %s, got: %s" % (unread, words, "\n".join(lines[:3]))))
    for fault in faults:
        print("%s: %s:\n%s\n" % fault)
    for source, (same, broken) in sorted(counts.items()):
        print("%s: %d read, %d broken" % (source, same, broken))
        if broken < 25:
            faults.append(source)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
