# SPDX-License-Identifier: Apache-2.0
"""Providers on loopback: documents by path, and ways in which each may be broken.

    with ProviderServer({"/v1/models": ("application/json", b"...")}) as server:
        server.broken["/v1/models"] = "redirect"
        ... server.url("/v1/models") ... server.asked ...

How a path may be broken: a number (that status), or a word of BREAKS.  A document may be a function of the path with its query,
for sources that come in pages."""
import functools
import gzip
import http.server
import json
import threading
import zlib

SCRIPT = b"""<!DOCTYPE html><html><head><title>Docs</title><script src="/app.js"></script></head>
<body><div id="root">Loading...</div><noscript>You need to enable JavaScript.</noscript></body></html>"""


@functools.lru_cache(1)
def bomb(size):
    """size bytes of blanks, as gzip; a thousandth of that."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = b" " * (1 << 20)
    packed = b"".join(packer.compress(piece) for _ in range(size >> 20))
    return packed + packer.flush()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        self.server.stand.connections += 1

    def send(self, body, kind="application/json", status=200, length=None, **headers):
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass  # whoever has enough goes

    def hang_up(self):
        self.close_connection = True

    # ---- ways to be broken -------------------------------------------------------------------------------------------

    def do_redirect(self, kind, body):
        self.send(b"", kind, 302, Location="https://elsewhere.invalid/login?token=nobodys-business")

    def do_slow(self, kind, body):
        self.server.stand.over.wait(30)
        self.hang_up()

    def do_stalled(self, kind, body):
        """Half of it, and then nothing for a long time."""
        self.send(body[:len(body) // 2], kind, length=len(body))
        self.server.stand.over.wait(30)
        self.hang_up()

    def do_cut(self, kind, body):
        self.send(body[:len(body) // 2], kind, length=len(body))
        self.hang_up()

    def do_half(self, kind, body):
        """As cut, by a server that lies about the length."""
        self.send(body[:len(body) // 2], kind)

    def do_type(self, kind, body):
        self.send(body, "application/pdf")

    def do_no_type(self, kind, body):
        self.send(body, None)

    def do_login(self, kind, body):
        self.send(b"<html><body><form>Sign in</form></body></html>", "text/html; charset=utf-8")

    def do_huge(self, kind, body):
        self.send(b" " * (17 << 20) + body, kind)

    def do_bomb(self, kind, body):
        self.send(bomb(32 << 20), kind, Content_Encoding="gzip")

    def do_gzip(self, kind, body):
        self.send(gzip.compress(body), kind, Content_Encoding="gzip")

    def do_bad_gzip(self, kind, body):
        self.send(b"this is none", kind, Content_Encoding="gzip")

    def do_script(self, kind, body):
        self.send(SCRIPT, kind)

    def do_empty(self, kind, body):
        self.send(b"", kind)

    def do_nothing(self, kind, body):
        self.hang_up()

    def do_not_http(self, kind, body):
        self.wfile.write(b"220 smtp.invalid ready\r\n")
        self.hang_up()

    # ---- all of it -----------------------------------------------------------------------------------------------------

    def do_GET(self):
        stand = self.server.stand
        path = self.path.partition("?")[0]
        with stand.lock:
            stand.asked.append((self.path, dict(self.headers)))
        how = stand.broken.get(path)
        if path not in stand.documents:
            return self.send(b"{}", status=404)
        kind, body = stand.documents[path]
        if callable(body):
            body = body(self.path)
        if how is None:
            return self.send(body, kind)
        if isinstance(how, int):
            return self.send(b'{"error": "as you wished"}', status=how)
        return getattr(self, "do_" + how)(kind, body)

    def log_message(self, *args):
        pass


BREAKS = sorted(name[3:] for name in vars(Handler) if name.startswith("do_") and name != "do_GET")


class Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass  # whoever has enough goes


class ProviderServer:
    def __init__(self, documents):
        self.documents, self.broken, self.asked = documents, {}, []
        self.connections, self.lock, self.over = 0, threading.Lock(), threading.Event()
        self.listener = Listener(("127.0.0.1", 0), Handler)
        self.listener.stand = self
        self.thread = threading.Thread(target=self.listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def url(self, path):
        return "http://127.0.0.1:%d%s" % (self.listener.server_port, path)

    def headers_of(self, path):
        """Of the last question for a path."""
        return [headers for asked, headers in self.asked if asked.partition("?")[0] == path][-1]

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.listener.shutdown()
        self.listener.server_close()


# ---- all sources that there are --------------------------------------------------------------------------------------

API = "/api/v1/models"  # OpenRouter's own path, to which its pages link


def path_of(source):
    return API if source == "openrouter" else "/" + source


def kind_of(source):
    if source.endswith("-md"):
        return "text/markdown; charset=utf-8"
    if source.endswith("-page"):
        return "text/html; charset=utf-8"
    # Repositories show all their files so.
    return "text/plain; charset=utf-8" if source in ("litellm", "model-eol") else "application/json"


def by_page(source, models, size):
    """A function of the path, as addresses of the next page have it."""
    import provider_docs
    pages = [page.encode() for page in provider_docs.pages(source, models, size)]
    if source == "openrouter":
        return lambda path: pages[int(path.partition("offset=")[2].partition("&")[0] or 0) // size]
    last = [json.loads(page)["last_id"] for page in pages]
    return lambda path: pages[last.index(path.partition("after_id=")[2].partition("&")[0]) + 1 if "after_id=" in path else 0]


def everything(models, size=100):
    """{path: (type, body)} of all sources; models: {provider: facts}."""
    import provider_docs
    import provider_pages
    every = [dict(fact, provider=provider) for provider, facts in models.items() for fact in facts if provider in provider_pages.PAGES]
    more = [fact for provider, facts in models.items() for fact in facts if provider not in provider_pages.PAGES]
    documents = {}
    for source in provider_pages.SOURCES:
        documents[path_of(source)] = (kind_of(source), provider_pages.render(source, models[source.split("-")[0]]).encode())
    for source in provider_docs.SOURCES:
        maker = {"anthropic-api": "anthropic", "openai-api": "openai", "model-eol": "anthropic"}.get(source)
        own = provider_docs.priced([fact for fact in every if not maker or fact["provider"] == maker]) + ([] if maker else more)
        paged = source in ("anthropic-api", "openrouter")
        documents[path_of(source)] = (kind_of(source), by_page(source, own, size) if paged else provider_docs.render(source, own).encode())
    return documents


def words(server, key_file, sources=None):
    """What models scan is told so that it asks this server for all of them."""
    import provider_docs
    import provider_pages
    found = []
    for source in sources or (*provider_pages.SOURCES, *provider_docs.SOURCES):
        found += ["--source", "%s=%s" % (source, server.url(path_of(source)))]
        if source in ("anthropic-api", "openai-api"):
            found += ["--key", "%s=file:%s" % (source, key_file)]
    return found
