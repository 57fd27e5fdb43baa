// Carrier accounts, addresses, parcels, shipments, rates, labels, refunds, manifests, tracks.
import { equal, expect, refused, until } from "./harness.mjs";
import { BERLIN, DECLARATION, GROUND, MISSION, PARAMETERS, PARCEL, SAN_JUAN, ST_THOMAS, shipment } from "./inputs.mjs";

export async function run(d) {
  await accounts(d);
  await addresses(d);
  await shipments(d);
  await refusals(d);
  await labels(d);
  await manifests(d);
  await tracks(d);
}

async function accounts(d) {
  const { carrierAccounts } = d.sdk;
  await d.check("js carrier accounts: create, get, list, update", async () => {
    const request = { accountId: "js", carrier: "dhl_ecommerce", parameters: { ...PARAMETERS, origin_zip3: "070" }, active: true };
    const made = await carrierAccounts.create(request);
    d.kept.account = made.objectId;
    const got = await carrierAccounts.get(made.objectId);
    expect(!JSON.stringify(got).includes(PARAMETERS.password), "the password is readable");
    const listed = await carrierAccounts.list({ carrier: "dhl_ecommerce", serviceLevels: true, results: 100 });
    const mine = listed.results.find((one) => one.objectId === made.objectId);
    expect(mine.serviceLevels.some((level) => level.token === GROUND), mine);
    const changed = await carrierAccounts.update(made.objectId, {
      accountId: "js", carrier: "dhl_ecommerce", parameters: got.parameters, active: true,
    });
    equal(changed.objectId, made.objectId);
  });
}

async function addresses(d) {
  await d.check("js addresses: create, get, validate, list", async () => {
    const made = await d.sdk.addresses.create({ ...MISSION, validate: true });
    equal((await d.sdk.addresses.get(made.objectId)).objectId, made.objectId);
    const clean = await d.sdk.addresses.validate(made.objectId);
    expect(clean.objectId !== made.objectId && clean.validationResults.isValid, clean);
    expect((await d.sdk.addresses.list()).results.length > 0);
    equal((await d.sdk.addresses.list(900, 5)).results, []);
    await refused(404, () => d.sdk.addresses.get("0".repeat(32)));
    d.kept.from = made.objectId;
  });
  await d.check("js parcels: create, from a template, get, list", async () => {
    const made = await d.sdk.parcels.create(PARCEL);
    equal([made.length, made.width, made.height], ["9.0000", "8.0000", "3.0000"]);
    const flats = await d.sdk.parcels.create({ massUnit: "lb", weight: "2", template: "DHLeC_SM_Flats" });
    equal(flats.template, "DHLeC_SM_Flats");
    equal((await d.sdk.parcels.get(made.objectId)).objectId, made.objectId);
    expect((await d.sdk.parcels.list(1, 2)).results.length === 2);
    d.kept.parcel = made.objectId;
  });
}

async function shipments(d) {
  await d.check("js shipments: create, get, list, filters", async () => {
    const request = shipment(d.kept.account, { parcels: [{ ...PARCEL, weight: "8" }], extra: { signatureConfirmation: "STANDARD" } });
    const made = await d.sdk.shipments.create(request);
    d.kept.shipment = made;
    equal([made.status, made.metadata], ["SUCCESS", ""]);
    const ground = made.rates.find((rate) => rate.servicelevel.token === GROUND);
    d.kept.rate = ground.objectId;
    equal([ground.amount, ground.zone, ground.estimatedDays], ["13.17", "USPS08", 5]);
    equal((await d.sdk.shipments.get(made.objectId)).objectId, made.objectId);
    expect((await d.sdk.shipments.list({})).results.length > 0);
    equal((await d.sdk.shipments.list({ objectCreatedGt: "2099-01-01" }).catch(() => ({ results: [] }))).results, []);
  });
  await d.check("js shipments: by ids, asynchronous, dangerous goods, customs", async () => {
    const byIds = shipment(d.kept.account, { addressFrom: d.kept.from, parcels: [d.kept.parcel], async: true });
    const made = await d.sdk.shipments.create(byIds);
    const done = await until(() => d.sdk.shipments.get(made.objectId), (one) => one.status === "SUCCESS");
    expect(done.rates.length > 0, done.messages);
    const goods = await d.sdk.shipments.create(shipment(d.kept.account, { extra: { dangerousGoodsCode: "02" } }));
    equal(goods.extra.dangerousGoodsCode, "02");
    const abroad = await d.sdk.shipments.create(shipment(d.kept.account, { addressTo: BERLIN, customsDeclaration: DECLARATION }));
    equal(abroad.rates, []);
    expect(abroad.messages[0].text, "no reason");
  });
  await d.check("js rates: get, list, in a currency", async () => {
    equal((await d.sdk.rates.get(d.kept.rate)).amount, "13.17");
    expect((await d.sdk.rates.listShipmentRates(d.kept.shipment.objectId)).results.length === d.kept.shipment.rates.length);
    const euros = await d.sdk.rates.listShipmentRatesByCurrencyCode({ shipmentId: d.kept.shipment.objectId, currencyCode: "EUR" });
    expect(euros.results.every((rate) => rate.currencyLocal === "EUR"), euros.results[0]);
  });
}

