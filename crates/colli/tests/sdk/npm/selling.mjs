// Customs, batches, orders, webhooks, templates, service groups, rates at checkout, and what only platforms use.
import { createServer } from "node:http";
import { equal, expect, refused, until } from "./harness.mjs";
import { DECLARATION, FILBERT, GROUND, ITEM, MISSION, shipment } from "./inputs.mjs";

const CLEAR = [400, 403, 404, 405, 422, 501];

export async function run(d) {
  await customs(d);
  await batches(d);
  await orders(d);
  await webhooks(d);
  await deliveries(d);
  await templates(d);
  await groups(d);
  await platforms(d);
}

async function customs(d) {
  await d.check("js customs: items and declarations", async () => {
    const item = await d.sdk.customsItems.create(ITEM);
    equal((await d.sdk.customsItems.get(item.objectId)).quantity, 2);
    expect((await d.sdk.customsItems.list()).results.length > 0);
    const made = await d.sdk.customsDeclarations.create(DECLARATION);
    equal(typeof made.items[0], "string");
    equal((await d.sdk.customsDeclarations.get(made.objectId)).items, made.items);
    expect((await d.sdk.customsDeclarations.list()).results.length > 0);
  });
}

async function batches(d) {
  await d.check("js batches: create, add, remove, purchase", async () => {
    const member = (metadata) => ({ shipment: shipment(d.kept.account), metadata });
    const made = await d.sdk.batches.create({
      defaultCarrierAccount: d.kept.account,
      defaultServicelevelToken: GROUND,
      batchShipments: [member("one"), member("two")],
      labelFiletype: "PDF_4x6",
    });
    const settled = () => until(() => d.sdk.batches.get(made.objectId), (one) => !["VALIDATING", "PURCHASING"].includes(one.status));
    equal((await settled()).status, "VALID");
    await d.sdk.batches.addShipments([member("three")], made.objectId);
    const three = await settled();
    await d.sdk.batches.removeShipments([three.batchShipments.results[0].objectId], made.objectId);
    equal((await settled()).batchShipments.results.map((one) => one.metadata), ["two", "three"]);
    await d.sdk.batches.purchase(made.objectId);
    const done = await settled();
    equal([done.status, done.objectResults.purchaseSucceeded, done.labelUrl.length], ["PURCHASED", 2, 1]);
    await refused([400, 409, 422], () => d.sdk.batches.purchase(made.objectId));
  });
}

async function orders(d) {
  await d.check("js orders: create, get, list", async () => {
    const made = await d.sdk.orders.create({
      placedAt: new Date().toISOString(),
      toAddress: FILBERT,
      fromAddress: MISSION,
      orderNumber: "#js",
      orderStatus: "PAID",
      lineItems: [{ title: "Shirt", quantity: 1, totalPrice: "20.00", currency: "USD", weight: "1", weightUnit: "lb" }],
    });
    equal((await d.sdk.orders.get(made.objectId)).orderNumber, "#js");
    expect((await d.sdk.orders.list({ orderStatus: ["PAID", "SHIPPED"] })).results.length > 0);
  });
}

async function webhooks(d) {
  await d.check("js webhooks: create, get, list, update, delete", async () => {
    const request = { event: "all", url: "https://example.com/js", active: false, isTest: true };
    const made = await d.sdk.webhooks.createWebhook(request);
    equal((await d.sdk.webhooks.getWebhook(made.objectId)).url, request.url);
    expect((await d.sdk.webhooks.listWebhooks()).results.length > 0);
    const changed = await d.sdk.webhooks.updateWebhook({ ...request, event: "track_updated" }, made.objectId);
    equal(changed.event, "track_updated");
    await d.sdk.webhooks.deleteWebhook(made.objectId);
    await refused(404, () => d.sdk.webhooks.getWebhook(made.objectId));
  });
}

