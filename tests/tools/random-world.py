#!/usr/bin/env python3
"""Makes a random world: random-world.py SEED SIZE FOLDER writes mk.sql, ozmap.json, settings and perhaps cancelled.sql.

Subscribers and clients have every combination of the facts of spec §3 and §4, with ages far from every limit. `settings`
holds lines SECTION.KEY=VALUE for the configuration. Nothing here knows what a plan is: see oracle.py for that.
"""
import json
import random
import sys

STREETS = ["Rua das Flores", "Avenida São João", "Travessa da Paz", "Rodovia SC 401", "Rua José Álvares", "   "]
DISTRICTS = ["Centro", "Jardim América", "Trindade"]
CITIES = [("Florianópolis", 1), ("São José", 1), ("Curitiba", 2)]
STATES = ["SC", "PR"]
NO_STREET = 99  # a code without a row
BRIEF = [("Rua", "R."), ("Avenida", "Av."), ("Travessa", "Tv."), ("Rodovia", "Rod."), ("Jardim", "Jd.")]
PLAIN = str.maketrans("áãâéêíóõôúçÁÃÂÉÊÍÓÕÔÚÇ", "aaaeeiooouc" + "AAAEEIOOOUC")
PORTION = 400  # rows in one INSERT


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, tuple):  # SQL as it stands
        return value[0]
    return "'" + value.replace("'", "''") + "'"


def ago(age, what="timestamp"):
    """A moment that long ago, as MK keeps it: in its own time zone, without one."""
    if age is None:
        return None
    local = f"date_trunc('second', (now() - interval '{age}') AT TIME ZONE 'America/Sao_Paulo')"
    return ({"timestamp": local, "date": f"({local})::date", "hour": f"to_char({local}, 'HH24:MI:SS')",
             "zoned": f"now() - interval '{age}'"}[what],)


class Table:
    def __init__(self, name):
        self.name, self.rows = name, []

    def add(self, **row):
        self.rows.append(row)

    def sql(self):
        for at in range(0, len(self.rows), PORTION):
            rows = self.rows[at:at + PORTION]
            values = ",\n".join("(" + ", ".join(literal(value) for value in row.values()) + ")" for row in rows)
            yield f"INSERT INTO {self.name} ({', '.join(rows[0])}) VALUES\n{values};\n"


