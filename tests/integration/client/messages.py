# SPDX-License-Identifier: Apache-2.0
"""A Messages endpoint on loopback that plays the model: it makes the client try one tool call after the other, and
keeps what came back of each."""
import http.server
import json
import threading


class Model:
    """What the model will do, and what it was told."""

    def __init__(self, calls):
        self.calls = calls
        self.results = {}  # number of the call -> (is_error, text)
        self.told = ""  # the first request
        self.lock = threading.Lock()

    def next_block(self, messages):
        for message in messages:
            for part in message["content"] if isinstance(message["content"], list) else []:
                if part.get("type") == "tool_result":
                    number = int(part["tool_use_id"].rpartition("_")[2])
                    self.results.setdefault(number, (bool(part.get("is_error")), plain(part.get("content", ""))))
        number = len(self.results)
        if number == len(self.calls):
            return {"type": "text", "text": "done"}
        call = self.calls[number]
        return {"type": "tool_use", "id": "toolu_%04d" % number, "name": call["tool"], "input": call["input"]}


def plain(content):
    return content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)


def events(model_name, block):
    """The stream of one answer."""
    empty = dict(block, input={}) if block["type"] == "tool_use" else dict(block, text="")
    delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])} if block["type"] == "tool_use" \
        else {"type": "text_delta", "text": block["text"]}
    usage = {"input_tokens": 1, "output_tokens": 1}
    yield "message_start", {"message": {"id": "msg_0", "type": "message", "role": "assistant", "model": model_name,
                                        "content": [], "stop_reason": None, "stop_sequence": None, "usage": usage}}
    yield "content_block_start", {"index": 0, "content_block": empty}
    yield "content_block_delta", {"index": 0, "delta": delta}
    yield "content_block_stop", {"index": 0}
    yield "message_delta", {"delta": {"stop_reason": "tool_use" if block["type"] == "tool_use" else "end_turn",
                                      "stop_sequence": None}, "usage": usage}
    yield "message_stop", {}


class Endpoint(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model = None  # set by serve()

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(200, "text/plain", b"PROOF-HOST\n")

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
        if "count_tokens" in self.path:
            return self.answer(200, "application/json", b'{"input_tokens":1}')
        if not request.get("tools"):  # a side question, as for a title
            block = {"type": "text", "text": "done"}
        else:
            with self.model.lock:
                self.model.told = self.model.told or json.dumps(request["messages"])
                block = self.model.next_block(request["messages"])
        if not request.get("stream"):
            message = {"id": "msg_0", "type": "message", "role": "assistant", "model": request["model"], "content": [block],
                       "stop_reason": "end_turn", "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1}}
            return self.answer(200, "application/json", json.dumps(message).encode())
        text = "".join("event: %s\ndata: %s\n\n" % (name, json.dumps(dict(data, type=name)))
                       for name, data in events(request["model"], block))
        return self.answer(200, "text/event-stream", text.encode())


def serve(calls):
    """Starts the endpoint; returns the model and the port."""
    Endpoint.model = Model(calls)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 8125), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return Endpoint.model, server.server_port
