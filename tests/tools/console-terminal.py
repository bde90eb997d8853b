"""How the console meets its terminal, byte by byte: mouse, clipboard, window title, colours, stopping and every end.
console-terminal.py MKOZ FOLDER [TEST...]: the folder has store/ and hostile/, made by console-seed, and descriptions of terminals
in terminfo/."""
import base64
import json
import os
import re
import signal
import subprocess
import sys
import time
import unicodedata

from console_pty import Console, plain

MKOZ, FOLDER = sys.argv[1], sys.argv[2]
SETUPS = {}
checks = 0
ESCAPE, REDRAW = b"\x1b", b"\x0c"
COPY = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/]*={0,2})\x1b\\")
COLOUR = re.compile(rb"\x1b\[((?:[0-9;:]*[;:])?(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])(?:[;:][0-9;:]*)?)m")


def ask(*command):
    """What mkoz says as JSON."""
    out = subprocess.run([MKOZ, *command, "--format", "json"], check=True, stdout=subprocess.PIPE, timeout=60,
                         env=dict(os.environ, MKOZ_CONFIG=SETUPS["usual"], HOME=f"{FOLDER}/home", LC_ALL="C.UTF-8"))
    return json.loads(out.stdout)


def expect(true, what):
    global checks
    checks += 1
    if not true:
        sys.exit(f"console-terminal: {what}")


def equal(got, wanted, what):
    expect(got == wanted, f"{what}\ngot:    {got!r}\nwanted: {wanted!r}")


def config(name, *lines, store="store"):
    """A configuration file; its path."""
    path = f"{FOLDER}/{name}.conf"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write("\n".join(["[ozmap]", "url = https://127.0.0.1:1/api/v2", "[store]",
                             f"url = sqlite:{FOLDER}/{store}/store.db", "[roles]", "supervisors = ana", *lines, ""]))
    return path


def start(term, *options, setup=None, rows=24, columns=80, argv=None, **env):
    """A console on a list, past the plan at a glance."""
    home = f"{FOLDER}/home"
    env = {"TERM": term, "MKOZ_CONFIG": setup or SETUPS["usual"], "HOME": home, "XDG_STATE_HOME": home,
           "SUDO_USER": "ana", "LC_ALL": "C.UTF-8", "LANGUAGE": None, "NO_COLOR": None, "COLORTERM": None,
           "NCURSES_GPM_TERMS": "",  # curses would load gpm for `linux`, which does not free all it takes
           "TERMINFO": f"{FOLDER}/terminfo", "LINES": None, "COLUMNS": None, "PS1": "shell> ", **env}
    console = Console(argv or [MKOZ, *options], env, rows, columns)
    if argv is None:
        shows(console, r"plan 1")
        console.send(b"3\x1bOH")
        shows(console, r"change")
    return console


def shows(console, pattern, seconds=60):
    """Waits until the screen, drawn anew, has it; gives the text of the screen."""
    end, text = time.monotonic() + seconds, ""
    while time.monotonic() < end and not console.ended():
        console.drain(0.05, 1)
        console.send(REDRAW)
        text = plain(console.drain(0.1, 2)).decode(errors="replace")
        if re.search(pattern, text):
            return text
    sys.exit(f"console-terminal: the screen never shows {pattern}:\n{text}")