class World:
    def __init__(self, seed, size):
        self.random = random.Random(seed)
        self.size = size
        self.tables = {}
        self.connections = 0
        self.clients, self.properties = [], []
        self.settings = {}

    def pick(self, *options):
        return self.random.choice(options)

    def chance(self, share):
        return self.random.random() < share

    def add(self, table, **row):
        self.tables.setdefault(table, Table(table)).add(**row)

    # --- settings ---------------------------------------------------------------------------------------------------

    def choose_settings(self):
        fields = ["name", "address", "status", "power"]
        self.settings = {
            "mk.link": self.pick("contract", "contract", "connection"),
            "mk.cancel_reasons": self.pick("8", "8, 3"),
            "mk.status_source": self.pick("login", "login", "radacct", "none"),
            "sync.fields": ", ".join(fields if self.chance(0.7) else self.random.sample(fields, 3)),
            "sync.cosmetic": self.pick("propose", "ignore"),
            "sync.power_tolerance": self.pick("0.5 dB", "1 dB"),
            "sync.delete_client": self.pick("yes", "yes", "no"),
            "sync.remove_property": self.pick("no", "no", "yes"),
            "guard.max_cancellations": "100000", "guard.max_cancellations_percent": "100",
            "guard.max_status_percent": "100", "guard.max_active_drop_percent": "100",
            "guard.max_plan_age": "1 d", "ozmap.max_requests_per_second": "2000",
        }
        if self.chance(0.4):
            self.settings["sync.observation_format"] = "{name} ({code}) saiu em {date}"
        if self.chance(0.3):
            self.settings["sync.address_format"] = "{street} {number}, {complement} {district}; {city}/{state} {zip}"

    # --- MK ---------------------------------------------------------------------------------------------------------

    def places(self):
        for number, name in enumerate(STATES, 1):
            self.add("mk_estados", codestado=number, siglaestado=name, nomeestado=name)
        for number, (name, state) in enumerate(CITIES, 1):
            self.add("mk_cidades", codcidade=number, codestado=state, cidade=name)
        for number, name in enumerate(DISTRICTS, 1):
            self.add("mk_bairros", codbairro=number, bairro=name, codcidade=1)
        for number, name in enumerate(STREETS, 1):
            self.add("mk_logradouros", codlogradouro=number, logradouro=name, codbairro=1, codcidade=1)

    def zip(self):
        return self.pick("88010000", "80020123", "8801", "", " 88015-1")

    def person(self, number):
        name = self.pick("JOSÉ DA SILVA", "Maria  Conceição", " Padaria Pão & Cia. ", "João D'Ávila", "Ana", "")
        street = self.pick(1, 2, 3, 4, 5, 6, NO_STREET)
        self.add("mk_pessoas", codpessoa=number, nome_razaosocial=name and f"{name} {number}", cep=self.zip(),
                 cepcobranca="", codcidade=self.pick(1, 2, 3), codcidadecobranca=1, codlogradouro=street,
                 codlogradourocobranca=1, codbairro=self.pick(1, 2, 3), codbairrocobranca=1,
                 codestado=self.pick(1, 2), codestadocobranca=1, fone01="", datacadastro="2020-01-02",
                 classificacao=1, numero=self.pick(0, 10, 12, 1000), numerocobranca=0,
                 complementoendereco=self.pick(None, "", "Apto 3", "  Fundos "))

    def contract(self, code, person, codes):
        reason = self.pick(None, None, None, None, None, 8, 8, 3, 5)
        self.add("mk_contratos", codcontrato=code, cliente=person, adesao="2020-01-02", plano_acesso=1,
                 data_hora_ativacao=ago(self.pick("30 d", "30 d", "30 d", None)), motivo_cancelamento_2=reason,
                 cancelado=self.pick("S", "N", None) if reason is None and self.chance(0.1) else "N",
                 suspenso=self.pick("N", "N", "N", "S"),
                 cd_contrato_vinculado=self.random.choice(codes) if self.chance(0.15) else None)

    def connection(self, contract, person):
        self.connections += 1
        number = 50000 + self.connections
        ended = self.pick(None, "2 h", "3 d", "5 min")
        reading = self.pick(None, "1 h", "3 h", "10 d")
        login = self.pick(None, f"user{number}", f"user{number}", "shared" if self.chance(0.1) else f"user{number}")
        self.add("mk_conexoes", codconexao=number, codcliente=person, tipo_conexao=1, autenticacao=1,
                 cadastrado="2020-01-02", codservidor=1, codplano_acesso=1, contrato=contract, username=login,
                 login_encerrado=self.pick("N", "S", "S", None), data_login=ago(self.pick("5 d", "5 d", None), "date"),
                 data_login_enc=ago(ended, "date"),
                 hora_login_enc=ago(ended, "hour") if ended != "3 d" or self.chance(0.5) else None,
                 conexao_bloqueada=self.pick("N", "N", "N", "S"), tecnologia=self.pick("F", "F", "R", None),
                 onu_serial=self.pick(None, "", f"ONU{number}", "ONUSHARED" if self.chance(0.1) else f"ONU{number}"),
                 id_porta_splitter=self.pick(None, number, 7 if self.chance(0.1) else number),
                 nivel_sinal_ftth_real=self.pick(None, 0, -18.25, -20.5, -24.75), logradouro=self.pick(
                     None, 1, 2, 3, 6, NO_STREET), ultima_atualizacao_sinal=ago(reading),
                 end_igual_cadastro=self.pick("S", "N", "N", None), bairro=self.pick(1, 2, 3, None),
                 cidade=self.pick(1, 2, 3), uf=self.pick(1, 2, 1), cep=self.pick(None, self.zip()),
                 numero=self.pick(None, 0, 10, 77), complemento=self.pick(None, "Casa 2"))
        for _ in range(self.pick(0, 1, 2) if login else 0):
            self.add("radius.radacct", username=login, acctstarttime=ago("5 d", "zoned"),
                     acctstoptime=ago(self.pick(None, "2 h", "5 min"), "zoned"))
        return number

    # --- OZmap ------------------------------------------------------------------------------------------------------

    def spoil(self, text):
        """The text as OZmap may have it: the same, cosmetically other, or quite other."""
        way = self.random.randrange(9)
        if way == 0:
            return text.upper()
        if way == 1:
            return text.translate(PLAIN)
        if way == 2:
            for word, brief in BRIEF:
                text = text.replace(word, brief)
            return text
        if way == 3:
            return text.replace(",", "").replace(".", "")
        if way == 4:
            return "  " + text.replace(" ", "  ") + " "
        if way == 5:
            return text + " B"
        return self.pick("", "Outro", text, text, text) if way == 6 else text

    def client(self, code, texts):
        number = len(self.clients) + 1
        client = {"id": f"c{number:023d}", "code": code, "name": self.spoil(texts[0]), "observation": "",
                  "certified": False, "tags": [], "onu": {"user_PPPoE": None, "serial_number": None},
                  "implanted": self.pick(True, True, True, False, None), "status": self.pick(0, 0, 1, None)}
        self.clients.append({key: value for key, value in client.items() if value is not None})
        for _ in range(0 if self.chance(0.12) else 2 if self.chance(0.03) else 1):
            self.property(client["id"], texts[1])
        return client["id"]

    def property(self, client, address):
        number = len(self.properties) + 1
        row = {"id": f"b{number:023d}", "kind": "Property", "address": self.spoil(address), "project": "d" * 24,
               "box": self.pick({"id": "e" * 24, "name": "CTO-001"}, {"id": "f" * 24, "name": "CTO-002"}), "tags": [],
               "potencyRead": self.pick(None, -18.25, -20.5, -20.9, -24, -24.75),
               "observation": self.pick("", "portão azul", "linha 1\nlinha 2"), "connections": [],
               "history": {"clients": []}, "client": client}
        if self.chance(0.1):
            row["history"]["clients"].append({"id": "c" + "9" * 23, "code": str(self.random.choice(self.codes))})
        self.properties.append({key: value for key, value in row.items() if key == "client" or value is not None})

    def texts_of(self, person, connection):
        """Name and address close to what MK may give: the connection's own, or the person's."""
        people = self.tables["mk_pessoas"].rows
        row = next(row for row in people if row["codpessoa"] == person)
        own = next((row for row in self.tables["mk_conexoes"].rows if row["codconexao"] == connection), None)
        if own and self.chance(0.6):
            keys = (own["logradouro"], own["numero"], own["complemento"], own["bairro"], own["cidade"], own["uf"],
                    own["cep"])
        else:
            keys = (row["codlogradouro"], row["numero"], row["complementoendereco"], row["codbairro"],
                    row["codcidade"], row["codestado"], row["cep"])
        street = STREETS[keys[0] - 1] if keys[0] and keys[0] <= len(STREETS) else "Rua das Flores"
        district = DISTRICTS[keys[3] - 1] if keys[3] else "Centro"
        text = f"{street}, {self.pick(keys[1], keys[1], 11)} {keys[2] or ''} - {district}, {CITIES[keys[4] - 1][0]} - " \
               f"{STATES[keys[5] - 1]}, {keys[6] or ''}"
        return row["nome_razaosocial"], text.strip(" ,")

    def code_text(self, code):
        return f" {code} " if self.chance(0.05) else str(code)

    # --- all --------------------------------------------------------------------------------------------------------

    def fill(self):
        self.choose_settings()
        self.places()
        contracts = list(range(1001, 1001 + self.size))
        subscribers = []
        for number in range(1, self.size + 1):
            self.person(number)
        for code in contracts:
            person = self.random.randrange(1, self.size + 1)
            self.contract(code, person, contracts)
            held = [self.connection(code, person) for _ in range(self.pick(1, 1, 1, 1, 0, 2, 3))]
            if self.settings["mk.link"] == "contract":
                subscribers.append((code, person, min(held, default=None)))
            subscribers += [(number, person, number) for number in held if self.settings["mk.link"] == "connection"]
        for _ in range(3):
            person = self.random.randrange(1, self.size + 1)
            number = self.connection(None, person)
            if self.settings["mk.link"] == "connection":
                subscribers.append((number, person, number))
        self.codes = [code for code, _, _ in subscribers]
        for code, person, connection in subscribers:
            for _ in range(0 if self.chance(0.2) else 2 if self.chance(0.04) else 1):
                self.client(self.code_text(code), self.texts_of(person, connection))
        for code in ("", "   ", None, "999999", "888888", "x'y"):
            self.client(code, ("Sem par", "Rua das Flores, 1"))
        self.property(None, "Rua das Flores, 2")
        self.random.shuffle(self.clients)
        if self.settings["mk.link"] == "contract" and self.chance(0.4):
            self.settings["mk.cancelled_sql"] = "@cancelled.sql"

    def write(self, folder):
        with open(folder + "/mk.sql", "w", encoding="utf-8") as file:
            file.write("BEGIN;\n")
            for table in self.tables.values():
                file.writelines(table.sql())
            file.write("COMMIT;\n")
        with open(folder + "/ozmap.json", "w", encoding="utf-8") as file:
            json.dump({"properties": self.properties, "clients": self.clients, "boxes": []}, file)
        with open(folder + "/settings", "w", encoding="utf-8") as file:
            file.writelines(f"{key}={value}\n" for key, value in self.settings.items())
        with open(folder + "/cancelled.sql", "w", encoding="utf-8") as file:
            file.write("SELECT codcontrato AS code FROM mk_contratos WHERE motivo_cancelamento_2 = 8 OR codcontrato % 11 = 0;\n")


if __name__ == "__main__":
    world = World(int(sys.argv[1]), int(sys.argv[2]))
    world.fill()
    world.write(sys.argv[3])
