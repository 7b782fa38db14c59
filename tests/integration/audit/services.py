#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `gcloud run services list` prints of 122 services, five of which share a key.

services.py KIND [SEED] > FILE, KIND: yaml, json, line (JSON in one line); or import it.
Keys are put together here; none stands in this file."""
import base64
import hashlib
import json
import random
import sys

COUNT = 122
WORDS = ("billing orders search mail report pdf media image chat agent ingest export sync "
         "audit login quota usage price stock route geo map feed push hook queue batch "
         "train embed rank score").split()


def digits(seed, n):
    return hashlib.sha512(f"policyctl {seed}".encode()).hexdigest()[:n]


def the_key(seed=1):
    return "sk-or-" + "v1-" + digits(seed, 64)


def scalar(text):
    """A text as gcloud prints it: in quotes only where it has to be, folded where it is long."""
    if not isinstance(text, str):
        return "true" if text is True else "false" if text is False else str(text)
    plain = text and text[0] not in "'\"{[&*!|>%@`-?:#, " and ": " not in text and " #" not in text
    try:
        float(text)
        plain = False
    except ValueError:
        pass
    if plain and text not in ("true", "false", "null", "") and not text[:4].isdigit() and text[-1] != ":":
        return text
    return "'" + text.replace("'", "''") + "'"


def folded(text, indent):
    lines, line = [], ""
    for word in scalar(text).split(" ") if isinstance(text, str) else [scalar(text)]:
        if line and len(line) + len(word) + indent > 78:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return ("\n" + " " * (indent + 2)).join(lines + [line])


def to_yaml(node, indent=0):
    pad = " " * indent
    out = []
    if isinstance(node, dict):
        for key in sorted(node):
            value = node[key]
            if isinstance(value, (dict, list)) and value:
                out.append(f"{pad}{key}:")
                out += to_yaml(value, indent + (2 if isinstance(value, dict) else 0))
            else:
                out.append(f"{pad}{key}: {folded(value, indent)}")
    else:
        for item in node:
            lines = to_yaml(item, indent + 2) if isinstance(item, (dict, list)) else \
                [pad + "  " + folded(item, indent)]
            out.append(f"{pad}- {lines[0].lstrip()}")
            out += lines[1:]
    return out


def reference(secret):
    return {"secretKeyRef": {"key": "latest", "name": secret}}


def harmless(rnd, i):
    """Variables that are no keys, however much some look like one."""
    hexes = digits(f"h{i}", 128)
    some = [
        {"name": "LOG_LEVEL", "value": rnd.choice(["info", "debug", "warn"])},
        {"name": "PORT_METRICS", "value": "9090"},
        {"name": "GIT_SHA", "value": hexes[:40]},
        {"name": "IMAGE_DIGEST", "value": "sha256:" + hexes[:64]},
        {"name": "BUILD_ID", "value": f"{hexes[:8]}-{hexes[8:12]}-4{hexes[12:15]}-a{hexes[15:18]}-{hexes[18:30]}"},
        {"name": "OPENROUTER_BASE_URL", "value": "https://openrouter.ai/api/v1"},
        {"name": "OPENROUTER_MODEL", "value": "anthropic/claude-sonnet-4"},
        {"name": "API_KEY_HEADER", "value": "x-api-key"},
        {"name": "SECRET_NAME", "value": "openrouter-api-key"},
        {"name": "OPENROUTER_SECRET", "value": "projects/123456789012/secrets/openrouter-api-key/versions/3"},
        {"name": "TOKEN_URL", "value": "https://auth.example.com/oauth2/token"},
        {"name": "DATABASE_URL", "value": f"postgres://app@10.0.0.{rnd.randrange(250)}/main"},
        {"name": "FEATURES", "value": json.dumps({"new_router": True, "max_tokens": 4096})},
        {"name": "PASSWORD_MIN_LENGTH", "value": "12"},
        {"name": "GREETING", "value": "a rather long text: with a colon, that is folded by whoever writes it"},
    ]
    return rnd.sample(some, rnd.randrange(3, 9))


def truncated(i):
    """Shown, cut or made up: what people write when they write about keys."""
    lead = "sk-or-" + "v1-"
    return [
        lead + digits(i, 4) + "...",
        lead + "x" * 64,
        lead + "0" * 64,
        lead + digits(i, 6) + "*" * 20,
        "<" + lead + "your-key>",
        lead + digits(i, 12),
        "$" + "{OPENROUTER_API_KEY}",
    ][i % 7]


def service(rnd, i, project):
    name = f"{WORDS[i % len(WORDS)]}-{['api', 'worker', 'web', 'job'][i // len(WORDS) % 4]}"
    region = rnd.choice(["europe-west1", "europe-west4", "us-central1"])
    uid = digits(f"u{i}", 32)
    uid = f"{uid[:8]}-{uid[8:12]}-4{uid[12:15]}-8{uid[15:18]}-{uid[18:30]}"
    container = {
        "env": harmless(rnd, i),
        "image": f"{region}-docker.pkg.dev/{project}/apps/{name}@sha256:{digits(i, 64)}",
        "name": f"{name}-1",
        "ports": [{"containerPort": 8080, "name": "http1"}],
        "resources": {"limits": {"cpu": "1000m", "memory": "512Mi"}},
        "startupProbe": {"failureThreshold": 1, "periodSeconds": 240, "tcpSocket": {"port": 8080},
                         "timeoutSeconds": 240},
    }
    url = f"https://{name}-{digits(project, 10)}-ew.a.run.app"
    return {
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Service",
        "metadata": {
            "annotations": {
                "run.googleapis.com/client-name": "gcloud",
                "run.googleapis.com/client-version": "512.0.0",
                "run.googleapis.com/ingress": "all",
                "run.googleapis.com/operation-id": uid,
                "run.googleapis.com/urls": json.dumps([url]),
                "serving.knative.dev/creator": "deploy@example.com",
                "serving.knative.dev/lastModifier": "deploy@example.com",
            },
            "creationTimestamp": "2025-11-03T09:12:44.071533Z",
            "generation": rnd.randrange(1, 90),
            "labels": {"cloud.googleapis.com/location": region},
            "name": name,
            "namespace": "123456789012",
            "resourceVersion": base64.b64encode(bytes.fromhex(digits(f"r{i}", 16))).decode()[:11],
            "selfLink": f"/apis/serving.knative.dev/v1/namespaces/123456789012/services/{name}",
            "uid": uid,
        },
        "spec": {
            "template": {
                "metadata": {
                    "annotations": {"autoscaling.knative.dev/maxScale": "100",
                                    "run.googleapis.com/startup-cpu-boost": "true"},
                    "labels": {"client.knative.dev/nonce": digits(f"n{i}", 12),
                               "run.googleapis.com/startupProbeType": "Default"},
                },
                "spec": {
                    "containerConcurrency": 80,
                    "containers": [container],
                    "serviceAccountName": f"{name}@{project}.iam.gserviceaccount.com",
                    "timeoutSeconds": 300,
                },
            },
            "traffic": [{"latestRevision": True, "percent": 100}],
        },
        "status": {
            "address": {"url": url},
            "conditions": [{"lastTransitionTime": "2025-11-03T09:13:02.611042Z", "status": "True",
                            "type": "Ready"}],
            "latestReadyRevisionName": f"{name}-00{rnd.randrange(10, 99)}-{digits(i, 3)}",
            "observedGeneration": 7,
            "url": url,
        },
    }


def in_variable(one, key):
    one["env"].append({"name": "OPENROUTER_API_KEY", "value": key})
    return "OPENROUTER_API_KEY"


def in_base64(one, key):
    one["env"].append({"name": "LLM_CREDENTIALS", "value": base64.b64encode(key.encode()).decode()})
    return "LLM_CREDENTIALS"


def in_json(one, key):
    config = {"providers": {"default": "openrouter", "OPENROUTER_API_KEY": key}, "retries": 3,
              "comment": "one configuration for all stages of this service"}
    one["env"].append({"name": "APP_CONFIG", "value": json.dumps(config)})
    return "APP_CONFIG.OPENROUTER_API_KEY"


def in_args(one, key):
    one["args"] = ["serve", "--port=8080", "--openrouter-key=" + key]
    return "args --openrouter-key"


WAYS = (in_variable, in_base64, in_json, in_args)


def services(seed=1):
    """(services, what is to be found: (service, container, variable))."""
    rnd = random.Random(seed)
    key, project = the_key(seed), "example-prod"
    out = [service(rnd, i, project) for i in range(COUNT)]
    found = []
    hit = rnd.sample(range(COUNT), 5)
    for i, one in enumerate(out):
        name = one["metadata"]["name"]
        template = one["spec"]["template"]
        container = template["spec"]["containers"][0]
        if i not in hit:
            if i % 3 == 0:
                container["env"].append({"name": "OPENROUTER_API_KEY", "valueFrom": reference("openrouter-api-key")})
            elif i % 3 == 1:
                container["env"].append({"name": "OPENROUTER_KEY_HINT", "value": truncated(i // 3)})
            continue
        way = hit.index(i)
        if way == len(WAYS):
            template["metadata"]["annotations"]["example.com/openrouter-key"] = key
            found.append((name, "", "example.com/openrouter-key"))
            continue
        variable = WAYS[way](container, key)
        found.append((name, container["name"], variable))
    return out, sorted(found)


def as_yaml(docs):
    return "".join("---\n" + "\n".join(to_yaml(doc)) + "\n" for doc in docs)


def main():
    docs, _ = services(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    kind = sys.argv[1]
    if kind == "yaml":
        sys.stdout.write(as_yaml(docs))
    else:
        json.dump(docs, sys.stdout, indent=2 if kind == "json" else None)
        print()


if __name__ == "__main__":
    main()