def writes(console, wanted, since, seconds=60):
    """Waits until it has written something that matches; gives the match."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = re.search(wanted, bytes(console.raw[since:]))
        if found:
            return found
        console.drain(0.05, 0.5)
    sys.exit(f"console-terminal: it never writes {wanted}: {bytes(console.raw[since:])[-2000:]}")


def copied(console):
    """What y copies: tells where the cursor is."""
    since = len(console.raw)
    console.send(b"y")
    return base64.b64decode(writes(console, COPY, since)[1], validate=True).decode()


def ends(console, status, what):
    equal(console.wait(60), status, f"{what}: the exit status")
    equal(console.restored(), [], f"{what}: the terminal is not as it was")
    console.close()


def first_codes():
    """The codes of the first rows of the list, all different."""
    console, codes = start("xterm-256color"), []
    for _ in range(5):
        codes.append(copied(console))
        console.send(b"j")
    expect(len(set(codes)) == 5, f"five rows: {codes}")
    console.send(b"Q")
    ends(console, 0, "the first codes")
    return codes


def decided():
    """How many entries of the journal are not those of its making."""
    return sum(entry["event"] != "refreshed" for entry in ask("history"))


# --- mouse ----------------------------------------------------------------------------------------

def press(row, column, button=0):
    return f"\x1b[<{button};{column};{row}M\x1b[<{button};{column};{row}m".encode()


FIRST_ROW = 5  # of the list, counted from 1


def the_mouse_selects_switches_and_scrolls():
    console = start("xterm-256color")
    expect(b"\x1b[?1006;1000h" in console.raw, "the mouse is not asked for")
    codes = first_codes()
    for row in (2, 0, 4):
        console.send(press(FIRST_ROW + row, 30))
        equal(copied(console), codes[row], f"a click on row {row}")
    for what, event in (("right button", press(FIRST_ROW, 30, 2)), ("middle button", press(FIRST_ROW, 30, 1)),
                        ("heading", press(FIRST_ROW - 1, 30)), ("last line", press(24, 30))):
        console.send(event)
        equal(copied(console), codes[4], f"a click that selects nothing: {what}")
    console.send(b"\x1bOH" + press(10, 10, 65))
    equal(copied(console), codes[3], "the wheel scrolls three rows on, and the cursor stays in sight")
    console.send(press(10, 10, 64) + b"\x1bOH")
    equal(copied(console), codes[0], "and back")
    tabs = re.search(r"1 Activate.*7 Log", shows(console, r"1 Activate.*7 Log"))[0]
    console.send(b"2")
    cancellation = copied(console)
    console.send(b"3")
    equal(copied(console), codes[0], "its row is kept")
    console.send(press(2, 2 + tabs.index("2 Cancel")))
    equal(copied(console), cancellation, "a click on a tab shows it")
    console.send(press(2, 2 + tabs.index("3 Status") + 7))
    equal(copied(console), codes[0], "and on its end")
    console.send(press(2, 80))
    equal(copied(console), codes[0], "a click beside the tabs does nothing")
    double_clicks(console, codes)
    console.send(b"Q")
    ends(console, 0, "with the mouse")
    expect(b"\x1b[?1006;1000l" in console.raw, "the mouse is not given back")


def double_clicks(console, codes):
    console.send(press(FIRST_ROW + 1, 30) + press(FIRST_ROW + 1, 30))
    shows(console, rf"Detail *{codes[1]}")
    console.send(press(10, 10, 65))
    shows(console, r"4 to \d+ of \d+")
    console.send(ESCAPE)
    shows(console, "1 Activate")
    console.send(press(FIRST_ROW + 2, 30))
    equal(copied(console), codes[2], "one click selects")
    time.sleep(1)
    console.send(press(FIRST_ROW + 2, 30))
    expect("Detail" not in shows(console, codes[2]), "two slow clicks are no double click")
    time.sleep(1)
    console.send(press(FIRST_ROW + 1, 30) + press(FIRST_ROW + 3, 30))
    equal(copied(console), codes[3], "nor are two on different rows")
    console.send(b"r")
    shows(console, "reason")
    console.send(press(FIRST_ROW, 30) + press(2, 20))
    shows(console, "reason")
    console.send(ESCAPE)
    shows(console, "1 Activate")
    equal(copied(console), codes[3], "a click beside a question does nothing")


def without_the_mouse_nothing_of_it_is_said():
    for term, setup in (("xterm-256color", SETUPS["no-mouse"]), ("vt100", None)):
        console = start(term, setup=setup)
        console.send(b"Q")
        ends(console, 0, "without the mouse")
        expect(not re.search(rb"\x1b\[\?[0-9;]*(1000|1002|1003|1006)", console.raw), f"{term}: mouse = no, yet")


# --- keys typed ahead -----------------------------------------------------------------------------

def keys_that_come_at_once_act_on_the_rows_that_they_lead_to():
    console = start("xterm-256color")
    console.send(b"1")
    shows(console, "implanted")
    console.send(b"3jj")
    third = copied(console)
    console.send(b"1")
    shows(console, "implanted")
    since = len(console.raw)
    console.send(b"3<jjy")
    equal(base64.b64decode(writes(console, COPY, since)[1]).decode(), third, "3<jjy in one piece")
    console.send(b"Q")
    ends(console, 0, "after keys at once")


def keys_are_known_whatever_the_terminal_is_called():
    """As PuTTY, rxvt, Linux and others send them."""
    codes = first_codes()
    for term in ("xterm-256color", "vt100", "linux", "screen", "rxvt"):
        console = start(term)
        other = b"\x1b[" if term == "rxvt" else b"\x1bO"  # rxvt has another use for these
        for home, end in ((b"\x1bOH", b"\x1bOF"), (b"\x1b[H", b"\x1b[F"), (b"\x1b[1~", b"\x1b[4~"),
                          (b"\x1b[7~", b"\x1b[8~")):
            console.send(end + b"\x1b[A" + other + b"A\x1b[5~" + home + b"\x1b[B" + other + b"B")
            console.send(b"y")
            shows(console, rf"(copied|reached): {codes[2]}")
            console.send(home)
        console.send(b"\x1bOP\x1b[[A")
        shows(console, "Help")
        console.send(ESCAPE)
        shows(console, "1 Activate")
        console.send(b"Q")
        ends(console, 0, term)


def what_nobody_knows_gives_no_command():
    console = start("xterm-256color")
    before = copied(console)
    for sequence in (b"\x1b[97;5u", b"\x1b[27;5;106~", b"\x1b[I", b"\x1b[O", b"\x1bOj", b"\x1b[1;13B", b"\x1b[?1;2c",
                     b"\x1b[<35;10;10j", b"\x1b[200;200;200;200;200j", b"\x1b[M#jj"):
        console.send(sequence)
        equal(copied(console), before, f"after {sequence}")
    equal(decided(), 0, "decisions")
    console.send(b"\x1b")
    shows(console, "1 Activate")
    console.send(b"j")
    expect(copied(console) != before, "a key after Escape is a key")
    console.send(b"Q")
    ends(console, 0, "after unknown sequences")


# --- clipboard ------------------------------------------------------------------------------------

def what_is_copied_is_what_is_shown():
    found = ask("plan", "--no-refresh")
    console = start("xterm")
    expect(copied(console) in {change["code"] for change in found["changes"]}, "a code of the plan")
    console.send(b"5")
    shows(console, "missing in OZmap")
    links = {finding["link"] for finding in found["findings"] if finding["link"]}
    expect(copied(console) in links, "a finding's link")
    since = len(console.raw)
    console.send(b"x")
    equal(base64.b64decode(writes(console, COPY, since)[1]).decode() in links, True, "and so x")
    expect(b"\x1b]52;c;?" not in console.raw, "the clipboard is never asked for")
    console.send(b"Q")
    ends(console, 0, "after copying")


def hostile_text_is_harmless_on_the_clipboard():
    console = start("tmux-256color", setup=SETUPS["hostile"], rows=30)
    got = []
    for tab in b"1345":
        console.send(bytes([tab]))
        shows(console, "PWNED")
        for _ in range(8):
            got.append(copied(console))
            console.send(b"j")
    expect(len(set(got)) > 20, f"many texts: {got}")
    for text in got:
        wrong = [char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cs", "Cn")]
        equal(wrong, [], f"control characters in {text!r}")
    expect(any("^[" in text for text in got), "escapes are shown")
    expect(any("<U+202E>" in text for text in got), "bidi controls are shown")
    console.send(b"Q")
    ends(console, 0, "after hostile copies")


def no_command_goes_where_it_would_be_shown():
    for term in ("linux", "vt100", "ansi"):
        console = start(term)
        console.send(b"y")
        shows(console, r"no clipboard that could be reached: 1\d+")
        console.send(b"Q")
        ends(console, 0, term)
        expect(b"\x1b]" not in console.raw, f"{term}: an operating system command")


# --- title ----------------------------------------------------------------------------------------

def the_window_has_a_name_as_long_as_the_console_is_open():
    for term in ("xterm-256color", "tmux-256color", "screen"):
        console = start(term)
        kept, named = console.raw.find(b"\x1b[22;2t"), console.raw.find(b"\x1b]2;mkoz\x1b\\")
        expect(0 <= kept < named, f"{term}: the title is kept, then set")
        console.send(b"Q")
        ends(console, 0, term)
        back = console.raw.rfind(b"\x1b]2;\x1b\\\x1b[23;2t")
        expect(back > named, f"{term}: the title is given back")
    console = start("xterm", "--profile", "a\x1b\\PWNED\x07\u202eb", setup=SETUPS["profile"])
    title = re.search(rb"\x1b\]2;(mkoz[^\x1b\x07]*)\x1b\\", console.raw)[1].decode()
    equal(title, "mkoz · a^[\\PWNED^G<U+202E>b", "a hostile profile in the title")
    console.send(b"Q")
    ends(console, 0, "a hostile profile")


# --- colours --------------------------------------------------------------------------------------

def colours(term, *options, **env):
    """All colours that it writes on a walk through its screens, as the parameters stand."""
    console = start(term, *options, **env)
    for key, wanted in ((b"\r", "Detail"), (ESCAPE, "1 Activate"), (b"?", "Help"), (ESCAPE, "1 Activate"),
                        (b"r", "reason"), (ESCAPE, "1 Activate"), (b" f", "Esc"), (ESCAPE, "1 Activate"),
                        (b"U", "1 Activate")):
        console.send(key)
        shows(console, wanted)
    console.send(b"Q")
    ends(console, 0, term)
    return console, {found.decode() for found in COLOUR.findall(console.raw)}


def plain_colours(seen):
    return {number for parameters in seen for number in parameters.split(";")}


def colours_are_those_that_the_terminal_has():
    basic = {"39", "49"} | {str(base + i) for base in (30, 40) for i in range(8)}
    bright = {str(base + i) for base in (90, 100) for i in range(8)}
    for term, allowed in (("xterm", basic), ("linux", basic), ("screen", basic), ("xterm-16color", basic | bright)):
        _, seen = colours(term)
        numbers = plain_colours(seen) - {"0", "1", ""}
        expect(numbers <= allowed, f"{term}: {numbers - allowed}")
        expect({"34", "44"} & numbers and len(numbers) > 8, f"{term}: only {numbers}")
        expect(("97" in numbers) == (term == "xterm-16color"), f"{term}: bright white is {numbers}")
    _, seen = colours("xterm-256color")
    expect({"48;5;25", "48;5;26", "48;5;24"} <= seen, f"dark in 256 colours: {seen}")
    expect(not any(":" in colour for colour in seen), "no true colour where none was promised")


def true_colours_are_exact():
    for term, promise in (("xterm-direct", None), ("xterm-256color", "truecolor"), ("xterm", "24bit")):
        _, seen = colours(term, setup=SETUPS["colour-blind"], COLORTERM=promise)
        expect({"48:2::0:114:178", "38:2::86:180:233", "48:2::0:85:128"} <= seen, f"{term}: {sorted(seen)}")
        expect(not any(colour.startswith(("38;5", "48;5", "30", "37")) for colour in seen), f"{term}: {sorted(seen)}")
    _, seen = colours("xterm-256color", setup=SETUPS["colour-blind"], COLORTERM="yes")
    expect("48;5;25" in seen, "another COLORTERM promises nothing")
    _, seen = colours("screen-256color", setup=SETUPS["colour-blind"], COLORTERM="truecolor")
    expect("48;5;25" in seen, "nor is there a description of every terminal's direct colours")


def no_colour_is_none_at_all():
    for what, term, options, env in (("NO_COLOR", "xterm-256color", [], {"NO_COLOR": "1"}),
                                     ("--no-color", "xterm-256color", ["--no-color"], {}),
                                     ("mono", "xterm-256color", [], {"setup": SETUPS["mono"]}),
                                     ("NO_COLOR, direct", "xterm", [], {"NO_COLOR": "1", "COLORTERM": "truecolor"}),
                                     ("vt100", "vt100", [], {})):
        console, seen = colours(term, *options, **env)
        equal(seen, set(), f"{what}: colours")
        expect(re.search(rb"\x1b\[(0;)?(1;)?7m", console.raw), f"{what}: nothing is reversed")
    _, seen = colours("xterm-256color", NO_COLOR="")
    expect(seen, "an empty NO_COLOR says nothing")


# --- stopping and ending --------------------------------------------------------------------------

def wait_modes(console, since, wanted, seconds=60):
    """Waits until the modes were last set as wanted."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        console.drain(0.05, 0.3)
        raw = bytes(console.raw[since:])
        seen = {mode: re.findall(rb"\x1b\[\?(?:[0-9]+;)*" + str(mode).encode() + rb"(?:;[0-9]+)*([hl])", raw)
                for mode in (1000, 1049, 2004)}
        if all(found and found[-1] == wanted for found in seen.values()):
            return
    sys.exit(f"console-terminal: modes never {wanted}: {seen}")