async function deliveries(d) {
  await d.check("js webhooks: what arrives passes the SDK's own check", async () => {
    const taken = [];
    const receiver = createServer((request, answer) => {
      let body = "";
      request.on("data", (part) => (body += part));
      request.on("end", () => {
        taken.push({ body, headers: request.headers, url: request.url, method: request.method });
        answer.end();
      });
    });
    await new Promise((listening) => receiver.listen(0, "127.0.0.1", listening));
    const url = `http://127.0.0.1:${receiver.address().port}/hook`;
    const hook = await d.sdk.webhooks.createWebhook({ event: "transaction_created", url, active: true, isTest: true });
    try {
      const label = await d.sdk.transactions.create({
        carrierAccount: d.kept.account, servicelevelToken: GROUND, shipment: shipment(d.kept.account),
      });
      const ours = () => taken.find((one) => one.body.includes(label.objectId));
      await until(() => ({ status: "untold", told: ours() }), (one) => one.told !== undefined);
      const read = await d.sdk.validateWebhook({ request: { ...ours(), url: `http://localhost${ours().url}` } });
      equal([read.event, read.data.trackingNumber], ["transaction_created", label.trackingNumber]);
    } finally {
      await d.sdk.webhooks.deleteWebhook(hook.objectId);
      receiver.close();
      receiver.closeAllConnections();
    }
  });
}

async function templates(d) {
  await d.check("js templates: carrier's, own, the default", async () => {
    expect((await d.sdk.carrierParcelTemplates.list("all", "dhl_ecommerce")).results.length >= 2);
    equal((await d.sdk.carrierParcelTemplates.get("DHLeC_SM_Flats")).token, "DHLeC_SM_Flats");
    const own = d.sdk.userParcelTemplates;
    const sides = { name: "JS box", length: "10", width: "8", height: "4", distanceUnit: "in", weight: "1", weightUnit: "lb" };
    const made = await own.create(sides);
    equal((await own.get(made.objectId)).name, "JS box");
    equal((await own.update(made.objectId, { ...sides, name: "Other" })).name, "Other");
    expect((await own.list({})).results.length > 0);
    const checkout = d.sdk.ratesAtCheckout;
    equal((await checkout.updateDefaultParcelTemplate({ objectId: made.objectId })).result.objectId, made.objectId);
    equal((await checkout.getDefaultParcelTemplate({})).result.objectId, made.objectId);
    await checkout.deleteDefaultParcelTemplate({});
    equal((await checkout.getDefaultParcelTemplate({})).result, undefined);
    await own.delete(made.objectId);
    await refused(404, () => own.get(made.objectId));
    d.kept.template = (await own.create(sides)).objectId;
  });
}

async function groups(d) {
  await d.check("js service groups and rates at checkout", async () => {
    const request = {
      name: "JS",
      description: "cheap",
      type: "LIVE_RATE",
      serviceLevels: [{ accountObjectId: d.kept.account, serviceLevelToken: GROUND }],
    };
    const made = await d.sdk.serviceGroups.create(request);
    expect((await d.sdk.serviceGroups.list({})).some((one) => one.objectId === made.objectId));
    equal((await d.sdk.serviceGroups.update({ ...request, objectId: made.objectId, isActive: true, name: "JS 2" })).name, "JS 2");
    const rates = await d.sdk.ratesAtCheckout.create({
      addressFrom: MISSION,
      addressTo: FILBERT,
      parcel: d.kept.template,
      lineItems: [{ title: "Shirt", quantity: 1, totalPrice: "20.00", currency: "USD", weight: "1", weightUnit: "lb" }],
    });
    expect(rates.results.some((one) => one.title === "JS 2"), rates.results);
    await d.sdk.serviceGroups.delete(made.objectId);
    await refused(404, () => d.sdk.serviceGroups.delete(made.objectId));
  });
}

async function platforms(d) {
  await d.check("js platforms: answered or refused in words", async () => {
    const person = { email: "h@example.com", firstName: "H", lastName: "I", companyName: "J" };
    const pickup = {
      carrierAccount: d.kept.account,
      location: { address: MISSION, buildingLocationType: "Front Door" },
      requestedStartTime: new Date(),
      requestedEndTime: new Date(),
      transactions: [d.kept.label.objectId],
    };
    for (const call of [
      () => d.sdk.pickups.create(pickup),
      () => d.sdk.shippoAccounts.create(person),
      () => d.sdk.shippoAccounts.list(),
      () => d.sdk.shippoAccounts.get("0".repeat(32)),
      () => d.sdk.shippoAccounts.update("0".repeat(32), person),
      () => d.sdk.carrierAccounts.register({ carrier: "dhl_express", parameters: { userAcceptedTermsAndConditions: true } }),
      () => d.sdk.carrierAccounts.getRegistrationStatus("usps"),
      () => d.sdk.carrierAccounts.initiateOauth2Signin(d.kept.account, "https://example.com/back", "state"),
    ]) {
      await call().catch((error) => expect(CLEAR.includes(error.statusCode), error.message));
    }
  });
}
