"""Takes webhooks at an address of this machine."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from harness import until


class Receiver(ThreadingHTTPServer):
    """Takes notifications, keeps them, and writes them down for walk.py."""

    daemon_threads = True

    def __init__(self, log):
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken, self.log = [], log
        self.url = f"http://127.0.0.1:{self.server_port}/hook?token=abc"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def told(self, event, holds=lambda data: True):
        """The notifications of an event whose data is as wished, once there is one."""

        def found():
            return [one for one in list(self.taken) if one[2]["event"] == event and holds(one[2]["data"])]

        return until(found, bool)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        body = json.loads(text)
        self.server.log.line(["hook", "HOOK", body["event"], 200, "application/json", text])
        self.server.taken.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Says nothing: the output is the list of checks."""