def it_stops_and_comes_back():
    with open(f"{FOLDER}/inputrc", "w") as out:
        out.write("set enable-bracketed-paste off\n")
    shell = start("xterm-256color", argv=["bash", "--norc", "--noprofile", "-i"], INPUTRC=f"{FOLDER}/inputrc")
    writes(shell, b"shell> ", 0)
    shell.send(f"{MKOZ} --read-only\r".encode())
    shows(shell, "plan 1")
    # from a list, from a line that is typed, from a help
    for key, wanted in ((b"3", "change"), (b"f", "filter"), (ESCAPE + b"?", "Help")):
        shell.send(key)
        shows(shell, wanted)
        since = len(shell.raw)
        shell.send(b"\x1a")
        writes(shell, rb"Stopped", since)
        wait_modes(shell, since, b"l")
        expect(shell.raw.rfind(b"\x1b]2;\x1b\\\x1b[23;2t") >= since, "the title is given back")
        writes(shell, b"shell> ", since)
        shell.send(b"echo again-$((40 + 2))\r")
        writes(shell, b"again-42", since)
        since = len(shell.raw)
        shell.send(b"fg\r")
        wait_modes(shell, since, b"h")
        writes(shell, rb"\x1b\]2;mkoz\x1b\\", since)
        shows(shell, wanted)
    shell.send(ESCAPE)
    shows(shell, "1 Activate")
    # whoever stops it from elsewhere would leave the terminal as it is
    since = len(shell.raw)
    os.kill(int(subprocess.check_output(["pgrep", "-P", str(shell.process.pid), "-x", "mkoz"])), signal.SIGTSTP)
    shows(shell, "1 Activate")
    expect(b"shell> " not in shell.raw[since:], "it was stopped from elsewhere")
    # a window that has another size by then
    since = len(shell.raw)
    shell.send(b"\x1a")
    writes(shell, b"shell> ", since)
    shell.resize(36, 120)
    shell.send(b"fg\r")
    writes(shell, rb"\x1b\[36(;[0-9]+)?[Hd]", since)
    wide = shows(shell, "OZmap")
    expect("│" in wide, f"list and sides beside each other: {wide}")
    shell.send(b"Q")
    since = len(shell.raw)
    shell.send(b"exit\r")
    shell.wait(60)
    equal(shell.restored(), [], "after stopping")
    shell.close()


