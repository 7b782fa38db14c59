# SPDX-License-Identifier: Apache-2.0
"""Documents of interfaces that say which models there are, written from a list of facts.

    models = provider_docs.priced(provider_pages.facts("anthropic"))
    text = provider_docs.render("anthropic-api", models)
    pages = provider_docs.pages("openrouter", models, size=10)

A fact is a dict as in provider_pages.py; only "id" must be there, and a list of ids is as many models.  Besides what
stands there, these documents know

    provider     "anthropic" when it is not said
    line         "opus"; by itself the word behind "claude-"
    aliases      a list of names
    not_before   the same as retires with kind "floor"
    price_in, price_out, cache_read, cache_write, cache_write_long
                 "2.50": a text, dollars of a million tokens
    tiers        [("100000", "0.50", "2.50")]: with more tokens coming in than that, in and out
    context, output
                 tokens
    clouds       {"aws-bedrock": "2027-01-08"}: ends elsewhere (model-eol)

render() gives the document that a provider would send; what is not in it was left out by the source, as in life: of
retired models only Anthropic's interface, LiteLLM and model-eol tell.  Pages of deprecations are in provider_pages.py.
"""
import json
import re
from decimal import Decimal

MILLION = 1000000

# Dollars of a million tokens: in, out, read from a cache.
PRICES = {
    "claude-fable-5-1": ("10", "50", "0.25"),
    "claude-opus-5-5": ("4", "20", "0.40"),
    "claude-sonnet-5-5": ("2", "10", "0.20"),
    "claude-haiku-5-5": ("0.10", "0.50", "0.01"),
    "claude-fable-5": ("10", "50", "1"),
    "claude-opus-5": ("5", "25", "0.50"),
    "claude-sonnet-5": ("2", "10", "0.20"),
    "claude-opus-4-7": ("5", "25", "0.50"),
    "claude-sonnet-4-6": ("3", "15", "0.30"),
    "claude-haiku-4-5-20251001": ("1", "5", "0.10"),
}
TIERS = {"claude-haiku-5-5": [("100000", "0.50", "2.50")]}


def priced(models):
    """The same facts with the prices that are known above; new objects."""
    made = []
    for model in models:
        model = dict(model)
        price = PRICES.get(model["id"] if isinstance(model["id"], str) else None)
        if price:
            model.setdefault("price_in", price[0])
            model.setdefault("price_out", price[1])
            model.setdefault("cache_read", price[2])
        if isinstance(model["id"], str) and model["id"] in TIERS:
            model.setdefault("tiers", TIERS[model["id"]])
        made.append(model)
    return made


# ---- what stands in a fact -----------------------------------------------------------------------------------

def single(models):
    """One fact for each id."""
    for model in models:
        for name in [model["id"]] if isinstance(model["id"], str) else model["id"]:
            yield dict(model, id=name)


def state(model):
    return model.get("state") or "current"


def end(model):
    """(kind, day) of its retirement; kinds as in provider_pages.py."""
    if model.get("not_before"):
        return "floor", model["not_before"]
    day = model.get("retires")
    return model.get("kind") or ("exact" if day else "none"), day


def line(model):
    if "line" in model:
        return model["line"]
    match = re.match(r"claude-(?:[0-9-]+-)?([a-z]+)", model["id"])
    return match.group(1) if match else None


def provider(model):
    return model.get("provider") or "anthropic"


def successors(model):
    names = model.get("replacement") or []
    return [names] if isinstance(names, str) else names


def a_token(price):
    """Dollars of a million tokens as dollars of one, as a plain text."""
    text = format(Decimal(price) / MILLION, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(text):
    """As a program in JavaScript or Python would write it into JSON: 3, 0.25, 3e-06."""
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


def seconds(day):
    import datetime
    when = datetime.datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=datetime.timezone.utc)
    return int(when.timestamp())


# ---- documents -----------------------------------------------------------------------------------------------

def anthropic_rows(models):
    words = {"deprecated": "deprecated", "retired": "retired"}
    for model in single(models):
        kind, day = end(model)
        announced = model.get("announced")
        yield {
            "type": "model",
            "id": model["id"],
            "display_name": model["id"].replace("-", " ").title(),
            "created_at": (model.get("released") or "1970-01-01") + "T00:00:00Z",
            "lifecycle": words.get(state(model), "active"),
            "deprecated_at": announced + "T00:00:00Z" if announced else None,
            "retires_at": day + "T00:00:00Z" if kind == "exact" else None,
            "line": line(model),
            "max_input_tokens": model.get("context", 0),
            "max_tokens": model.get("output", 0),
            "capabilities": {"batch": {"supported": True}},
            "allowed_fallback_models": None,
        }


