#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a tree of files that name models, and says what is to be found in it.

models_tree.py DIR: files below DIR/tree, DIR/models.yaml, and on stdout a line for each
planted name: "file:line:col code".  {{40 NAME}} plants NAME, of which PC2640 is to be
said; {{- NAME}} one of which nothing is."""
import os
import re
import sys

TABLE = """\
as-of: 2026-10-10
providers: [{name: anthropic, notice: 60d}, {name: openai}, {name: google}]
positions: {flagship: claude-opus-5-5}
models:
- {provider: anthropic, id: claude-opus-5-5, state: current, line: opus, context: 1000000,
   retires-not-before: 2027-09-22, refuses: [temperature, top_p, thinking.budget_tokens]}
- {provider: anthropic, id: claude-sonnet-5-5, state: current, line: sonnet}
- {provider: anthropic, id: claude-opus-4-8, state: legacy, line: opus,
   retires-not-before: 2027-05-28}
- {provider: anthropic, id: claude-mythos-5, state: preview, line: mythos}
- {provider: anthropic, id: claude-haiku-4-5-20251001, state: deprecated, line: haiku,
   aliases: [claude-haiku-4-5], retires: 2026-11-01, evidence: [seen]}
- {provider: anthropic, id: claude-sonnet-4-5-20250929, state: deprecated, line: sonnet,
   aliases: [claude-sonnet-4-5], retires: 2026-11-30, replacement: claude-sonnet-5-5}
- {provider: anthropic, id: claude-opus-4-1-20250805, state: retired, line: opus,
   aliases: [claude-opus-4-1], retires: 2026-08-05, replacement: claude-opus-5-5,
   clouds: [{via: bedrock, retires: 2027-01-08}]}
- {provider: anthropic, id: claude-3-haiku-20240307, state: retired, line: haiku}
- {provider: openai, id: gpt-4o, state: deprecated, retires: 2027-01-14}
- {provider: openai, id: o3-pro, state: deprecated, retires: 2026-12-11}
- {provider: google, id: gemini-2.5-pro, state: deprecated, retires: 2026-12-01}
evidence:
  seen: {url: "https://example.com/", retrieved: 2026-11-10, last: 2026-11-10}
"""

CYRILLIC_A = "\u0430"
HIDDEN = "\u200b"

FILES = {
    ".claude/settings.json": """\
{
  "model": "{{40 claude-opus-4-1}}",
  "availableModels": ["opus", "{{46 sonett}}", "{{41 claude-sonnet-4-5}}", "flagship"],
  "env": {
    "ANTHROPIC_MODEL": "{{45 claude-latest}}",
    "ANTHROPIC_DEFAULT_HAIKU_MODEL": "{{43 claude-haiku-4-5}}",
    "CLAUDE_CODE_SUBAGENT_MODEL": "inherit"
  },
  "permissions": {"allow": ["Bash(claude-opus-4-1-tool *)"]}
}
""",
    ".claude/agents/review.md": """\
---
name: review
model: {{46 opuss}}
---
Opus 4.1 was better than claude-3. Ask claude-code.
""",
    "CLAUDE.md": """\
# How we work
Requests go to `{{42 claude-opus-4-8}}`, never to **{{40 claude-3-haiku-20240307}}**.
Claude Opus 4.1 wrote this; see https://www.example.com/news/claude-opus-4-1.
""",
    "app/main.py": """\
import anthropic  # claude-agent-sdk
MODEL = "{{40 claude-opus-4-1-20250805}}"  # was {{46 claude-3-haiku}}
FALLBACK = '{{41 claude-sonnet-4-5-20250929}}'
OTHER = {"{{46 claude-4-1-opus}}": 1, "{{46 claude-opus-4.1}}": 2}
claude_opus_4_1 = MODEL
pattern = re.compile(r"claude-opus-4\\.\\d+")
prefix = name.startswith("claude-opus-")
text = f"claude-{line}-4"
print("{{46 claude-opus-4-1-20250806}}\\n{{45 claude-opus-9-9}}\\n")
""",
    "app/index.ts": """\
import x from "gemini-cli";
const a = { model: "{{41 gpt-4o}}", small: `{{41 o3-pro}}` };
// {{41 gemini-2.5-pro}} and gpt-3 and gpt-neox
const url = "https://g.example/v1beta/{{41 models/gemini-2.5-pro}}:generateContent";
const k = "{{45 gpt-4o-2024-05-13}}";
""",
    "infra/bedrock.tf": """\