def nobody_stops_it_where_nobody_could_go_on():
    console = start("xterm")
    console.send(b"\x1a")
    shows(console, "1 Activate")
    console.process.send_signal(signal.SIGTSTP)
    shows(console, "1 Activate")
    console.send(b"Q")
    ends(console, 0, "after ^Z without a shell")


def every_end_gives_the_terminal_back():
    sanitized = b"__asan_init" in open(MKOZ, "rb").read()
    for how, status in ((signal.SIGTERM, 0), (signal.SIGHUP, 0), (signal.SIGINT, 0), (signal.SIGQUIT, -signal.SIGQUIT),
                        (signal.SIGABRT, -signal.SIGABRT), (signal.SIGSEGV, -signal.SIGSEGV),
                        (signal.SIGBUS, -signal.SIGBUS)):
        if sanitized and how in (signal.SIGSEGV, signal.SIGBUS):
            continue
        console = start("xterm-256color")
        console.send(b"r")
        shows(console, "reason")
        console.process.send_signal(how)
        ends(console, status, how.name)
        expect(re.search(rb"\x1b\[23;2t", console.raw), f"{how.name}: the title")
        expect(re.search(rb"\x1b\[\?[0-9;]*1000l", console.raw), f"{how.name}: the mouse")


# --- where it cannot be ---------------------------------------------------------------------------