def anthropic_page(rows, more, last):
    return {"data": rows, "first_id": rows[0]["id"] if rows else None, "has_more": more, "last_id": last}


def openai_rows(models):
    for model in single(models):
        if state(model) == "retired":
            continue
        kind, day = end(model)
        yield {
            "id": model["id"],
            "object": "model",
            "created": seconds(model.get("released") or "1970-01-01"),
            "owned_by": "system",
            "shutdown_date": day if kind == "exact" else None,
        }


def openrouter_slug(model):
    name = model["id"]
    if provider(model) == "anthropic":
        name = re.sub(r"-[0-9]{8}$", "", name)
        name = re.sub(r"^(claude-[a-z]+-[0-9]+)-([0-9]+)$", r"\1.\2", name)
    return provider(model) + "/" + name


def openrouter_price(model):
    names = {"prompt": "price_in", "completion": "price_out", "input_cache_read": "cache_read",
             "input_cache_write": "cache_write", "input_cache_write_1h": "cache_write_long"}
    pricing = {name: a_token(model[key]) for name, key in names.items() if model.get(key)}
    pricing.setdefault("prompt", "0")
    pricing.setdefault("completion", "0")
    tiers = [{"min_prompt_tokens": int(above) + 1, "prompt": a_token(first), "completion": a_token(second)}
             for above, first, second in model.get("tiers", [])]
    return dict(pricing, overrides=tiers) if tiers else pricing


def openrouter_rows(models):
    newest = {}
    for model in single(models):
        if state(model) in ("retired", "preview"):
            continue
        slug = openrouter_slug(model)
        newest.setdefault((provider(model), line(model)), slug)
        yield {
            "id": slug,
            "canonical_slug": slug,
            "name": model["id"],
            "created": seconds(model.get("released") or "1970-01-01"),
            "context_length": model.get("context"),
            "architecture": {"modality": "text->text", "input_modalities": ["text"], "output_modalities": ["text"],
                             "tokenizer": "Other"},
            "pricing": openrouter_price(model),
            "top_provider": {"is_moderated": False, "max_completion_tokens": model.get("output")},
            "supported_parameters": ["max_tokens"],
            "expiration_date": None,
            "knowledge_cutoff": None,
            "links": {"details": "/api/v1/models/" + slug + "/endpoints"},
        }
    for (maker, family), slug in newest.items():
        if maker == "anthropic" and family:
            yield {
                "id": "~anthropic/claude-%s-latest" % family,
                "name": family + " latest",
                "created": 0,
                "pricing": {"prompt": "-1", "completion": "-1"},
                "alias_target": {"slug": slug},
            }


def models_dev_cost(model):
    names = {"input": "price_in", "output": "price_out", "cache_read": "cache_read", "cache_write": "cache_write"}
    cost = {name: number(model[key]) for name, key in names.items() if model.get(key)}
    tiers = [{"input": number(first), "output": number(second), "tier": {"type": "context", "size": int(above)}}
             for above, first, second in model.get("tiers", [])]
    return dict(cost, tiers=tiers) if tiers else cost


def models_dev(models):
    document = {}
    for model in single(models):
        if state(model) == "retired":
            continue
        name = provider(model)
        one = document.setdefault(name, {"id": name, "env": [name.upper() + "_API_KEY"], "npm": "@ai-sdk/" + name,
                                         "name": name.title(), "doc": "https://example.com/" + name, "models": {}})
        row = {"id": model["id"], "name": model["id"], "attachment": True, "reasoning": True, "tool_call": True,
               "release_date": model.get("released") or "2026-01", "last_updated": "2026-10",
               "modalities": {"input": ["text"], "output": ["text"]}, "open_weights": False,
               "limit": {"context": model.get("context", 0), "output": model.get("output", 0)}}
        cost = models_dev_cost(model)
        if cost:
            row["cost"] = cost
        if state(model) in ("deprecated", "preview"):
            row["status"] = {"deprecated": "deprecated", "preview": "beta"}[state(model)]
        one["models"][model["id"]] = row
    return document


SAMPLE_SPEC = {
    "deprecation_date": "a day, as YYYY-MM-DD",
    "input_cost_per_token": 0.0,
    "litellm_provider": "one of those in the documentation",
    "max_input_tokens": "tokens coming in, if that is known",
    "mode": "chat, embedding, or another one",
}