model_id = "{{41 us.anthropic.claude-opus-4-1-20250805-v1:0}}"
arn      = "arn:aws:bedrock:us-east-1::foundation-model/{{40 anthropic.claude-3-haiku-20240307-v1:0}}"
allow    = ["anthropic.claude-*", "*claude-opus-4-1*"]
""",
    "infra/vertex.yaml": """\
# {{40 claude-opus-4-1@20250805}}
model: {{41 claude-sonnet-4-5@20250929}}
path: publishers/anthropic/models/claude-opus-*
""",
    "infra/router.toml": """\
model = "{{40 anthropic/claude-opus-4.1}}"
backup = "{{40 anthropic/claude-opus-4.1:beta}}"
name = "my-claude-opus-4-1"
""",
    ".github/workflows/ci.yml": """\
on: push
jobs:
  ask:
    runs-on: ubuntu-latest
    steps:
      - run: claude --model {{46 sonet}} -p "look at it"
      - run: claude -p x --model opus
        env:
          ANTHROPIC_MODEL: {{40 claude-opus-4-1}}
""",
    "run.sh": """\
#!/bin/sh
export ANTHROPIC_MODEL=${ANTHROPIC_MODEL:-{{44 claude-mythos-5}}}
claude --model={{40 claude-opus-4-1}} "$@"
gcc -O3 -o3-pro x.c
""",
    "Dockerfile": """\
FROM scratch
ENV ANTHROPIC_MODEL={{46 claude-sonet-4-5}}
""",
    "prod.env": "ANTHROPIC_MODEL={{41 claude-sonnet-4-5}}\r\nX=1\r\nY={{42 claude-opus-4-8}}\r\n",
    "end.txt": "no line end {{45 claude-haiku-6}}",
    "utf8.txt": "\u00e9\u00e9 {{46 cl" + CYRILLIC_A + "ude-opus-4-8}} \u4f7f\u7528{{42 claude-opus-4-8}}\u6a21\n"
                "\"{{46 claude-op" + HIDDEN + "us-4-8}}\"\n",
    "queue.jsonl": '{"job":1,"model":"{{40 claude-opus-4-1}}"}\n'
                   '{"job":2,"body":"{\\"model\\":\\"{{41 claude-sonnet-4-5}}\\"}"}\n',
    "web/a.css": ".claude-opus-4-1 { color: red }\n#claude { }\n",
    "docs/claude-opus-4-1.md": "See claude-opus-4-1.html and docs/claude-opus-4-1.\n",
    "test/table.py": """\
ROWS = [
    "claude-opus-4-1",  # policyctl: model-ok a row of this test
    # policyctl: model-ok another one
    "claude-opus-4-1",
    "{{40+49 claude-opus-4-1}}",  # policyctl: model-ok
]
""",
    "models.yaml": "models: [{id: claude-opus-4-1}]\n",
    "sub/model-policy.yaml": "deny: [claude-opus-4-1]\n",
    "out/x.py": 'm = "claude-opus-4-1"\n',
    ".gitignore": "out/\n",
    "bin/program": "\x7fELF\0\0claude-opus-4-1\0",
    "package.json": '{"dependencies": {"gpt-tokenizer": "1", "claude-code": "2", "@x/claude-opus-4-1": "1"}}\n',
}


def plant(text, name):
    """The text without marks, and what is to be found in it."""
    found, out, at = [], "", 0
    for mark in re.finditer(r"\{\{(\S+) (.*?)\}\}", text):
        out += text[at:mark.start()]
        line = out.count("\n") + 1
        col = len(out) - (out.rfind("\n") + 1) + 1
        for code in mark.group(1).split("+"):
            found.append(f"{name}:{line}:{col} PC26{code}")
        out += mark.group(2)
        at = mark.end()
    return out + text[at:], found


def main():
    top = sys.argv[1]
    expected = []
    for name, text in FILES.items():
        path = os.path.join(top, "tree", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        text, found = plant(text, name)
        expected += found
        with open(path, "w", newline="", encoding="utf-8") as file:
            file.write(text)
    with open(os.path.join(top, "models.yaml"), "w", encoding="utf-8") as file:
        file.write(TABLE)
    os.makedirs(os.path.join(top, "tree", ".git"), exist_ok=True)
    print("\n".join(sorted(expected)))


main()