def refused(wanted, what, **env):
    console = start(env.pop("TERM", "xterm"), argv=[MKOZ], **env)
    equal(console.wait(60), 1, f"{what}: the exit status")
    said = bytes(console.raw).decode()
    expect(re.fullmatch(rf"mkoz: console: {wanted}\r\n", said), f"{what}: {said!r}")
    console.close()


def without_a_fit_terminal_it_says_so_and_ends():
    refused(r"TERM is not set: .*", "no TERM", TERM=None)
    refused(r"TERM is not set: .*", "an empty TERM", TERM="")
    refused(r'the terminal "dumb" cannot place the cursor: .*', "dumb", TERM="dumb")
    refused(r'the terminal "no-such" is unknown here: .*', "unknown", TERM="no-such")
    refused(r'the terminal "\.\./\^\[c" is unknown here: .*', "hostile", TERM="../\x1bc")
    refused(r'the terminal "x+', "endless", TERM="x" * 5000)
    slave = os.openpty()[1]
    env = dict(os.environ, TERM="xterm", MKOZ_CONFIG=SETUPS["usual"], HOME=f"{FOLDER}/home", LC_ALL="C.UTF-8")
    for what, streams in (("stdin", {"stdin": subprocess.DEVNULL, "stdout": slave}),
                          ("stdout", {"stdin": slave, "stdout": subprocess.PIPE}),
                          ("both", {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE})):
        done = subprocess.run([MKOZ], env=env, stderr=subprocess.PIPE, timeout=60, **streams)
        equal(done.returncode, 1, f"{what} is no terminal: the exit status")
        expect(re.fullmatch(rb"mkoz: console: this is not a terminal: .*\n", done.stderr), f"{what}: {done.stderr}")
        expect(not done.stdout, f"{what}: nothing on stdout")


