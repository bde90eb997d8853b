#!/usr/bin/env python3
"""Says what mkoz has to plan and to do, from the words of the specification alone: none of mkoz's own code is used.

    oracle.py plan FOLDER                 the wanted plan, from FOLDER's mk.json, ozmap.json and settings, as JSON
    oracle.py compare FOLDER PLAN         PLAN (mkoz plan --format json) is that one; prints what differs
    oracle.py alone FOLDER PLAN           ids that no filter may pick for approval
    oracle.py state FOLDER PLAN AFTER DAY AFTER (OZmap's state) is what the whole plan asks for and nothing else
    oracle.py writes LOG                  no field of a row was written twice, and no row deleted twice

mk.json holds the rows of MK's tables and `now`, as random.sh reads them.
"""
import collections
import json
import re
import sys
import unicodedata
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Sao_Paulo")
WORDS = {"r": "rua", "av": "avenida", "tv": "travessa", "rod": "rodovia", "jd": "jardim"}
STATUS_AFTER, POWER_MAX_AGE = timedelta(minutes=30), timedelta(days=7)
OBSERVATION = "Última conexão: código {code}, removido em {date}"
ADDRESS = "{street}, {number} {complement} - {district}, {city} - {state}, {zip}"
CHANGE_KINDS = ["cancel-remove", "cancel-detach", "recode", "activate", "name", "address", "status", "power"]
KINDS = CHANGE_KINDS + ["revert-" + kind for kind in CHANGE_KINDS] + [
    "no-code", "conflict", "missing-in-ozmap", "missing-in-mk", "reason-not-listed", "transfer"]
COMPARED = ["kind", "code", "name", "city", "box", "property_id", "client_id", "field", "before", "after", "cosmetic",
            "moved", "row"]


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


# --- text ------------------------------------------------------------------------------------------------------------

