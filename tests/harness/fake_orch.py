#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The orchestrator's socket, played from a script: fake_orch.py SOCKET SCRIPT ASKED.

SCRIPT has one JSON object a line: {"when": {members of a question}, "say": [answers]}.  A question is answered by the
first line whose members it has, one line for each answer; a text is sent as it is, without an end.  "close": true ends
the connection afterwards, and so does a question that the script does not know; {"wait": FILE} as an answer waits until
the file is there.  Questions are written to ASKED, a line each.  Ends when its standard input does."""
import json
import os
import select
import socket
import sys
import threading
import time

PATIENCE = 60


def load(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def fits(wanted, question):
    return all(name in question and question[name] == value for name, value in wanted.items())


def send(client, said):
    if isinstance(said, dict) and list(said) == ["wait"]:
        for _ in range(PATIENCE * 100):
            if os.path.exists(said["wait"]):
                return
            time.sleep(0.01)
        raise TimeoutError(said["wait"])
    client.sendall(said.encode() if isinstance(said, str) else (json.dumps(said, ensure_ascii=False) + "\n").encode())


def serve(client, script, asked):
    with client, client.makefile("r", encoding="utf-8") as lines:
        try:
            for line in lines:
                with open(asked, "a", encoding="utf-8") as out:
                    out.write(line)
                question = json.loads(line)
                entry = next((entry for entry in load(script) if fits(entry["when"], question)), {"say": [], "close": True})
                for said in entry["say"]:
                    send(client, said)
                if entry.get("close"):
                    return
        except (BrokenPipeError, ConnectionResetError):
            return


def main():
    path, script, asked = sys.argv[1:]
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        while True:
            if sys.stdin in (ready := select.select([server, sys.stdin], [], [])[0]):
                return
            if server in ready:
                threading.Thread(target=serve, args=(server.accept()[0], script, asked), daemon=True).start()


main()
