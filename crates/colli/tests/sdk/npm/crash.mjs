// Every list, after others stored what this SDK refuses to read.
import { expect } from "./harness.mjs";

export async function run(d) {
  const { sdk } = d;
  const lists = {
    addresses: (page) => sdk.addresses.list(page, 100),
    parcels: (page) => sdk.parcels.list(page, 100),
    shipments: (page) => sdk.shipments.list({ page, results: 100 }),
    transactions: (page) => sdk.transactions.list({ page, results: 100 }),
    manifests: (page) => sdk.manifests.list(page, 100),
    "customs items": (page) => sdk.customsItems.list(page, 100),
    "customs declarations": (page) => sdk.customsDeclarations.list(page, 100),
    "carrier accounts": (page) => sdk.carrierAccounts.list({ page, results: 100, serviceLevels: true }),
    orders: (page) => sdk.orders.list({ page, results: 100 }),
  };
  for (const [name, list] of Object.entries(lists)) {
    await d.check(`js crash: every page of ${name}`, async () => {
      for (let page = 1; ; page += 1) {
        expect(page < 50, "the list has no end");
        if (!(await list(page)).next) return;
      }
    });
  }
  await d.check("js crash: lists without pages", async () => {
    await sdk.refunds.list({});
    await sdk.serviceGroups.list({});
    await sdk.userParcelTemplates.list({});
    await sdk.carrierParcelTemplates.list("all");
    await sdk.webhooks.listWebhooks();
  });
}
