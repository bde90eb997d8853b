"""Strangers that a secret must never reach, or must not be told by: strangers.py KIND FILE [CONNECTIONS].

Listens on 127.0.0.1, prints its port, and writes a mark for each connection and every byte that comes to FILE, until so
many connections came (100), or none comes for two minutes.
  bytes     says nothing, and closes after a second of silence
  http      answers any request with 200 and {}
  postgres  takes no TLS, asks for the password in the clear, and refuses with words that repeat it
  greedy    takes no TLS, and asks for the password at once, whatever it was sent
"""
import os
import socket
import struct
import sys
import threading

LOCK = threading.Lock()


def keep(data):
    with LOCK:
        OUT.write(data)
        OUT.flush()


def receive(peer):
    data = peer.recv(65536)
    keep(data)
    return data


def only_listen(peer):
    while receive(peer):
        pass


def http(peer):
    if receive(peer):
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")


def message(kind, body):
    return kind + struct.pack("!I", len(body) + 4) + body


def postgres(peer):
    data = receive(peer)
    while data[4:8] in (struct.pack("!I", 80877103), struct.pack("!I", 80877104)):  # TLS, GSS: no
        peer.sendall(b"N")
        data = receive(peer)
    if not data:
        return
    peer.sendall(message(b"R", struct.pack("!I", 3)))
    answer = receive(peer)
    word = answer[5:].rstrip(b"\0")
    peer.sendall(message(b"E", b"SFATAL\0C28P01\0Mno " + word + b" is not it\0\0"))


def greedy(peer):
    receive(peer)
    peer.sendall(b"N" + message(b"R", struct.pack("!I", 3)))
    receive(peer)


KINDS = {"bytes": only_listen, "http": http, "postgres": postgres, "greedy": greedy}


def serve(peer):
    keep(b"[connection]\n")
    peer.settimeout(1)
    try:
        KINDS[KIND](peer)
    except OSError:
        pass
    finally:
        peer.close()


KIND = sys.argv[1]
OUT = open(sys.argv[2], "ab")
listener = socket.create_server(("127.0.0.1", 0))
listener.settimeout(120)
print(listener.getsockname()[1], flush=True)
os.close(1)
try:
    for _ in range(int(sys.argv[3]) if len(sys.argv) > 3 else 100):
        threading.Thread(target=serve, args=(listener.accept()[0],)).start()
except TimeoutError:
    pass