async function refusals(d) {
  await d.check("js refusals: territory to territory, 26 lb of hazard, wrong keys", async () => {
    const made = await d.sdk.shipments.create(shipment(d.kept.account, { addressFrom: SAN_JUAN, addressTo: ST_THOMAS }));
    equal(made.rates, []);
    const heavy = { parcels: [{ ...PARCEL, weight: "26" }], extra: { dangerousGoodsCode: "08" } };
    const label = await d.sdk.transactions.create({
      carrierAccount: d.kept.account, servicelevelToken: GROUND, shipment: shipment(d.kept.account, heavy),
    });
    equal(label.status, "ERROR");
    await refused(401, () => d.client("shippo_test_nobody").addresses.list());
    await refused(404, () => d.sdk.shipments.get("0".repeat(32)));
  });
}

async function labels(d) {
  await d.check("js labels: by rate, get, list", async () => {
    const made = await d.sdk.transactions.create({ rate: d.kept.rate, async: false, labelFileType: "PDF_4x6", metadata: "js" });
    d.kept.label = made;
    equal([made.status, made.metadata, made.createdBy], ["SUCCESS", "js", undefined]);
    equal((await d.sdk.transactions.get(made.objectId)).trackingNumber, made.trackingNumber);
    equal((await d.sdk.transactions.list({ rate: d.kept.rate })).results.length, 1);
    expect((await d.sdk.transactions.list({ objectStatus: "SUCCESS", trackingStatus: undefined })).results.length > 0);
  });
  await d.check("js labels: instant, and the default asynchronous one", async () => {
    const bought = await d.sdk.transactions.create({
      carrierAccount: d.kept.account, servicelevelToken: GROUND, shipment: shipment(d.kept.account),
    });
    equal(bought.status, "SUCCESS", JSON.stringify(bought.messages));
    const rated = await d.sdk.shipments.create(shipment(d.kept.account));
    const made = await d.sdk.transactions.create({ rate: rated.rates[0].objectId });
    const done = await until(() => d.sdk.transactions.get(made.objectId), (one) => !["QUEUED", "WAITING"].includes(one.status));
    equal(done.status, "SUCCESS");
    d.kept.spare = bought.objectId;
  });
  await d.check("js refunds: create, get, list, not twice", async () => {
    const made = await d.sdk.refunds.create({ transaction: d.kept.spare, async: false });
    equal((await d.sdk.refunds.get(made.objectId)).transaction, d.kept.spare);
    expect((await d.sdk.refunds.list({})).results.length > 0);
    await refused(400, () => d.sdk.refunds.create({ transaction: d.kept.spare }));
  });
}

async function manifests(d) {
  await d.check("js manifests: create, get, list", async () => {
    const made = await d.sdk.manifests.create({
      carrierAccount: d.kept.account,
      shipmentDate: new Date().toISOString(),
      addressFrom: MISSION,
      transactions: [d.kept.label.objectId],
      async: false,
    });
    equal(made.status, "SUCCESS", JSON.stringify(made.errors));
    equal((await d.sdk.manifests.get(made.objectId)).documents.length, made.documents.length);
    expect((await d.sdk.manifests.list()).results.length > 0);
  });
}

async function tracks(d) {
  await d.check("js tracks: mocks, own label, strange numbers", async () => {
    for (const name of ["PRE_TRANSIT", "TRANSIT", "DELIVERED", "RETURNED", "FAILURE", "UNKNOWN"]) {
      const got = await d.sdk.trackingStatus.get(`SHIPPO_${name}`, "shippo");
      equal(got.trackingStatus.status, name);
    }
    const own = await d.sdk.trackingStatus.create({ carrier: "dhl_ecommerce", trackingNumber: d.kept.label.trackingNumber, metadata: "js" });
    equal([own.transaction, own.metadata], [d.kept.label.objectId, "js"]);
    equal((await d.sdk.trackingStatus.get("A/B C", "dhl_ecommerce")).trackingNumber, "A/B C");
    await refused([400, 404], () => d.sdk.trackingStatus.get("1", "pigeon_post"));
  });
}