def litellm(models):
    names = {"input_cost_per_token": "price_in", "output_cost_per_token": "price_out",
             "cache_read_input_token_cost": "cache_read", "cache_creation_input_token_cost": "cache_write",
             "cache_creation_input_token_cost_above_1hr": "cache_write_long"}
    document = {"sample_spec": SAMPLE_SPEC}
    for model in single(models):
        seller = {"google": "gemini"}.get(provider(model), provider(model))
        kind, day = end(model)
        row = {name: float(a_token(model[key])) for name, key in names.items() if model.get(key)}
        for above, first, second in model.get("tiers", []):
            row["input_cost_per_token_above_%dk_tokens" % (int(above) // 1000)] = float(a_token(first))
            row["output_cost_per_token_above_%dk_tokens" % (int(above) // 1000)] = float(a_token(second))
        if kind == "exact":
            row["deprecation_date"] = day
        row.update({"litellm_provider": seller, "mode": "chat"})
        row.update({name: model[key] for name, key in (("max_input_tokens", "context"),
                                                       ("max_output_tokens", "output")) if model.get(key)})
        document[("gemini/" if seller == "gemini" else "") + model["id"]] = row
    return document


def model_eol_row(model, known):
    kind, day = end(model)
    row = {"id": model["id"]}
    if model.get("aliases"):
        row["aliases"] = list(model["aliases"])
    if model.get("announced"):
        row["announced"] = model["announced"]
    if kind in ("exact", "floor"):
        row["shutdown"] = day
        if kind == "floor":
            row["date_precision"] = "earliest" if model.get("announced") else "tentative"
    names = successors(model)
    if len(names) == 1 and names[0] in known:
        row["replacement"] = names[0]
    elif names:
        row["replacement_options"] = list(names)
    if model.get("clouds"):
        row["distributions"] = [{"via": via, "shutdown": when} for via, when in model["clouds"].items()]
    return row


def model_eol(models, publisher=None, generated="2026-10-10T00:00:00Z", notice=60):
    models = list(single(models))
    known = {name for model in models for name in [model["id"], *model.get("aliases", [])]}
    page = "https://example.com/deprecations"
    return {
        "spec": "model-eol/0.1",
        "publisher": publisher or (provider(models[0]) if models else "anthropic"),
        "generated": generated,
        "source": page,
        "policy": {"min_notice_days": notice, "source": page},
        "models": [model_eol_row(model, known) for model in models],
    }


# ---- rendered --------------------------------------------------------------------------------------------------

def write(document):
    return json.dumps(document, indent=2) + "\n"


def pages(source, models, size=1000000):
    """The bodies of a source, so many models in each; one for a source that has no pages.  What leads from one to the
    next stands in them: "last_id" of Anthropic's, "links.next" of OpenRouter's ("/api/v1/models?offset=10&limit=10")."""
    if source == "anthropic-api":
        rows = list(anthropic_rows(models))
        cuts = [rows[at:at + size] for at in range(0, len(rows), size)] or [[]]
        return [write(anthropic_page(cut, cut is not cuts[-1], cut[-1]["id"] if cut else None)) for cut in cuts]
    if source == "openrouter":
        rows = list(openrouter_rows(models))
        starts = list(range(0, len(rows), size)) or [0]
        return [write({"data": rows[at:at + size], "total_count": len(rows), "links": {
            "next": "/api/v1/models?offset=%d&limit=%d" % (at + size, size) if at + size < len(rows) else None}})
                for at in starts]
    if source == "openai-api":
        return [write({"object": "list", "data": list(openai_rows(models))})]
    return [write({"models-dev": models_dev, "litellm": litellm, "model-eol": model_eol}[source](models))]


def render(source, models):
    """The document of a source, all of it on one page."""
    return pages(source, models)[0]


SOURCES = ("anthropic-api", "openai-api", "openrouter", "models-dev", "litellm", "model-eol")


def filler(count):
    """So many models of nobody, each with all that a row may have: to make a document as large as those in life."""
    return [{"provider": "seller%02d" % (i % 40), "id": "maker%d/model-%d.%d-instruct" % (i % 40, i, i % 7),
             "price_in": "%d.%02d" % (i % 9, 1 + i % 90), "price_out": "%d.5" % (1 + i % 30),
             "cache_read": "0.0%d" % (1 + i % 9), "cache_write": "3.75", "context": 131072, "output": 8192,
             "released": "2026-0%d-1%d" % (1 + i % 9, i % 10), "tiers": [("200000", "9", "18")] if i % 5 == 0 else []}
            for i in range(count)]


if __name__ == "__main__":
    import sys
    import provider_pages
    arguments = sys.argv[1:]
    extra = filler(int(arguments[2])) if len(arguments) > 2 else []
    sys.stdout.write(render(arguments[0], priced([dict(fact, provider=arguments[1])
                                                  for fact in provider_pages.facts(arguments[1])]) + extra))