def normal(text):
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def folds(text):
    """Without case, accents and punctuation, street words written out: punctuation as a blank, and as nothing."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", normal(text)) if not unicodedata.combining(char))
    plain = re.sub(r"\b(\d{5})-(\d{3})\b", r"\1\2", plain)
    return [" ".join(WORDS.get(word, word) for word in re.sub(r"[^0-9a-z ]", gap, plain.casefold()).split())
            for gap in (" ", "")]


def is_cosmetic(one, other):
    return any(a == b for a, b in zip(folds(one), folds(other)))


def begins_with(whole, start):
    return any((a + " ").startswith(b + " ") for a, b in zip(folds(whole), folds(start)))


# --- MK: spec §3 -----------------------------------------------------------------------------------------------------

def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE) if text else None


class Mk:
    def __init__(self, rows, settings):
        self.rows, self.settings = rows, settings
        self.now = datetime.fromisoformat(rows["now"])
        self.people = {row["codpessoa"]: row for row in rows["mk_pessoas"]}
        self.contracts = {row["codcontrato"]: row for row in rows["mk_contratos"]}
        self.names = {what: {row[key]: row[name] for row in rows["mk_" + what]} for what, key, name in (
            ("logradouros", "codlogradouro", "logradouro"), ("bairros", "codbairro", "bairro"),
            ("cidades", "codcidade", "cidade"), ("estados", "codestado", "siglaestado"))}
        self.radius = collections.defaultdict(list)
        for row in rows["radacct"]:
            self.radius[row["username"]].append(row)

    def subscribers(self):
        held = collections.defaultdict(list)
        for row in sorted(self.rows["mk_conexoes"], key=lambda row: row["codconexao"]):
            held[row["contrato"]].append(row)
        if self.settings["mk.link"] == "contract":
            return [self.subscriber(str(code), contract, self.people.get(contract["cliente"]), held[code])
                    for code, contract in self.contracts.items()]
        return [self.subscriber(str(row["codconexao"]), self.contracts.get(row["contrato"]),
                                self.people.get(row["codcliente"]), [row]) for row in self.rows["mk_conexoes"]]

    def subscriber(self, code, contract, person, connections):
        first = connections[0] if connections else {}
        contract = contract or {}
        out = {"code": code, "name": normal(person["nome_razaosocial"]), "fiber": any(
            row["tecnologia"] == "F" or row["onu_serial"] or row["id_porta_splitter"] for row in connections),
            "login": first.get("username"), "onu": first.get("onu_serial"), "port": first.get("id_porta_splitter"),
            "contract": contract.get("codcontrato"), "linked": contract.get("cd_contrato_vinculado")}
        out |= self.life(contract) | self.address(first, person)
        sessions = {self.session(row, contract) for row in connections} - {None}
        out["session"] = "OK" if "up" in sessions else "ERROR" if sessions else None
        out["power"] = self.power(connections)
        return out

    def life(self, contract):
        reason = contract.get("motivo_cancelamento_2")
        cancelled = str(reason) in re.split(r",\s*", self.settings["mk.cancel_reasons"])
        if "mk.cancelled_sql" in self.settings:
            cancelled = contract["codcontrato"] in self.rows["cancelled"]
        why = str(reason) if reason is not None else "S" if contract.get("cancelado") == "S" else None
        return {"active": bool(contract.get("data_hora_ativacao")) and reason is None, "cancelled": cancelled,
                "reason": why}

    def address(self, connection, person):
        names = self.names
        if (names["logradouros"].get(connection.get("logradouro")) or "").strip() and \
                connection["end_igual_cadastro"] != "S":
            row = connection
            codes = [row[key] for key in ("logradouro", "bairro", "cidade", "uf")]
            rest = row["numero"], row["complemento"], row["cep"]
        else:
            row = person
            codes = [row[key] for key in ("codlogradouro", "codbairro", "codcidade", "codestado")]
            rest = row["numero"], row["complementoendereco"], row["cep"]
        street, district, city, state = ((names[what].get(code) or "").strip() for what, code in
                                         zip(("logradouros", "bairros", "cidades", "estados"), codes))
        number, complement, code = (str(part or "").strip() for part in rest)
        code = code[:5] + "-" + code[5:] if re.fullmatch(r"\d{8}", code) else code
        parts = {"street": street, "number": number, "complement": complement, "district": district, "city": city,
                 "state": state, "zip": code}
        whole = "".join(literal + parts[word] if parts[word] else "" for literal, word in
                        re.findall(r"([^{]*)\{(\w+)\}", self.settings.get("sync.address_format", ADDRESS)))
        return {"address": normal(whole.lstrip(" ,;-")) if street else "", "start": f"{street}, {number}",
                "city": normal(city) or None}

    def session(self, row, contract):
        source = self.settings["mk.status_source"]
        closed, begun = row["login_encerrado"], row["data_login"]
        day, hour = row["data_login_enc"], row["hora_login_enc"]
        ended = local(f"{day}T{hour or '00:00:00'}") if day else None
        if source == "radacct":
            sessions = self.radius[row["username"]]
            closed = "N" if any(not one["acctstoptime"] for one in sessions) else "S" if sessions else None
            begun = True
            ended = max((datetime.fromisoformat(one["acctstoptime"]) for one in sessions if one["acctstoptime"]),
                        default=None)
        if source == "none" or not closed:
            return None
        if closed == "N":
            return "up" if begun else None
        if row["conexao_bloqueada"] == "S" or contract.get("suspenso") == "S":
            return None
        return None if ended and self.now - ended < STATUS_AFTER else "down"

    def power(self, connections):
        usable = [(local(row["ultima_atualizacao_sinal"]), -row["codconexao"], float(row["nivel_sinal_ftth_real"]))
                  for row in connections if row["nivel_sinal_ftth_real"] and row["ultima_atualizacao_sinal"]]
        usable = [entry for entry in usable if self.now - entry[0] <= POWER_MAX_AGE]
        return max(usable)[2] if usable else None


# --- the table: spec §4 ----------------------------------------------------------------------------------------------

class Plan:
    def __init__(self, folder):
        self.settings = dict(line.rstrip("\n").split("=", 1) for line in open(folder + "/settings", encoding="utf-8"))
        self.state = load(folder + "/ozmap.json")
        mk = Mk(load(folder + "/mk.json"), self.settings).subscribers()
        self.mk = {one["code"]: one for one in mk}
        self.changes, self.findings = [], []
        self.missing, self.gone = [], []
        self.fields = re.split(r",\s*", self.settings["sync.fields"])
        self.delete = self.settings["sync.delete_client"] == "yes"
        self.decide()

    def decide(self):
        properties = collections.defaultdict(list)
        for row in sorted(self.state["properties"], key=lambda row: row["id"]):
            if row.get("client"):
                properties[row["client"]].append(row)
        clients = collections.defaultdict(list)
        for row in sorted(self.state["clients"], key=lambda row: row["id"]):
            clients[(row.get("code") or "").strip()].append(row)
        for client in clients.pop("", []):
            self.find("no-code", "", client=client)
        for code in sorted(set(clients) | set(self.mk)):
            places = [place for client in clients[code] for place in properties[client["id"]]]
            self.row(code, self.mk.get(code), clients[code], places)
        self.find_missing()

    def row(self, code, mk, clients, places):
        client, place = clients[0] if clients else None, places[0] if places else None
        if len(clients) > 1 or len(places) > 1:
            self.find("conflict", code, "duplicate-in-ozmap", client)
        elif mk and mk["active"] and mk["cancelled"]:
            self.find("conflict", code, "active-and-cancelled", client)
        elif mk and mk["active"] and not client:
            self.missing.append(mk)
        elif mk and mk["cancelled"] and client:
            self.cancel(mk, client, place)
        elif not mk:
            self.find("missing-in-mk", code, None, client)
        elif client:
            if mk["active"] and not client.get("implanted"):
                self.change("activate", mk, client, place, 5, "implanted", False, True)
            if not mk["active"] and mk["reason"]:
                self.find("reason-not-listed", code, mk["reason"], client)
            self.compare(mk, client, place)

    def cancel(self, mk, client, place):
        change = None
        if client.get("implanted") and place:
            kind = "cancel-remove" if self.settings["sync.remove_property"] == "yes" else "cancel-detach"
            change = self.change(kind, mk, client, place, 7, "client", mk["code"], None)
        elif place or self.delete:
            change = self.change("cancel-remove", mk, client, place, 6, "client", mk["code"], None)
        self.gone.append((mk, client, change))

    def compare(self, mk, client, place):
        for kind, wanted, row in (("name", mk["name"], client), ("address", mk["address"], place)):
            had = (row or {}).get(kind)
            if kind not in self.fields or not wanted or not row or normal(wanted) == normal(had):
                continue
            cosmetic = is_cosmetic(wanted, had)
            if cosmetic and self.settings["sync.cosmetic"] == "ignore":
                continue
            moved = kind == "address" and bool(normal(had)) and not cosmetic and not begins_with(had, mk["start"])
            self.change(kind, mk, client, place, 10, kind, had, wanted, cosmetic, moved)
        status = {0: "OK", 1: "ERROR"}.get(client.get("status"))
        if "status" in self.fields and mk["active"] and mk["session"] and mk["session"] != status:
            self.change("status", mk, client, place, 10, "status", status, mk["session"])
        if "power" in self.fields and mk["active"] and mk["power"] is not None and place:
            had = place.get("potencyRead")
            if had is None or abs(had - mk["power"]) > float(self.settings["sync.power_tolerance"].split()[0]):
                self.change("power", mk, client, place, 10, "power", had, mk["power"])

    def change(self, kind, mk, client, place, row, field, before, after, cosmetic=False, moved=False):
        boxes = {box["id"]: box["name"] for box in self.state["boxes"]}
        self.changes.append({"kind": kind, "code": mk["code"], "name": mk["name"] or normal(client.get("name")),
                             "city": mk["city"], "box": place and boxes[place["box"]], "property_id": place and place["id"],
                             "client_id": client["id"], "field": field, "before": before, "after": after,
                             "cosmetic": cosmetic, "moved": moved, "row": row, "alone": moved})
        return self.changes[-1]

    def find(self, kind, code, why=None, client=None):
        name = self.mk.get(code, {}).get("name") or normal((client or {}).get("name"))
        self.findings.append({"kind": kind, "code": code, "why": why, "name": name})

    def find_missing(self):
        history = {entry["code"].strip() for row in self.state["properties"] for entry in row["history"]["clients"]}
        for mk in self.missing:
            if mk["fiber"]:
                self.find("missing-in-ozmap", mk["code"], "reactivated" if mk["code"] in history else None)
            for old, client, cancellation in self.gone:
                if self.belong_together(mk, old):
                    self.find("transfer", mk["code"], old["code"], client)
                    if cancellation:
                        cancellation["alone"] = True

    @staticmethod
    def belong_together(one, other):
        pairs = [(one["linked"], other["contract"]), (one["contract"], other["linked"]),
                 (one["linked"], other["linked"])] + [(one[key], other[key]) for key in ("onu", "login", "port")]
        return any(a and a == b for a, b in pairs)


def count(rows, keys):
    return collections.Counter(json.dumps([row[key] for key in keys], ensure_ascii=False) for row in rows)


def compare(plan, got):
    """What is wanted and not there (-), there and not wanted (+)."""
    out = []
    for what, keys in (("changes", COMPARED), ("findings", ["kind", "code", "why", "name"])):
        for row in got[what]:
            row["name"] = row["name"] or ""
            row["code"] = row["code"] or ""
        wanted, found = count(getattr(plan, what), keys), count(got[what], keys)
        out += ["- " + row for row in (wanted - found).elements()] + ["+ " + row for row in (found - wanted).elements()]
    summary = collections.Counter(row["kind"] for row in plan.changes + plan.findings)
    if got["summary"] != {kind: summary[kind] for kind in KINDS}:
        out.append(f"summary: {got['summary']}, not {dict(summary)}")
    ids = [row["id"] for row in got["changes"] + got["findings"]]
    if len(set(ids)) != len(ids) or not all(re.fullmatch("[0-9a-f]{16}", one) for one in ids):
        out.append("ids are not unique, or not of 16 hex digits")
    return out


# --- what has become of OZmap ----------------------------------------------------------------------------------------

def observation(plan, change, old, day):
    line = plan.settings.get("sync.observation_format", OBSERVATION).format(code=change["code"], name=change["name"],
                                                                           date=day)
    return old if line in old.split("\n") else old + "\n" + line if old else line


def wanted_state(plan, day):
    """OZmap after the whole plan, and the ids of what it touches."""
    clients = {row["id"]: dict(row) for row in plan.state["clients"]}
    places = {row["id"]: dict(row) for row in plan.state["properties"]}
    touched = set()
    for change in plan.changes:
        client, place = clients.get(change["client_id"]), places.get(change["property_id"])
        touched |= {change["client_id"], change["property_id"]}
        if change["kind"] == "cancel-remove":
            del clients[change["client_id"]]
            places.pop(change["property_id"], None)
        elif change["kind"] == "cancel-detach":
            place["client"] = None
            place["observation"] = observation(plan, change, place.get("observation") or "", day)
            if plan.delete:
                del clients[change["client_id"]]
        elif change["kind"] in ("address", "power"):
            place["potencyRead" if change["kind"] == "power" else "address"] = change["after"]
        else:
            after = change["after"]
            client[change["field"]] = ["OK", "ERROR"].index(after) if change["kind"] == "status" else after
    return {**clients, **places}, touched


def compare_state(plan, after, day):
    wanted, touched = wanted_state(plan, day)
    got = {row["id"]: row for row in after["clients"] + after["properties"]}
    out = []
    for key in sorted(set(wanted) | set(got)):
        one, other = dict(wanted.get(key) or {}), dict(got.get(key) or {})
        for name in ("updatedAt", "history") if key in touched else ():
            one.pop(name, None)
            other.pop(name, None)
        if one != other:
            differs = [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)]
            out.append(f"{key}: {[(name, one.get(name), other.get(name)) for name in differs]}")
    return out


def doubled(log):
    seen = collections.Counter()
    for line in open(log, encoding="utf-8"):
        entry = json.loads(line)
        for change in entry.get("changes") or () if entry["applied"] else ():
            seen[change["id"], change["field"]] += 1
    return [f"written {times} times: {key}" for key, times in seen.items() if times > 1]


def main(command, *words):
    if command == "writes":
        problems = doubled(words[0])
    else:
        plan = Plan(words[0])
        if command == "plan":
            problems = [json.dumps({"changes": plan.changes, "findings": plan.findings}, ensure_ascii=False)]
        elif command == "compare":
            problems = compare(plan, load(words[1]))
        elif command == "alone":
            alone = {(one["kind"], one["code"]) for one in plan.changes if one["alone"]}
            problems = [one["id"] for one in load(words[1])["changes"] if (one["kind"], one["code"]) in alone]
        else:
            problems = compare_state(plan, load(words[2]), words[3])
    print("\n".join(problems))


if __name__ == "__main__":
    main(*sys.argv[1:])
