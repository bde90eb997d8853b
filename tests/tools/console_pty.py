"""A console in a pseudo-terminal of its own, for tests that need the bytes themselves: what it writes, and when."""
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time

# what a terminal is told by the console: nothing but placing, erasing, attributes, modes and the character set
ALLOWED = re.compile(
    rb"\x1b\[\??[0-9;:]*[ABCDGHJKLMPSTXZ@bdfhlmrst]"  # CSI, without reports and resets
    rb"|\x1b\[>?[0-9;]*[hlmt]|\x1b\[[!]p"
    rb"|\x1b\][02];(?:mkoz[^\x1b\x07]*)?\x1b\\|\x1b\]52;c;[A-Za-z0-9+/=]*\x1b\\"
    rb"|\x1b[()][0AB]|\x1b[78=>MHDE]|\x1b\]104\x07|[\x0e\x0f]"
)


class Console:
    """argv in a terminal of rows by columns; env is added to the environment, None removes."""

    def __init__(self, argv, env, rows=24, columns=80):
        self.master, self.slave = os.openpty()
        self.resize(rows, columns)
        self.before = termios.tcgetattr(self.slave)
        whole = dict(os.environ, **{key: value for key, value in env.items() if value is not None})
        for key in [key for key, value in env.items() if value is None]:
            whole.pop(key, None)
        self.process = subprocess.Popen(argv, stdin=self.slave, stdout=self.slave, stderr=self.slave, env=whole,
                                        start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        self.raw = bytearray()

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, data):
        os.write(self.master, data)

    def ended(self):
        return self.process.poll() is not None

    def read(self, quiet, most):
        """What comes until it is quiet for so long, at most so many seconds; with when each piece came."""
        pieces, end = [], time.monotonic() + most
        while True:
            wait = min(quiet, end - time.monotonic())
            if wait <= 0 or not select.select([self.master], [], [], wait)[0]:
                return pieces
            data = os.read(self.master, 1 << 16)
            self.raw += data
            pieces.append((time.monotonic(), data))

    def drain(self, quiet=0.05, most=5):
        return b"".join(data for _, data in self.read(quiet, most))

    def see(self, wanted, seconds=20, quiet=0.1):
        """Waits until the text was written; gives all that was written meanwhile."""
        got, end = b"", time.monotonic() + seconds
        while time.monotonic() < end:
            got += self.drain(quiet, 1)
            if wanted.encode() in plain(got):
                return got
            if self.ended():
                break
        raise AssertionError(f"never seen: {wanted}; the last: {plain(got)[-2000:].decode(errors='replace')}")

    def wait(self, seconds=10):
        """The exit status once it ends; its last words are read."""
        end = time.monotonic() + seconds
        while not self.ended() and time.monotonic() < end:
            self.drain(0.02, 0.1)
        self.drain(0.05, 1)
        if not self.ended():
            raise AssertionError("it does not end")
        return self.process.returncode

    def restored(self):
        """What of the terminal is not as it was before."""
        wrong = [] if termios.tcgetattr(self.slave) == self.before else ["line settings"]
        for mode, wanted in ((b"25", b"h"), (b"2004", b"l"), (b"1049", b"l"), (b"1000", b"l"), (b"1002", b"l"),
                             (b"1003", b"l"), (b"1006", b"l"), (b"1", b"l")):
            seen = re.findall(rb"\x1b\[\?(?:[0-9]+;)*" + mode + rb"(?:;[0-9]+)*([hl])", bytes(self.raw))
            if seen and seen[-1] != wanted:
                wrong.append(f"mode {mode.decode()}")
        return wrong

    def close(self):
        if not self.ended():
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


def plain(data):
    """The text without what only places and colours it."""
    return ALLOWED.sub(b"", data)