# --- mistakes -------------------------------------------------------------------------------------

def mistakes_in_a_theme_are_told_and_the_usual_one_is_shown():
    theme = f"{FOLDER}/mine.ini"
    for lines, said in ((["text = 7", "cursor = blurple"], 'line 2: "blurple" is not a style'),
                        (["; mine", "", "curser = 7"], "line 3: unknown role curser"),
                        (["text = 7", "nonsense"], "line 2: not a line of the form")):
        with open(theme, "w") as out:
            out.write("\n".join(lines) + "\n")
        console = start("xterm-256color", argv=[MKOZ], setup=config("mine", "[ui]", f"theme = {theme}"), columns=200)
        shows(console, re.escape(f"mine.ini, {said}"))
        console.send(b"3")
        shows(console, "a approve")  # the last line of the frame
        expect(b"\x1b[48;5;25m" in console.raw, "the colours are those of dark")
        console.send(b"Q")
        ends(console, 0, said)
    console = start("xterm-256color", argv=[MKOZ], setup=config("none", "[ui]", "theme = blurple"), columns=200)
    shows(console, "theme blurple: there is no such theme: use dark, light")
    console.send(b"Q")
    ends(console, 0, "no such theme")


def mistakes_in_keys_are_told_and_the_usual_ones_work():
    for line, said in (("approve = r", "line 9: [keys]: the key r is both reject and approve"),
                       ("approve = Blurp", 'line 9: [keys] approve: unknown key "Blurp"'),
                       ("aprove = F2", "line 9: [keys] aprove: unknown command")):
        path = config("keys", "[keys]", "filter = z", line)
        console = start("xterm-256color", argv=[MKOZ], setup=path, columns=200)
        shows(console, re.escape(said))
        console.send(b"3")
        shows(console, "a approve .* f filter")
        console.send(b"Q")
        ends(console, 0, line)


SETUPS.update({
    "usual": config("usual"),
    "no-mouse": config("no-mouse", "[ui]", "mouse = no"),
    "mono": config("mono", "[ui]", "theme = mono"),
    "colour-blind": config("colour-blind", "[ui]", "theme = colour-blind"),
    "hostile": config("hostile", store="hostile"),
    "profile": config("profile", "[a\x1b\\PWNED\x07\u202eb:ui]", "theme = dark"),
})
first = start("xterm", argv=[MKOZ])
shows(first, "The plan at a glance")
first.send(b"\r")
shows(first, "1 Activate")
first.send(b"Q")
ends(first, 0, "the first time")
ONLY = sys.argv[3:]
for test in (the_mouse_selects_switches_and_scrolls, without_the_mouse_nothing_of_it_is_said,
             keys_that_come_at_once_act_on_the_rows_that_they_lead_to,
             keys_are_known_whatever_the_terminal_is_called, what_nobody_knows_gives_no_command,
             what_is_copied_is_what_is_shown,
             hostile_text_is_harmless_on_the_clipboard, no_command_goes_where_it_would_be_shown,
             the_window_has_a_name_as_long_as_the_console_is_open, colours_are_those_that_the_terminal_has,
             true_colours_are_exact, no_colour_is_none_at_all, it_stops_and_comes_back,
             nobody_stops_it_where_nobody_could_go_on, every_end_gives_the_terminal_back,
             without_a_fit_terminal_it_says_so_and_ends, mistakes_in_a_theme_are_told_and_the_usual_one_is_shown,
             mistakes_in_keys_are_told_and_the_usual_ones_work):
    if ONLY and test.__name__ not in ONLY:
        continue
    begun = time.monotonic()
    test()
    print(f"{test.__name__}: {time.monotonic() - begun:.1f} s")
print(f"bytes: {checks} checks")
