// What OZmap's official SDK expects of the API, asked of the simulator: `state` prints the rows, `run NEW OLD` asks.
import assert from 'node:assert/strict';
import sdk from '@ozmap/ozmap-sdk';

const OZMapSDK = sdk.default;
const key = 'test-key';
const CLIENTS = 230;

const id = (kind, n) => kind.repeat(16) + String(n).padStart(8, '0');
const clientId = (n) => id('c', n);
const propertyId = (n) => id('a', n);
const boxId = id('b', 1);

function state() {
  const numbers = Array.from({ length: CLIENTS }, (_, n) => n);
  return {
    boxes: [{ id: boxId, name: 'CTO-01', coords: [-46.6, -23.5] }],
    clients: numbers.map((n) => ({
      id: clientId(n),
      code: n === 7 ? '123|123' : String(1000 + n),
      name: `Assinante ${n}`,
      implanted: n % 2 === 0,
      status: n % 3 === 0 ? 1 : 0,
      onu: { user_PPPoE: `user${n}`, serial_number: '', mac_address: '' },
    })),
    properties: numbers.map((n) => ({
      id: propertyId(n),
      address: `Rua das Flores, ${n}`,
      box: boxId,
      project: id('d', 1),
      coords: [-46.6, -23.5],
      potencyRead: -20.5,
      client: clientId(n),
    })),
  };
}

const cases = [];
const contract = (name, run) => cases.push({ name, run });
const byIds = (...ids) => [{ property: 'id', operator: 'in', value: ids }];

contract('find answers one page with total, count, start, limit and rows', async ({ api }) => {
  const page = await api.ftthClient.find({ limit: 10, page: 3 });
  assert.equal(page.total, CLIENTS);
  assert.equal(page.count, 10);
  assert.equal(page.start, 20);
  assert.equal(page.limit, 10);
  assert.deepEqual(page.rows.map((row) => row.id), Array.from({ length: 10 }, (_, n) => clientId(20 + n)));
});

contract('find grants a smaller limit than asked', async ({ api }) => {
  const page = await api.property.find({ limit: 500 });
  assert.equal(page.limit, 40);
  assert.equal(page.rows.length, 40);
});

contract('find filters, the filter sent as the body of the GET', async ({ api }) => {
  const page = await api.ftthClient.find({ filter: [{ property: 'code', operator: '=', value: '1003' }] });
  assert.equal(page.total, 1);
  assert.equal(page.rows[0].name, 'Assinante 3');
});

contract('find filters many by id', async ({ api }) => {
  const page = await api.ftthClient.find({ filter: byIds(clientId(4), clientId(9), id('c', 99999)) });
  assert.deepEqual(page.rows.map((row) => row.id).sort(), [clientId(4), clientId(9)]);
});

contract('find takes a filter in which one of several must hold', async ({ api }) => {
  const either = [
    { property: 'code', operator: '=', value: '1001' },
    { property: 'code', operator: '=', value: '1002' },
  ];
  assert.equal((await api.ftthClient.find({ filter: [either] })).total, 2);
});

contract('find takes the other operators', async ({ api }) => {
  const count = async (property, operator, value) =>
    (await api.ftthClient.find({ filter: [{ property, operator, value }], limit: 1 })).total;
  assert.equal(await count('implanted', '=', true), CLIENTS / 2);
  assert.equal(await count('implanted', '!=', true), CLIENTS / 2);
  assert.equal(await count('name', 'like', 'assinante 22'), 11);
  assert.equal(await count('status', '<', 1), CLIENTS - 77);
  assert.equal(await count('status', '>=', 1), 77);
  assert.equal(await count('observation', 'exists', true), 0);
  assert.equal(await count('code', 'notin', ['1000', '1001']), CLIENTS - 2);
});

contract('find sorts', async ({ api }) => {
  const page = await api.ftthClient.find({ limit: 2, sorter: [{ property: 'id', direction: -1 }] });
  assert.deepEqual(page.rows.map((row) => row.id), [clientId(CLIENTS - 1), clientId(CLIENTS - 2)]);
});

contract('find selects', async ({ api }) => {
  const page = await api.ftthClient.find({ limit: 1, select: 'code name' });
  assert.deepEqual(Object.keys(page.rows[0]).sort(), ['code', 'id', 'name']);
});

contract('findOne gives the first row, or null', async ({ api }) => {
  const filter = (value) => [{ property: 'code', operator: '=', value }];
  assert.equal((await api.ftthClient.findOne({ filter: filter('123|123') })).id, clientId(7));
  assert.equal(await api.ftthClient.findOne({ filter: filter('nobody') }), null);
});

contract('findById gives a property with its client and its box', async ({ api }) => {
  const property = await api.property.findById(propertyId(5));
  assert.equal(property.client.id, clientId(5));
  assert.equal(property.box.name, 'CTO-01');
  assert.equal(property.kind, 'Property');
  assert.equal(property.potencyRead, -20.5);
});

contract('findById of an unknown id is null', async ({ api }) => {
  assert.equal(await api.property.findById(id('a', 99999)), null);
});

contract('rows are as the SDK types them', async ({ api }) => {
  const client = await api.ftthClient.findById(clientId(5));
  const property = await api.property.findById(propertyId(5));
  assert.doesNotThrow(() => sdk.FTTHClientSchema.parse(client));
  assert.doesNotThrow(() => sdk.PropertySchema.parse({ ...property, box: property.box.id }));
});

contract('findAll follows nextUrl to the end', async ({ api }) => {
  const rows = await api.property.findAll({ batchSize: 30 });
  assert.equal(rows.length, CLIENTS);
  assert.equal(new Set(rows.map((row) => row.id)).size, CLIENTS);
});

contract('findAll with a filter stays within it', async ({ api }) => {
  const filter = [{ property: 'implanted', operator: '=', value: true }];
  const rows = await api.ftthClient.findAll({ batchSize: 30, filter });
  assert.equal(rows.length, CLIENTS / 2);
  assert.ok(rows.every((row) => row.implanted));
});

contract('old paging has no hasNextPage: findAll stops after one page, page by page goes on', async ({ old }) => {
  const first = await old.property.find({ limit: 40 });
  assert.equal('hasNextPage' in first || 'nextUrl' in first, false);
  assert.equal((await old.property.findAll({ batchSize: 40 })).length, 40);
  const seen = new Set();
  for (let page = 1; seen.size < first.total; page++) {
    const { rows } = await old.property.find({ limit: 40, page });
    assert.notEqual(rows.length, 0);
    rows.forEach((row) => seen.add(row.id));
  }
  assert.equal(seen.size, CLIENTS);
});

contract('updateById of a client', async ({ api }) => {
  await api.ftthClient.updateById(clientId(11), { implanted: true, status: 1, name: 'Outro nome' });
  const client = await api.ftthClient.findById(clientId(11));
  assert.deepEqual([client.implanted, client.status, client.name], [true, 1, 'Outro nome']);
});

contract('updateById of a property', async ({ api }) => {
  await api.property.updateById(propertyId(12), { potencyRead: -19.25, observation: 'lido' });
  const property = await api.property.findById(propertyId(12));
  assert.deepEqual([property.potencyRead, property.observation], [-19.25, 'lido']);
});

contract('updateById takes a client off, puts one on and creates one', async ({ api }) => {
  await api.property.updateById(propertyId(13), { client: null });
  const free = await api.property.findById(propertyId(13));
  assert.equal(free.client, null);
  assert.equal(free.history.clients.at(-1).code, '1013');
  await api.property.updateById(propertyId(13), { client: clientId(13) });
  assert.equal((await api.property.findById(propertyId(13))).client.id, clientId(13));
  await api.property.updateById(propertyId(13), { client: { code: '9013', name: 'Novo', implanted: false } });
  const renewed = await api.property.findById(propertyId(13));
  assert.equal(renewed.client.code, '9013');
});

contract('updateById of an unknown id is 404', async ({ api }) => {
  await assert.rejects(api.ftthClient.updateById(id('c', 99999), { implanted: true }), { status: 404 });
});

contract('batchUpdate changes the clients of the filter and no others', async ({ api }) => {
  await api.ftthClient.batchUpdate(byIds(clientId(21), clientId(23)), { implanted: true });
  const read = async (n) => (await api.ftthClient.findById(clientId(n))).implanted;
  assert.deepEqual([await read(21), await read(23), await read(25)], [true, true, false]);
});

contract('batchUpdate of properties', async ({ api }) => {
  await api.property.batchUpdate(byIds(propertyId(31)), { potencyRead: -27 });
  assert.equal((await api.property.findById(propertyId(31))).potencyRead, -27);
  assert.equal((await api.property.findById(propertyId(32))).potencyRead, -20.5);
});

contract('create gives the new row', async ({ api }) => {
  const body = { project: id('d', 1), coords: [-46.61, -23.51], address: 'Rua Nova, 1', box: boxId };
  const made = await api.property.create({ ...body, client: { code: '9001', name: 'Nova', implanted: false } });
  assert.match(made.id, /^[0-9a-f]{24}$/);
  assert.equal((await api.property.findById(made.id)).client.code, '9001');
});

contract('deleteById of a client leaves its property', async ({ api }) => {
  await api.ftthClient.deleteById(clientId(41));
  assert.equal(await api.ftthClient.findById(clientId(41)), null);
  assert.equal((await api.property.findById(propertyId(41))).client, null);
});

contract('deleteById of a property takes its client along', async ({ api }) => {
  await api.property.deleteById(propertyId(42));
  assert.equal(await api.property.findById(propertyId(42)), null);
  assert.equal(await api.ftthClient.findById(clientId(42)), null);
});

contract('properties of a code, the code percent-encoded', async ({ api }) => {
  const { client } = api.apiInstance;
  const { data } = await client.get(`/api/v2/properties/client/${encodeURIComponent('123|123')}`);
  assert.equal(data.length, 1);
  assert.equal(data[0].id, propertyId(7));
});

contract('a wrong key is 401', async ({ url }) => {
  const stranger = new OZMapSDK(url, { apiKey: 'wrong' });
  await assert.rejects(stranger.ftthClient.find({ limit: 1 }), { status: 401 });
});

contract('a login gives a key that works', async ({ url }) => {
  const person = new OZMapSDK(url, { login: 'maria', password: 'segredo' });
  assert.ok((await person.ftthClient.find({ limit: 1 })).total > 0);
});

contract('a wrong password is 401', async ({ url }) => {
  const stranger = new OZMapSDK(url, { login: 'maria', password: 'errada' });
  await assert.rejects(stranger.ftthClient.find({ limit: 1 }), { status: 401 });
});

contract('an empty filter changes everything: the danger is real', async ({ old }) => {
  await old.ftthClient.batchUpdate([], { certified: true });
  const filter = [{ property: 'certified', operator: '=', value: true }];
  assert.equal((await old.ftthClient.find({ filter, limit: 1 })).total, CLIENTS);
});

async function run(url, oldUrl) {
  const given = { url, api: new OZMapSDK(url, { apiKey: key }), old: new OZMapSDK(oldUrl, { apiKey: key }) };
  let failed = 0;
  for (const { name, run: check } of cases) {
    try {
      await check(given);
    } catch (error) {
      failed++;
      console.log(`FAILED: ${name}: ${error?.message ?? JSON.stringify(error?.data) ?? error}`);
    }
  }
  console.log(`${cases.length - failed} passed, ${failed} failed`);
  return failed === 0 && cases.length > 0 ? 0 : 1;
}

const [mode, ...urls] = process.argv.slice(2);
if (mode === 'state') console.log(JSON.stringify(state()));
else process.exitCode = await run(...urls);
